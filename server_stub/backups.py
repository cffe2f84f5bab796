"""Backups of the server: made, kept, copied off this computer, and tried."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.errors import KnownError
from server_stub.loopback.programs import program
from sync.server import Database
from sync.server.dumps import Manifest, base_backup, dump

_STAMP = "%Y%m%dT%H%M%SZ"
_DUMP, _BASE, _PART = "networx-", "base-", ".part"
_LONGEST_S = 86400.0  # what a backup has not finished by then, it never will
_COARSE_CLOCK_S = 2.0  # of the times of files on disks of other systems


def make_backup(owner: Database, folder: Path, *, with_base: bool = False) -> Manifest:
    """Dump the database into a folder.

    Args:
        owner: Connected as the owner of the tables.
        folder: Where backups are kept; made where it is missing.
        with_base: Copy the cluster's files, too, for which the role must be allowed to replicate.

    Raises:
        KnownError: ``backup-failed``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime(_STAMP)
    manifest = dump(owner, program, folder / f"{_DUMP}{stamp}.dump")
    manifest.write(folder)
    if with_base:
        part = folder / f"{_BASE}{stamp}{_PART}"
        base_backup(owner, program, part)
        part.replace(folder / f"{_BASE}{stamp}")
    return manifest


def newest(folder: Path) -> Manifest:
    """The newest backup of a folder.

    Raises:
        KnownError: ``no-backup``; ``backup-unreadable``.
    """
    found = sorted(folder.glob(f"{_DUMP}*.dump.json"))
    if not found:
        raise KnownError("no-backup", "There is no backup.", where=str(folder), what_to_do="networx-server backup")
    return Manifest.read(found[-1])


def time_of(manifest: Manifest) -> datetime:
    """When a backup was made."""
    stamp = manifest.file.removeprefix(_DUMP).removesuffix(".dump")
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def forget_old(folder: Path, keep: int, wal: Path | None = None) -> None:
    """Remove all backups but the newest ones, what a broken one left, and WAL that no kept copy of the cluster needs.

    Args:
        folder: Of the backups.
        keep: How many stay, of dumps and of copies of the cluster.
        wal: Where PostgreSQL archives its WAL.
    """
    for path in sorted(folder.glob(f"{_DUMP}*.dump"))[:-keep]:
        path.unlink()
        path.with_name(f"{path.name}.json").unlink(missing_ok=True)
    for path in folder.glob(f"*{_PART}"):
        if path.stat().st_mtime < time.time() - _LONGEST_S:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    bases = sorted(path for path in folder.glob(f"{_BASE}*") if path.suffix != _PART)
    for path in bases[:-keep]:
        shutil.rmtree(path)
    if wal is not None and bases:
        # A copy needs the WAL from its own beginning; an hour more is for the clock.
        oldest = bases[-keep:][0].stat().st_ctime - 3600
        for path in wal.iterdir():
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()


def copy_off(folder: Path, target: str) -> None:
    """Copy what is new in a folder to another computer.

    Args:
        folder: Of the backups, or of archived WAL.
        target: ``host:folder``, ``user@host:folder`` or ``rsync://…`` for rsync; else a folder, as of a mounted disk.

    Raises:
        KnownError: ``copy-failed``.
    """
    if ":" in target:
        command = [
            program("rsync"),
            "--archive",
            "--partial",
            f"--exclude=*{_PART}",
            "--timeout=120",
            f"{folder}/",
            f"{target}/{folder.name}/",
        ]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            raise KnownError("copy-failed", done.stderr.strip()[-2000:], where=target)
        return
    try:
        for path in sorted(folder.rglob("*")):
            other = Path(target) / folder.name / path.relative_to(folder)
            is_whole = _PART not in {one.suffix for one in (path, *path.parents)}
            if path.is_file() and is_whole and not _is_copied(path, other):
                other.parent.mkdir(parents=True, exist_ok=True)
                part = other.with_name(f"{other.name}.part")
                shutil.copy2(path, part)
                part.replace(other)
    except OSError as error:
        raise KnownError("copy-failed", f"The copy failed: {error}", where=target) from error


def _is_copied(path: Path, other: Path) -> bool:
    if not other.exists():
        return False
    here, there = path.stat(), other.stat()
    return here.st_size == there.st_size and there.st_mtime >= here.st_mtime - _COARSE_CLOCK_S


def wait_until(at: str) -> None:
    """Sleep until a time of day (``HH:MM``, UTC).

    Raises:
        KnownError: ``time-unusable``.
    """
    time.sleep(seconds_until(at, datetime.now(UTC)))


def seconds_until(at: str, now: datetime) -> float:
    """Seconds until the next time that the clock says ``HH:MM``.

    Raises:
        KnownError: ``time-unusable``.
    """
    try:
        asked = datetime.strptime(at, "%H:%M").time()  # noqa: DTZ007 - a time of day, of UTC
    except ValueError as error:
        raise KnownError("time-unusable", f"{at} is no time of day.", what_to_do="Write it as 02:30.") from error
    then = datetime.combine(now.date(), asked, UTC)
    return ((then if then > now else then + timedelta(days=1)) - now).total_seconds()
