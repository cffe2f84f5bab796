"""The job that explains a frozen network; what is known is on disk at any time, so that a killed child leaves it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

from engine.errors import KnownError
from engine.explain import Explanation, Outcome, explain
from engine.runs.child import Emit, IsCancelled
from engine.runs.events import PhaseStarted, Progressed
from engine.runs.record import RunRecord, RunStatus, utc_now
from engine.runs.request import RunRequest
from engine.runs.snapshot import read_network

DEFAULT_LIMIT_S = 55.0
_STATUSES = {
    Outcome.EXPLAINED: RunStatus.INFEASIBLE,
    Outcome.UNPROVEN: RunStatus.INFEASIBLE,
    Outcome.UNEXPLAINED: RunStatus.FAILED,
    Outcome.INVALID: RunStatus.FAILED,
    Outcome.FEASIBLE: RunStatus.FEASIBLE,
}


class _Teller:
    """Turns what is found into events, and keeps it on disk."""

    def __init__(self, request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> None:
        self._request = request
        self._emit = emit
        self._began = time.monotonic()
        self.cancelled = is_cancelled

    def phase(self, name: str) -> None:
        """A phase begins."""
        self._emit(PhaseStarted(run=self._request.record.id, phase=name, seconds=time.monotonic() - self._began))

    def known(self, explanation: Explanation) -> None:
        """More is known."""
        write_explanation(explanation, self._request.explanation_path)
        seconds = time.monotonic() - self._began
        self._emit(Progressed(run=self._request.record.id, seconds=seconds, text=_found(explanation)))


def explain_job(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Explain the frozen network of the request; the explanation is at its `explanation_path`."""
    teller = _Teller(request, emit, is_cancelled)
    teller.phase("read")
    network, _ = read_network(request.input_path)
    limit = request.record.options.time_limit_s
    explanation = explain(network, time_limit_s=DEFAULT_LIMIT_S if limit is None else limit, follower=teller)
    write_explanation(explanation, request.explanation_path)
    status = _STATUSES[explanation.outcome]
    if is_cancelled() and not explanation.outcome.is_answer:
        status = RunStatus.CANCELLED
    return replace(request.record, status=status, message=explanation.message, finished=utc_now())


def write_explanation(explanation: Explanation, path: Path) -> None:
    """Write it, whole or not at all; it replaces the one before."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(explanation.to_dict(), allow_nan=False), encoding="utf-8")
    part.replace(path)


def read_explanation(path: Path) -> Explanation | None:
    """The explanation on disk; None where there is none.

    Raises:
        KnownError: ``record-unreadable``: the file is damaged.
    """
    try:
        return Explanation.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise KnownError("record-unreadable", "A file that is no explanation was read.", where=path.name) from error


def _found(explanation: Explanation) -> str:
    """How much is known, for one line of progress."""
    count = len(explanation.changes)
    if not count:
        return f"searching; {len(explanation.causes)} contradictions known"
    return f"searching; {count} change{'s' if count > 1 else ''} known"
