"""The input of a run frozen as it stands: the effective network of a scenario written into the run's folder."""

from __future__ import annotations

import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.changes import ChangeSet, apply, invert
from engine.errors import KnownError
from engine.network import Network
from engine.network.network import BASELINE
from engine.runs.batch import ask_for
from engine.runs.record import RunRecord, RunStatus
from engine.runs.request import RunRequest
from engine.runs.snapshot import write_network
from sync.store import OpenMode, Project

_SAMPLE = "infeasible-on-purpose"


def warm() -> None:
    """Freeze a sample: what is imported or made at the first time is there when the user asks for a run."""
    from engine.io.samples import load_sample

    with tempfile.TemporaryDirectory() as folder:
        write_network(ask_for(load_sample(_SAMPLE), BASELINE).network(), Path(folder, "input"))


def scenario(file: str, version: int, name: str, run: str, folder: str) -> dict[str, Any]:
    """Freeze a scenario.

    Args:
        file: Project file.
        version: Version of the project that is meant; later ones may have been committed since.
        name: Name of the scenario.
        run: Identifier of the run.
        folder: Folder of runs; the run's own is made in it.

    Returns:
        ``hash`` of the effective network, and ``seconds`` that it took.

    Raises:
        KnownError: ``scenario-unknown``, ``model-has-errors`` and others of the project file; ``input-unwritten``: the
            disk is full, or the folder cannot be written to.
    """
    began = time.monotonic()
    network = ask_for(_network(file, version), name).network()
    own = Path(folder, run)
    request = RunRequest(record=RunRecord(id=run, scenario=name, status=RunStatus.QUEUED), folder=str(own))
    try:
        own.mkdir(parents=True)
        digest = write_network(network, request.input_path)
    except OSError as error:
        raise _unwritten(error, own) from error
    return {"hash": digest, "seconds": time.monotonic() - began}


def _unwritten(error: OSError, folder: Path) -> KnownError:
    return KnownError(
        "input-unwritten",
        f"The input of the run could not be written down: {error.strerror}.",
        where=str(folder),
        what_to_do="Free some space on this drive, or make the folder writable, and run the scenario again.",
    )


@lru_cache(maxsize=1)
def _network(file: str, version: int) -> Network:
    """The rows as they were at a version; kept, because several scenarios are asked for at a time."""
    with Project.open(Path(file), OpenMode.READ) as project:
        while True:
            newest = project.version
            network = project.network()
            since = project.change_since(version) if newest > version else ChangeSet()
            if project.version == newest:  # nobody committed in between
                return apply(network, invert(since))
