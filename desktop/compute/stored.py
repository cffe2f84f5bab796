"""The project file as computing processes see it: read-only, each version read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.network import Network
from sync.store import OpenMode, Project


def stored_network(project: str) -> Network:
    """All rows of a project as they stand, kept until it changes.

    Args:
        project: Path of the project file.

    Raises:
        KnownError: The file cannot be read.
    """
    with Project.open(Path(project), OpenMode.READ) as opened:
        version = opened.version
    return _network(project, version)


@lru_cache(maxsize=1)
def _network(project: str, _version: int) -> Network:
    # Read on its own, so that rows that came in between the two readings are at worst newer than asked for.
    with Project.open(Path(project), OpenMode.READ) as opened:
        return opened.network()
