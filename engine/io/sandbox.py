"""Parses a workbook in a child process under limits of memory and time, so that no file can harm this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self

import psutil

from engine.errors import BugError, KnownError
from engine.io.cells import SheetCells, read_columns
from engine.io.limits import LIMITS, ReadLimits
from engine.io.precheck import Inspection, inspect_workbook, protected_error
from engine.io.zip_scan import too_many_cells

READER_OPTION = "--read-workbook"
_MANIFEST = "manifest.json"
_OUT_OF_MEMORY = ("memory allocation", "MemoryError", "MemError", "failed to allocate")
_POLL_SECONDS = 0.02
_ENVIRONMENT = {
    # One thread each: threads reserve address space, which is what the memory limit counts.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PYTHONUTF8": "1",
    "RUST_BACKTRACE": "0",
}


def child_command() -> list[str]:
    """Command that runs `engine.io.child.main`; a frozen program is its own reader by `READER_OPTION`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_OPTION]
    return [sys.executable, "-m", "engine.io.child"]


def read_cells(
    path: Path,
    limits: ReadLimits = LIMITS,
    *,
    command: Callable[[], list[str]] = child_command,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[SheetCells]:
    """All sheets of a workbook, cell by cell, with the kinds that the workbook gives them.

    Args:
        path: An .xlsx, .xlsm, .xlsb, .xls or .ods file.
        limits: What the file may cost.
        command: Gives the command of the child process.
        cancelled: Asked a few times a second; true stops the child.

    Raises:
        KnownError: The file cannot be read, or not within the limits; code and text say why.
    """
    with tempfile.TemporaryDirectory(prefix="networx-read-", ignore_cleanup_errors=True) as folder:
        with _Child(path, limits, Path(folder), command()) as child:
            child.ask(inspect_workbook(path, limits))
            child.wait(cancelled)
        return _sheets(path, limits, Path(folder), child.exit_code)


class _Child:
    """One child process: started early, asked once, watched until it ends, never left behind."""

    def __init__(self, path: Path, limits: ReadLimits, folder: Path, command: list[str]) -> None:
        self._path = path
        self._limits = limits
        self._folder = folder
        self._log: IO[bytes] = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @property
    def exit_code(self) -> int:
        """Exit code; negative where a signal ended the process."""
        return self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._log.close()

    def ask(self, inspection: Inspection) -> None:
        """Hand over the request."""
        request = {
            "path": str(self._path.absolute()),
            "folder": str(self._folder),
            "kind": inspection.kind.value,
            "suspect_parts": inspection.suspect_parts,
            "cells": self._limits.cells,
            "memory_bytes": self._limits.memory_bytes,
            "seconds": self._limits.seconds,
        }
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            # The child is gone before it was asked; its exit code tells the rest.
            self._process.wait()

    def wait(self, cancelled: Callable[[], bool]) -> None:
        """Wait for the end of the child.

        Raises:
            KnownError: Cancelled, over the deadline or over the memory limit; the child is then killed.
        """
        deadline = time.monotonic() + self._limits.seconds
        while not self._ended():
            if cancelled():
                raise KnownError("read-cancelled", "Reading was stopped.", where=self._path.name)
            if time.monotonic() > deadline:
                raise _too_slow(self._path, self._limits)
            if self._memory() > self._limits.memory_bytes:
                raise _too_much_memory(self._path, self._limits)

    def _ended(self) -> bool:
        try:
            self._process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _memory(self) -> int:
        """Resident bytes of the child: the only limit where the system has none."""
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0


def _sheets(path: Path, limits: ReadLimits, folder: Path, exit_code: int) -> list[SheetCells]:
    manifest = folder / _MANIFEST
    if exit_code != 0 or not manifest.exists():
        raise _death(path, limits, folder, exit_code)
    answer = json.loads(manifest.read_text(encoding="utf-8"))
    if "refusal" in answer:
        raise _refusal(path, limits, answer)
    return [
        SheetCells(
            file=path.name,
            sheet=sheet["name"],
            columns=read_columns(folder / sheet["file"]),
            merged=tuple(tuple(block) for block in sheet["merged"]),
            hidden=sheet["hidden"],
        )
        for sheet in answer["sheets"]
    ]


def _refusal(path: Path, limits: ReadLimits, answer: dict[str, Any]) -> KnownError:
    if answer["refusal"] == "protected":
        return protected_error(path.name)
    if answer["refusal"] == "too-many-cells":
        return too_many_cells(path.name, answer["cells"], limits.cells)
    return KnownError(
        "file-damaged",
        f"The workbook is damaged ({answer['message']}).",
        where=path.name,
        what_to_do="Open it in Excel, let it repair the file, save it as .xlsx, and read that.",
    )


def _death(path: Path, limits: ReadLimits, folder: Path, exit_code: int) -> KnownError:
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    if any(word in log for word in _OUT_OF_MEMORY):
        return _too_much_memory(path, limits)
    lines = [line for line in log.splitlines() if line.strip() and not line.startswith("note:")]
    last = lines[-1][:200] if lines else "no message"
    if "Traceback" in log and "PanicException" not in log:
        raise BugError(f"the reading process failed on {path.name}: {log}")
    return KnownError(
        "file-not-readable",
        f"The workbook could not be parsed: its reader ended with code {exit_code} ({last}).",
        where=path.name,
        what_to_do="Open it in Excel, save it as a new .xlsx, and read that; or save each sheet as csv.",
    )


def _too_slow(path: Path, limits: ReadLimits) -> KnownError:
    return KnownError(
        "read-too-slow",
        f"The workbook was not read within {limits.seconds:g} seconds.",
        where=path.name,
        what_to_do="Save its large sheets as csv (one file a table), and import the folder.",
    )


def _too_much_memory(path: Path, limits: ReadLimits) -> KnownError:
    return KnownError(
        "read-too-much-memory",
        f"Reading the workbook would take more than {limits.memory_bytes / 1e9:.1f} GB of memory.",
        where=path.name,
        what_to_do="Delete stray cells far outside the data, or save large sheets as csv (one file a table).",
    )
