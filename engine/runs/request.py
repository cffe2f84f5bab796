"""What a child process is asked to do, and the files through which big data go in and out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from engine.runs.codec import from_plain, to_plain
from engine.runs.record import RunRecord

INPUT_FILE = "input.snapshot"
RESULT_FILE = "result.tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """One computation.

    Attributes:
        record: The run as it is queued; the child gives it back completed.
        folder: Folder of this run alone, with the frozen input in it.
        job: Name of the job that the child executes.
        folder_is_temporary: Whether the child removes the folder when its parent has vanished.
        memory_bytes: By how much the child's address space may grow; None for no limit.
        checks_input: Whether the child makes sure that the input is the one that the record names.
    """

    record: RunRecord
    folder: str
    job: str = "solve"
    folder_is_temporary: bool = False
    memory_bytes: int | None = None
    checks_input: bool = False

    @property
    def input_path(self) -> Path:
        """The frozen effective network, see `engine.runs.snapshot`."""
        return Path(self.folder, INPUT_FILE)

    @property
    def result_path(self) -> Path:
        """The result tables; there is no such file where the run has no solution."""
        return Path(self.folder, RESULT_FILE)

    @property
    def incumbent_path(self) -> Path:
        """The latest incumbent, see `engine.runs.incumbent`."""
        return Path(self.folder, "incumbent.npz")

    @property
    def explanation_path(self) -> Path:
        """What is known of why the network has no solution, as JSON."""
        return Path(self.folder, "explanation.json")

    def to_json(self) -> str:
        """The request as one line of JSON without a line end."""
        return json.dumps(to_plain(self), allow_nan=False)

    @classmethod
    def from_dict(cls, data: object) -> RunRequest:
        """The request that `to_json` wrote, parsed.

        Raises:
            KnownError: ``record-unreadable``.
        """
        return from_plain(cls, data)
