"""Statuses of runs as people see them: a sign, a colour, a word; never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.theme import Tokens
from engine.runs.record import RunRecord, RunStatus
from engine.runs.same_input import is_taken_over


@dataclass(frozen=True, slots=True)
class State:
    """How a status looks.

    Attributes:
        word: What the user reads.
        symbol: Name of its icon.
        token: Name of its colour among the theme's tokens.
    """

    word: str
    symbol: str
    token: str

    def colour(self, tokens: Tokens) -> str:
        """Its colour in a theme."""
        return str(getattr(tokens, self.token))


def state_of(record: RunRecord) -> State:
    """How a run's status looks."""
    states = {
        RunStatus.QUEUED: State(_tr("Waiting"), "clock", "muted"),
        RunStatus.RUNNING: State(_tr("Running"), "loader-circle", "accent"),
        RunStatus.OPTIMAL: State(_tr("Optimal"), "circle-check", "good"),
        RunStatus.FEASIBLE: State(_tr("Feasible"), "circle-check", "warn"),
        RunStatus.INFEASIBLE: State(_tr("Infeasible"), "circle-x", "bad"),
        RunStatus.UNBOUNDED: State(_tr("Unbounded"), "circle-x", "bad"),
        RunStatus.CANCELLED: State(_tr("Cancelled"), "circle-stop", "muted"),
        RunStatus.FAILED: State(_tr("Failed"), "triangle-alert", "bad"),
        RunStatus.INTERRUPTED: State(_tr("Interrupted"), "unlink", "warn"),
    }
    return states[record.status]


def ending_words(record: RunRecord) -> str:
    """How a run ended, in a sentence for the user."""
    match record.status:
        case RunStatus.OPTIMAL if is_taken_over(record):
            again = _tr("“Run again” computes it anew.")
            return f"{_tr('Within the gap asked for.')} {record.message} {again}"
        case RunStatus.OPTIMAL:
            return _tr("Within the gap asked for.")
        case RunStatus.INFEASIBLE if is_taken_over(record):
            return f"{_tr('No plan meets all constraints at once.')} {record.message}"
        case RunStatus.INFEASIBLE:
            return _tr("No plan meets all constraints at once.")
        case RunStatus.CANCELLED if record.objective is not None:
            return _tr("Stopped on request; the best solution found is kept.")
        case _:
            return record.message


def phase_name(phase: str) -> str:
    """A phase as people say it; a line that is no phase stays as it is."""
    names = {
        "start": _tr("Starting"),
        "read": _tr("Reading"),
        "validate": _tr("Validating"),
        "expand": _tr("Expanding"),
        "build": _tr("Building"),
        "solve": _tr("Solving"),
        "results": _tr("Results"),
        "check": _tr("Checking"),
        "write": _tr("Writing"),
    }
    return names.get(phase, phase)


def _tr(text: str) -> str:
    return QCoreApplication.translate("runs", text)
