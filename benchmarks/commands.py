"""The product's command line and project files, as a user has them."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.changes import diff
from engine.network import Network
from sync.store import Project


def command(*arguments: str | Path) -> list[str]:
    """`networx` with these arguments, in this environment."""
    return [sys.executable, "-P", "-m", "desktop", *(str(argument) for argument in arguments)]


def store(network: Network, path: Path) -> None:
    """Make a project file that holds a network."""
    with Project.create(path) as project:
        project.commit(diff(project.network(), network))
