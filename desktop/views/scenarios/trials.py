"""What the tables say to overrides, asked in another process; an answer that is no longer wanted is dropped."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.calls.latest import LatestCalls
from desktop.context import Context


class OverrideTrials(QObject):
    """Reports, previews and words.

    Signals:
        reported(object): What became of the overrides of a scenario: see `desktop.compute.scenarios.report`.
        previewed(object, object): The cells of an override and what they would do: see `preview` there.
        refused(KnownError): A preview could not be made.
        found(str, str, object): A field, a column, and words that it may hold.
    """

    reported = Signal(object)
    previewed = Signal(object, object)
    refused = Signal(object)
    found = Signal(str, str, object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._project = str(context.session.path)
        self._calls = LatestCalls(context.calls, self)

    def report(self, scenario: str) -> None:
        """Asks what the overrides of a scenario do."""
        arguments = {"project": self._project, "scenario": scenario}
        self._calls.call("report", "scenarios:report", arguments, self.reported.emit)

    def preview(self, scenario: str, order: float, cells: dict[str, str]) -> None:
        """Asks what an override would do at its place."""
        arguments = {"project": self._project, "scenario": scenario, "order": order, "cells": cells}
        self._calls.call(
            "preview",
            "scenarios:preview",
            arguments,
            lambda preview: self.previewed.emit(cells, preview),
            self.refused.emit,
        )

    def words(self, field: str, table: str, column: str, begins: str) -> None:
        """Asks what a cell may hold. A column that is still being typed has no words; its field says what is wrong."""
        arguments = {"project": self._project, "table": table, "column": column, "begins": begins}
        self._calls.call(
            f"words of {field}",
            "scenarios:words",
            arguments,
            lambda words: self.found.emit(field, column, words),
            lambda _error: None,
        )
