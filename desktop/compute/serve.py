"""The process that computes for the user interface: calls come in and answers go out as lines of JSON.

`networx --serve` imports what it needs when it is first asked, serves one call after the other, and ends when its
standard input does: then the application has gone.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

from engine.errors import KnownError

_BLOCK = 65536


def main() -> int:
    """Serve calls until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outbox = os.dup(1)
    os.dup2(2, 1)  # what native code prints must not come between the answers
    for line in _lines(0):
        _write(outbox, _answer(json.loads(line)))
    return 0


def _lines(stream: int) -> Iterator[bytes]:
    rest = b""
    # Not a buffered read: a thread that waits in one aborts the interpreter at its end.
    while block := os.read(stream, _BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines


def _answer(call: dict[str, Any]) -> dict[str, Any]:
    """Carries out one call. A defect is not caught: it ends the process, and the application tells."""
    module, function = call["function"].split(":")
    try:
        value = getattr(importlib.import_module(f"desktop.compute.{module}"), function)(**call["arguments"])
    except KnownError as error:
        said = {"code": error.code, "message": error.message, "where": error.where, "what_to_do": error.what_to_do}
        return {"call": call["call"], "error": said}
    return {"call": call["call"], "value": value}


def _write(stream: int, answer: dict[str, Any]) -> None:
    line = json.dumps(answer, allow_nan=False).encode() + b"\n"
    while line:
        line = line[os.write(stream, line) :]


if __name__ == "__main__":
    sys.exit(main())
