"""How many workers are busy, and how many runs wait for one; stands in the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from desktop.words import counted
from engine.runs.record import RunStatus
from sync.whereabouts import server_of

if TYPE_CHECKING:
    from desktop.context import Runs


class WorkersLabel(QLabel):
    """One short line, kept up to date."""

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._calm = QTimer(self, interval=0, singleShot=True)
        self._calm.timeout.connect(self._show)
        runs.changed.connect(self._calm.start)
        runs.slots_changed.connect(self._calm.start)
        self._show()

    def _show(self) -> None:
        statuses = [record.status for record in self._runs.records() if not server_of(record)]
        busy, waiting = statuses.count(RunStatus.RUNNING), statuses.count(RunStatus.QUEUED)
        parts = [self._busy(busy)]
        if waiting:
            parts.append(counted(waiting, self.tr("1 run waits"), self.tr("{n} runs wait")))
        self.setText("  ·  ".join(parts))

    def _busy(self, busy: int) -> str:
        slots = self._runs.slots
        if not slots and not busy:
            return self.tr("Workers are starting")
        if not busy:
            return counted(slots, self.tr("1 worker idle"), self.tr("{n} workers idle"))
        one, many = self.tr("{busy} of 1 worker busy"), self.tr("{busy} of {n} workers busy")
        return counted(max(slots, busy), one, many).replace("{busy}", str(busy))
