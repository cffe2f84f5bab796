"""Runs deleted after a question: one of them, or all that a later one of the same scenario has made old."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.shell.sheet import Choice, ask
from desktop.views.runs.figures import moment
from desktop.words import counted

if TYPE_CHECKING:
    from desktop.context import Context
    from engine.runs.record import RunRecord


class RunDeletion(QObject):
    """Asks, then deletes; what is deleted cannot be brought back, so nothing is deleted unasked."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        context.runs.deleted.connect(self._on_deleted)

    def ask_one(self, record: RunRecord) -> None:
        """Asks whether a run shall go."""
        title = self.tr("Delete the run of {scenario}?").replace("{scenario}", record.scenario)
        words = self.tr("It was asked for at {moment}. Its result, its chart and its log go with it, for good.")
        self._ask(title, words.replace("{moment}", moment(record.created)), [record])

    def ask_older(self) -> None:
        """Asks whether all runs shall go but the latest result of each scenario, and what has not ended."""
        older = outdated(self._context.runs.records())
        if older:
            title = counted(len(older), self.tr("Delete 1 older run?"), self.tr("Delete {n} older runs?"))
            words = self.tr(
                "The latest result of each scenario stays. Results, charts and logs of the others go for good; the "
                "project file can use their room again."
            )
            self._ask(title, words, older)

    def _ask(self, title: str, words: str, records: Sequence[RunRecord]) -> None:
        window = QApplication.activeWindow()
        if window is not None:
            choices = [Choice(self.tr("Keep")), Choice(self.tr("Delete"), lambda: self._delete(records))]
            ask(window, title, words, choices)

    def _delete(self, records: Sequence[RunRecord]) -> None:
        for record in records:
            self._context.runs.delete(record.id)

    def _on_deleted(self, record: RunRecord) -> None:
        if self._context.selection.run == record.id:
            self._context.selection.choose_run("")


def outdated(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Runs that have ended, without the latest of each scenario that has a solution.

    Args:
        records: Runs, the newest first.
    """
    latest: dict[str, str] = {}
    for record in records:
        if record.status.is_final and record.objective is not None:
            latest.setdefault(record.scenario, record.id)
    return [record for record in records if record.status.is_final and latest.get(record.scenario) != record.id]
