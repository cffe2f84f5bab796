"""How runs on a server end, and what the user is told where one cannot end yet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.remote.where import server_of
from engine.errors import KnownError
from engine.runs.ending import failed
from engine.runs.events import Cancelled, Ending, Finished, Interrupted
from engine.runs.record import RunRecord, RunStatus

SIGNED_OUT, UNKNOWN = "signed-out", "run-unknown"


def is_passing(error: KnownError) -> bool:
    """Whether the run may go on by itself later: the server is away, or somebody has to sign in."""
    return getattr(error, "pause_s", None) is not None or error.code in ("signed-out", "token-missing")


def ending_of(record: RunRecord) -> Ending:
    """The ending that the record of an ended run speaks of."""
    match record.status:
        case RunStatus.CANCELLED:
            return Cancelled(run=record.id, record=record)
        case RunStatus.FAILED:
            return failed(record, KnownError("run-failed", record.message))
        case RunStatus.INTERRUPTED:
            return Interrupted(run=record.id, record=record, reason=record.message)
        case _:
            return Finished(run=record.id, record=record)


def given_up(record: RunRecord, message: str) -> Cancelled:
    """The ending of a run that the user does not want any more, and no server stops."""
    from sync.remote.collecting import given_up as ended

    return Cancelled(run=record.id, record=ended(record, message))


def not_stopped(record: RunRecord) -> KnownError:
    """The error of a run that is to be stopped while its server is away."""
    return KnownError(
        "server-away",
        _tr("The server of this run cannot be reached now, so the run was not stopped."),
        where=server_of(record),
        what_to_do=_tr("Try again when the status bar says that you are connected."),
    )


def not_ours(record: RunRecord) -> KnownError:
    """The server says the same of a run that is gone and of one that is another account's: nothing is ended yet."""
    words = _tr("The server does not know a run of {scenario}, or not with your account.")
    return KnownError(
        "run-not-ours",
        words.replace("{scenario}", record.scenario),
        where=record.id,
        what_to_do=_tr("Sign in with the account that asked for it, or cancel the run to give it up."),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("server-runs", text)
