"""How runs on a server end, and what the user is told where one cannot end yet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.errors import KnownError
from engine.runs.events import Cancelled
from engine.runs.record import RunRecord
from sync.protocol import TOO_OLD
from sync.whereabouts import server_of

SIGNED_OUT, UNKNOWN = "signed-out", "run-unknown"
TOO_MANY = frozenset({"too-many-requests", "too-many-waiting"})


def is_passing(error: KnownError) -> bool:
    """Whether the run may go on by itself later: the server is away, or somebody has to sign in or update something."""
    return getattr(error, "pause_s", None) is not None or error.code in {"signed-out", "token-missing"} | TOO_OLD


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
