"""Runs of commands that were killed while they computed: the record says which process it was."""

from __future__ import annotations

import hashlib
import socket

import psutil

from engine.runs.ending import interrupted, without_incumbent
from engine.runs.record import RunRecord, RunStore

_MARK = "command "


def this_command() -> str:
    """How the record of a run says that this process computes it: in the place of its worker."""
    process = psutil.Process()
    return f"{_MARK}{process.pid} {_words_of(process)} {socket.gethostname()}"


def end_abandoned(store: RunStore) -> list[RunRecord]:
    """End the runs whose command was killed on this computer; those of other computers are left as they are.

    Returns:
        The runs that have ended so.
    """
    ended = []
    for record in store.list():
        if not record.status.is_final and _is_abandoned(record.lease.worker):
            reason = "The command that computed the run was killed."
            ending = interrupted(without_incumbent(record), reason).record
            store.finish(ending, None)
            ended.append(ending)
    return ended


def _is_abandoned(worker: str) -> bool:
    if not worker.startswith(_MARK):
        return False
    number, words, computer = worker.removeprefix(_MARK).split(" ", 2)
    if computer != socket.gethostname():
        return False
    try:
        return _words_of(psutil.Process(int(number))) != words
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:  # of another user, and alive
        return False


def _words_of(process: psutil.Process) -> str:
    """By what a process is known again: its command line, because the time of its start moves with the clock."""
    return hashlib.sha256("\0".join(process.cmdline()).encode(errors="replace")).hexdigest()[:16]
