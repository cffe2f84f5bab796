"""A report in the making, in a process of its own that can be stopped at any moment."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QObject, QProcess, Signal

from desktop.reports.words import tr
from engine.errors import KnownError
from engine.io.replacing import remove_parts

REPORT_OPTION = "--report"
_PATIENCE_MS = 2_000


def report_command() -> list[str]:
    """The command of a process that makes a report."""
    if getattr(sys, "frozen", False):
        return [sys.executable, REPORT_OPTION]
    return [sys.executable, "-P", "-m", "desktop.reports.child"]


class ReportJob(QObject):
    """One report.

    Signals:
        stepped(str, int, int): What is being done, after so many of so many steps.
        made(str): The path of the report, complete.
        failed(KnownError): There is no report, and why.
        ended(): The process has gone, whatever came of it.
    """

    stepped = Signal(str, int, int)
    made = Signal(str)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, kind: str, file: Path, run: str, out: Path, parent: QObject | None = None) -> None:
        """Prepare a report.

        Args:
            kind: ``xlsx`` or ``pdf``.
            file: Project file.
            run: The run to report on.
            out: File to write.
            parent: Owner.
        """
        super().__init__(parent)
        locale = QLocale().name()
        self._request = {"kind": kind, "file": str(file), "run": run, "out": str(out), "locale": locale}
        self._out = out
        self._rest = b""
        self._is_told = False
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    def start(self) -> None:
        """Begins; never waits."""
        command = report_command()
        self._process.start(command[0], command[1:])
        self._process.write(json.dumps(self._request).encode() + b"\n")

    def cancel(self) -> None:
        """Stops at once; no file is left behind but one that was there before."""
        self._is_told = True
        self._process.kill()

    def stop(self) -> None:
        """Like `cancel`, and waits for the process to go; only where its owner goes, too."""
        self.cancel()
        self._process.waitForFinished(_PATIENCE_MS)

    def _on_output(self) -> None:
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def _take(self, answer: dict[str, Any]) -> None:
        if self._is_told:
            return
        if "step" in answer:
            self.stepped.emit(answer["step"], answer["done"], answer["of"])
            return
        self._is_told = True
        if "made" in answer:
            self.made.emit(answer["made"])
        else:
            parts = answer["error"]
            self.failed.emit(KnownError(parts.pop("code"), parts.pop("message"), **parts))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_finished()

    def _on_finished(self) -> None:
        remove_parts(self._out)
        if not self._is_told:
            self._is_told = True
            words = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
            self.failed.emit(
                KnownError(
                    "report-process-died",
                    tr("The process that makes the report ended unexpectedly."),
                    where=words.splitlines()[-1] if words else "",
                    what_to_do=tr("Try again; report it if it happens twice."),
                )
            )
        self.ended.emit()
