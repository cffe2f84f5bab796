"""A process that reads one file: no network, no secrets, no files but its own folder's, limits of memory and time.

What came of it is written into the folder: ``change-set``, ``issues`` and ``outcome``, or ``refusal``.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

from engine.errors import KnownError
from engine.io.limits import ReadLimits
from server_stub.workers.confinement import confine
from server_stub.workers.unpacking import unpack

CHANGE_SET, ISSUES, OUTCOME, REFUSAL = "change-set", "issues", "outcome", "refusal"

SECONDS, MEMORY_BYTES = 900.0, 3 << 30
"""What one file may cost, all processes that read it together."""

# A workbook of the largest size that is taken has this many cells at most, and unpacks to this.
LIMITS = ReadLimits(
    unpacked_bytes=2 << 30, cells=30_000_000, file_bytes=150 << 20, memory_bytes=MEMORY_BYTES, seconds=SECONDS
)
_POLL_S = 0.05
_PASSED = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TEMP", "TMP")


def read(
    source: Path, folder: Path, go_on: Callable[[], bool], base: Path | None = None, memory_bytes: int = 0
) -> None:
    """Have a file read.

    Args:
        source: The file, under the name that the user gave it.
        folder: Where what comes of it is written.
        go_on: Asked now and then; false stops the reading.
        base: The frozen network that the file changes; None for an empty one.
        memory_bytes: What all processes that read it may hold; 0 for `MEMORY_BYTES`.

    Raises:
        KnownError: Why the file cannot be read; ``read-cancelled``; ``read-too-slow``; ``read-too-much-memory``.
    """
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
    environment |= {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "server_stub.workers.reading",
                *map(str, filter(None, (source, folder, base))),
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder,
        ) as process,
    ):
        try:
            _watch(process, source, go_on, memory_bytes or MEMORY_BYTES)
        finally:
            _kill_all(process)
    _check(process.returncode, source, folder, memory_bytes or MEMORY_BYTES)


def _watch(process: subprocess.Popen[bytes], source: Path, go_on: Callable[[], bool], memory_bytes: int) -> None:
    until = time.monotonic() + SECONDS
    while process.poll() is None:
        if not go_on():
            raise KnownError("read-cancelled", "Reading was stopped.", where=source.name)
        if time.monotonic() > until:
            raise KnownError(
                "read-too-slow",
                f"The file was not read within {SECONDS:g} seconds.",
                where=source.name,
                what_to_do="Save its large sheets as csv (one file a table), and send those.",
            )
        if _memory(process.pid) > memory_bytes:
            raise _too_much_memory(source, memory_bytes)
        time.sleep(_POLL_S)


def _memory(number: int) -> int:
    """Resident bytes of a process and its children."""
    total = 0
    try:
        whole = psutil.Process(number)
        for process in (whole, *whole.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        return total
    return total


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    try:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    except psutil.NoSuchProcess:
        return
    process.kill()


def _check(exit_code: int, source: Path, folder: Path, memory_bytes: int) -> None:
    refusal = folder / REFUSAL
    if refusal.exists():
        raise KnownError(**json.loads(refusal.read_text("utf-8")))
    if exit_code == 0 and (folder / OUTCOME).exists():
        return
    log = (folder / "log").read_text("utf-8", errors="replace")
    if "MemoryError" in log or "ArrowMemoryError" in log or exit_code < 0:
        raise _too_much_memory(source, memory_bytes)
    raise KnownError(
        "file-not-readable",
        "The file could not be read; its reader failed.",
        where=source.name,
        what_to_do="Open it in Excel, save it as a new .xlsx, and send that.",
    )


def _too_much_memory(source: Path, memory_bytes: int) -> KnownError:
    return KnownError(
        "read-too-much-memory",
        f"Reading the file would take more than {memory_bytes / 1e9:.1f} GB of memory.",
        where=source.name,
        what_to_do="Delete stray cells far outside the data, or save large sheets as csv (one file a table).",
    )


def main(source: Path, folder: Path, base: Path | None = None) -> int:
    """Read; the process's own part."""
    confine(folder, source, *filter(None, (base,)))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _read(source, folder, base)
    except KnownError as error:
        words = {"code": error.code, "message": error.message, "where": error.where, "what_to_do": error.what_to_do}
        (folder / REFUSAL).write_text(json.dumps(words), "utf-8")
    return 0


def _read(source: Path, folder: Path, base: Path | None) -> None:
    from engine.changes import encode
    from engine.io import import_source
    from engine.io.options import ReadOptions
    from engine.issues import has_errors
    from engine.network import Network
    from engine.runs.importing import import_change, next_source
    from engine.runs.snapshot import read_network

    network = Network.of({}) if base is None else read_network(base)[0]
    if source.suffix.lower() == ".zip":
        source = _unpacked(source, folder)
    read = import_source(source, options=ReadOptions(limits=LIMITS), first_source=next_source(network))
    if not has_errors(read.issues):
        (folder / CHANGE_SET).write_bytes(encode(import_change(network, read, upsert=base is not None)))
    (folder / ISSUES).write_text(json.dumps([issue.to_dict() for issue in read.issues]), "utf-8")
    outcome = {
        "rows_read": read.rows_read,
        "rows_used": read.rows_used,
        "issues": Counter(issue.severity.value for issue in read.issues),
        "sheets": [dataclasses.asdict(sheet) for sheet in read.sheets],
    }
    (folder / OUTCOME).write_text(json.dumps(outcome), "utf-8")


def _unpacked(source: Path, folder: Path) -> Path:
    tables = folder / "tables"
    tables.mkdir()
    unpack(source, tables, LIMITS)
    return tables


def _end_with_parent() -> None:
    """Leave when standard input ends: the worker is gone."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
