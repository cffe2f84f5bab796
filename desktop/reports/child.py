"""The process that makes one report: a request comes in as a line of JSON, steps and the outcome go out as lines.

It may be killed at any moment: the report takes its place only when it is complete. It ends with the application.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.errors import KnownError

_BLOCK = 65536


def main() -> int:
    """Make the report that standard input asks for."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    outbox = os.dup(1)
    os.dup2(2, 1)  # what native code prints must not come between the lines
    request = json.loads(_line(0))
    threading.Thread(target=_end_with_application, args=(Path(request["out"]),), daemon=True).start()
    try:
        for step in _made(request):
            _write(outbox, {"step": step.name, "done": step.done, "of": step.of})
    except KnownError as error:
        told = {"code": error.code, "message": error.message, "where": error.where, "what_to_do": error.what_to_do}
        _write(outbox, {"error": told})
    else:
        _write(outbox, {"made": request["out"]})
    return 0


def _made(request: Mapping[str, Any]) -> Iterator[Any]:
    from desktop.reports.content import read_content
    from desktop.reports.step import Step

    yield Step("", 0, 0)
    file, out = Path(request["file"]), Path(request["out"])
    content = read_content(file, request["run"])
    if request["kind"] == "xlsx":
        from desktop.reports.workbook import write_workbook

        yield from write_workbook(content, out)
        return
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from desktop.reports.pdf import write_pdf
    from desktop.theme.theme import Theme

    application = QApplication(["networx"])
    QLocale.setDefault(QLocale(request["locale"]))
    Theme(application)
    yield from write_pdf(content, file, out)


def _end_with_application(out: Path) -> None:
    """Leave, and nothing half behind, when standard input ends: nobody waits for the report any more."""
    while os.read(0, _BLOCK):
        pass
    from engine.io.replacing import remove_parts

    remove_parts(out)
    os._exit(1)


def _line(stream: int) -> bytes:
    """One line; not by a buffered read, which aborts the interpreter at its end where a thread waits in it."""
    line = b""
    while not line.endswith(b"\n") and (block := os.read(stream, _BLOCK)):
        line += block
    return line


def _write(stream: int, answer: Mapping[str, Any]) -> None:
    line = json.dumps(answer).encode() + b"\n"
    while line:
        line = line[os.write(stream, line) :]


if __name__ == "__main__":
    sys.exit(main())
