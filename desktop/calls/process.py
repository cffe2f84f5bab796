"""One warm process that carries out calls for the user interface."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

_PATIENCE_MS = 2_000


class CallProcess(QObject):
    """A process that serves one call at a time; it is started by the first call and again after each death.

    Signals:
        answered(int, object): The number of a call and what came out.
        broken(int, object): The number of a call and the parts of its known error.
        died(int, str): The number of the call under way, -1 for none, and the last words of the process.
    """

    answered = Signal(int, object)
    broken = Signal(int, object)
    died = Signal(int, str)

    def __init__(self, command: list[str], parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._current = -1
        self._rest = b""
        self._stopping = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    @property
    def is_busy(self) -> bool:
        """Whether a call is under way."""
        return self._current >= 0

    def send(self, number: int, function: str, arguments: dict[str, Any]) -> None:
        """Begins a call."""
        self._current = number
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._start()
        line = json.dumps({"call": number, "function": function, "arguments": arguments}, allow_nan=False)
        self._process.write(line.encode() + b"\n")

    def restart(self) -> None:
        """Kills what is under way and starts anew."""
        self._process.kill()

    def stop(self) -> None:
        """Ends the process at once: it holds nothing that is not made again."""
        self._stopping = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._process.kill()
        self._process.waitForFinished(_PATIENCE_MS)

    def _start(self) -> None:
        self._rest = b""
        self._process.start(self._command[0], self._command[1:])

    def _on_output(self) -> None:
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def _take(self, answer: dict[str, Any]) -> None:
        self._current = -1
        if "error" in answer:
            self.broken.emit(answer["call"], answer["error"])
        else:
            self.answered.emit(answer["call"], answer["value"])

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Whatever else goes wrong ends in `finished`. It is told later: the call that started it is not noted yet.
        if error is QProcess.ProcessError.FailedToStart:
            number, self._current = self._current, -1
            words = self._process.errorString()
            QTimer.singleShot(0, self, lambda: self.died.emit(number, words))

    def _on_finished(self) -> None:
        if self._stopping:
            return
        number, self._current = self._current, -1
        words = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._start()
        self.died.emit(number, words[-2_000:])
