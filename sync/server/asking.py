"""What is asked of the server when somebody wants a run, and where that run belongs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from engine.runs.codec import to_plain
from engine.solvers.options import SolveOptions

LOWEST, HIGHEST = -1, 1
"""Priorities among the runs of one account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A run that somebody asks for.

    Attributes:
        request: The caller's own name for it; asked twice, it is one run.
        scenario: Name of the scenario.
        snapshot: SHA-256 of the frozen network, a blob of the project.
        input_hash: Hash of the network in it.
        options: What is asked of the solver.
        kind: What is executed.
        priority: Among the caller's own runs.
        anew: Whether it is computed even where the project has the answer.
    """

    request: str
    scenario: str
    snapshot: str
    input_hash: str
    options: SolveOptions
    kind: str = "solve"
    priority: int = 0
    anew: bool = False

    def digest(self) -> str:
        """Hash of what is asked; how it is come by is none of it, and was not known to clients of old."""
        asked = {name: value for name, value in to_plain(self).items() if name != "anew"}
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run belongs and the blobs that it reads and wrote; the last two are empty where there is none."""

    project: str
    snapshot: str
    result: str
    incumbent: str
