"""Frozen networks that wait on this computer until a server has confirmed their runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from pathlib import Path

from engine.errors import KnownError
from engine.network import Network
from engine.runs.request import INPUT_FILE
from engine.runs.snapshot import write_network

_LEFT_S = 86_400.0


class Inputs:
    """One folder for each run of a project; window and command line use the same ones."""

    def __init__(self, jobs: Path, project: str) -> None:
        """Describe the place; nothing is made yet.

        Args:
            jobs: Holds a folder for each project.
            project: Identifier of the project.
        """
        self.folder = jobs / project / "server"

    def path(self, run: str) -> Path:
        """Where the frozen network of a run is, if it waits."""
        return self.folder / run / INPUT_FILE

    def keep(self, run: str, network: Network) -> str:
        """Freeze the network of a run.

        Returns:
            Its hash.

        Raises:
            KnownError: ``input-unwritten``.
        """
        path = self.path(run)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return write_network(network, path)
        except OSError as error:
            self.drop(run)
            raise KnownError(
                "input-unwritten",
                f"The input of the run cannot be kept until the server has it: {error.strerror}.",
                where=str(path.parent),
                what_to_do="Make the folder writable, or free some space; then ask for the run again.",
            ) from error

    def drop(self, run: str) -> None:
        """Forget the frozen network of a run that is known at its server, or has ended."""
        shutil.rmtree(self.folder / run, ignore_errors=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Forget what a program that was killed has left, once it is older than a day.

        Args:
            wanted: Runs that have not ended.
        """
        before = time.time() - _LEFT_S
        for folder in self.folder.glob("*") if self.folder.exists() else ():
            if folder.name not in wanted and folder.stat().st_mtime < before:
                self.drop(folder.name)
