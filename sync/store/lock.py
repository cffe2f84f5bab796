"""One writer a project: an operating-system lock beside the file, which ends with the process that holds it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from engine.errors import KnownError

_FAR = 1 << 20  # Windows bars reading of locked bytes, so one far behind the text is locked

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProjectLock:
    """The right to write to a project; held until released or until the process ends, however it ends."""

    def __init__(self, project: Path) -> None:
        """Take the lock.

        Raises:
            KnownError: ``project-locked``: somebody else holds it; ``project-read-only``: the folder bars writing.
        """
        self.path = lock_path(project)
        self._descriptor = _acquired(project, self.path)

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        if self._descriptor < 0:
            return
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)  # before it is free: nobody can take a lock on a file that is gone
        os.close(self._descriptor)
        self._descriptor = -1
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self.path.unlink()


def lock_path(project: Path) -> Path:
    """The file beside a project that is locked while somebody writes to it."""
    return project.with_name(f".{project.name}.lock")


def _acquired(project: Path, path: Path) -> int:
    """Descriptor of the locked file; a file that was deleted while it was being locked is tried anew."""
    while True:
        descriptor = _opened(project, path)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise _locked(project, path) from error
        if _stands(descriptor, path):
            with contextlib.suppress(OSError):  # a full disk, or a folder on one: then nobody is told who holds it
                os.ftruncate(descriptor, 0)
                os.write(descriptor, json.dumps(_me()).encode())
            return descriptor
        os.close(descriptor)


def _opened(project: Path, path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise KnownError(
            "project-read-only",
            "The project's folder cannot be written to.",
            where=project.name,
            what_to_do="Open the project read-only, or copy it to a folder of your own.",
        ) from error


def _stands(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _me() -> dict[str, str | int]:
    return {
        "user": user_name(),
        "computer": socket.gethostname(),
        "process": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def user_name() -> str:
    """Login name of the user; ``unknown`` where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no entry in the user database, as in a container
        return "unknown"


def _locked(project: Path, path: Path) -> KnownError:
    try:
        holder = json.loads(path.read_text("utf-8"))
        since = datetime.fromisoformat(holder["since"]).astimezone().strftime("%Y-%m-%d %H:%M")
        who = f" by {holder['user']} on {holder['computer']} since {since} (process {holder['process']})"
    except (OSError, ValueError, KeyError, TypeError):  # the holder is just writing its name
        who = ""
    return KnownError(
        "project-locked",
        f"The project is open for writing{who}.",
        where=project.name,
        what_to_do="Close it there, or work on a copy.",
    )
