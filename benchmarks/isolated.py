"""Functions and commands in a fresh process, to measure what they need of memory and to be rid of it afterwards."""

from __future__ import annotations

import multiprocessing
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import psutil

Answer = TypeVar("Answer")
_EVERY_S = 0.02


def isolated(function: Callable[..., Answer], *arguments: Any, limit_s: float = 3600.0) -> tuple[Answer, int]:
    """What the function gives, and the largest resident memory of its process in bytes, interpreter included.

    Args:
        function: Function of a module.
        arguments: Its arguments; they and the answer must be picklable.
        limit_s: Seconds after which the process is killed.

    Raises:
        TimeoutError: The limit was reached.
        RuntimeError: The process ended without an answer; what went wrong stands on standard error.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        if not ours.poll(limit_s):
            raise TimeoutError(f"no answer within {limit_s:g} s")
        answer, peak = ours.recv()
    except EOFError as error:
        raise RuntimeError(f"{function.__name__} ended without an answer") from error
    finally:
        process.kill()
        process.join()
    return answer, peak


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended.

    Attributes:
        code: Its exit code.
        output: What it wrote to standard output.
        seconds: Wall clock from its start to its end.
        peak: Largest resident memory of it and its children together, in bytes.
    """

    code: int
    output: str
    seconds: float
    peak: int


def watched(command: Sequence[str], limit_s: float = 3600.0) -> Ended:
    """Execute a command and watch its time and memory.

    Args:
        command: Program and arguments.
        limit_s: Seconds after which it is killed.

    Raises:
        subprocess.TimeoutExpired: The limit was reached.
    """
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        peak = _Peak(psutil.Process(process.pid))
        try:
            output, _ = process.communicate(timeout=limit_s)
        finally:
            process.kill()
            seconds, most = time.monotonic() - began, peak.stop()
    return Ended(process.returncode, output, seconds, most)


def _child(connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    peak = _Peak(psutil.Process())
    answer = function(*arguments)
    connection.send((answer, max(peak.stop(), _recorded())))


class _Peak:
    """The largest resident memory of a process and its children; a thread looks many times a second.

    Where native code holds the interpreter of a process that watches itself it cannot, so `_recorded` counts, too.
    """

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._ended = threading.Event()
        self._bytes = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """End the watch; gives bytes."""
        self._ended.set()
        self._thread.join()
        return self._bytes

    def _watch(self) -> None:
        while not self._ended.is_set():
            self._bytes = max(self._bytes, sum(_resident(process) for process in self._family()))
            time.sleep(_EVERY_S)

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _recorded() -> int:
    """The peak that the system keeps for this process, in bytes; 0 where it keeps none that can be trusted."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
