"""The worker process: started, watched, and started again where it dies or falls silent, but not for ever."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from engine.errors import KnownError

_TICK_MS = 1_000
_START_TICKS = 180  # a cold computer, with a scanner that looks into every file, takes long to import
_MOST_DEATHS = 4
_WITHIN_S = 60.0
_PATIENCE_MS = 2_000
_LAST_WORDS = 4_000
_LOG = logging.getLogger(__name__)


class WorkerProcess(QObject):
    """One worker process.

    Signals:
        ready(): It takes runs now.
        news(): Something new is in the job store.
        died(str): It ended, or was ended because it gave no sign of life; with its last words. It is started again.
        gave_up(KnownError): It died too often; `start` tries anew.
    """

    ready = Signal()
    news = Signal()
    died = Signal(str)
    gave_up = Signal(object)

    def __init__(self, command: Sequence[str], silence_s: int, parent: QObject) -> None:
        """Prepare a worker.

        Args:
            command: Program and arguments.
            silence_s: How long it may be silent before it is ended; it says once a second that it lives.
            parent: Owner.
        """
        super().__init__(parent)
        self._command = list(command)
        self._silent_ticks = silence_s
        self._silent = 0
        self._has_spoken = False
        self._rest = b""
        self._words = ""
        self._stopping = False
        self._renewing = False
        self._deaths: deque[float] = deque(maxlen=_MOST_DEATHS)
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_words)
        self._process.finished.connect(self._on_ended)
        self._process.errorOccurred.connect(self._on_error)
        # Ticks are counted, not time: while the computer sleeps there are none.
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._on_tick)

    @property
    def pid(self) -> int:
        """Number of the process; 0 where none runs."""
        return self._process.processId()

    def start(self) -> None:
        """Starts it where it does not run."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            return
        self._rest, self._words, self._stopping = b"", "", False
        self._silent, self._has_spoken = 0, False
        self._process.start(self._command[0], self._command[1:])
        self._ticks.start()

    def call(self) -> None:
        """Tells it that something is new: a run to take, or one to cancel."""
        if self._process.state() is QProcess.ProcessState.Running:
            self._process.write(b"\n")

    def renew(self, command: Sequence[str]) -> None:
        """Ends it and starts it by another command; only while it computes nothing."""
        self._command = list(command)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._renewing = True
            self._process.closeWriteChannel()

    def end(self, done: Callable[[], None]) -> None:
        """Ends it with all that it computes; does not wait.

        Args:
            done: Runs when it has ended.
        """
        self._stopping = True
        self._ticks.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            done()
            return
        self._process.finished.connect(lambda *_: done())
        self._process.closeWriteChannel()
        QTimer.singleShot(_PATIENCE_MS, self, self._process.kill)

    def stop(self) -> None:
        """Like `end`, and waits for it; only at the end of the program."""
        self.end(lambda: None)
        if not self._process.waitForFinished(_PATIENCE_MS):
            self._process.kill()
            self._process.waitForFinished(_PATIENCE_MS)

    def _on_output(self) -> None:
        self._silent, self._has_spoken = 0, True
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        if b"ready" in lines:
            self.ready.emit()
        if b"news" in lines:
            self.news.emit()

    def _on_words(self) -> None:
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._words = (self._words + said)[-_LAST_WORDS:]
        _LOG.warning("the worker says: %s", said.rstrip())

    def _on_tick(self) -> None:
        self._silent += 1
        if self._silent >= (self._silent_ticks if self._has_spoken else _START_TICKS):
            self._words += "\nThe worker gave no sign of life and was ended."
            self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._words = self._process.errorString()
            self._on_ended()

    def _on_ended(self) -> None:
        self._ticks.stop()
        if self._stopping:
            return
        if self._renewing:
            self._renewing = False
            self.start()
            return
        now = monotonic()
        self._deaths.append(now)
        self.died.emit(self._words.strip())
        if len(self._deaths) == _MOST_DEATHS and now - self._deaths[0] < _WITHIN_S:
            self._deaths.clear()
            self.gave_up.emit(self._too_often())
        else:
            self.start()

    def _too_often(self) -> KnownError:
        last = self._words.strip().splitlines()[-1:] or [""]
        return KnownError(
            "worker-unavailable",
            "The process that computes runs ended several times in a row, so the runs that waited were given up.",
            where=last[0],
            what_to_do="Run the scenarios again; restart the application if that does not help.",
        )
