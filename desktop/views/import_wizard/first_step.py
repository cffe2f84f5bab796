"""The first step as a whole: a source dropped; csv looked at and read as the user chooses, a workbook at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.views.import_wizard.flow import ImportFlow
from desktop.views.import_wizard.reading_choices import choose
from desktop.views.import_wizard.reading_panel import ReadingPanel
from desktop.views.import_wizard.source_step import SourceStep
from engine.errors import KnownError

_NONE: dict[str, str | None] = {"encoding": None, "delimiter": None, "decimal": None}


class FirstStep(QStackedWidget):
    """The place for drops, and the panel for csv.

    Signals:
        changed(): Another part is shown, or the way on is open or closed.
        passed(): The source was read before as is chosen now; the next step can be shown as it was.
    """

    changed = Signal()
    passed = Signal()

    def __init__(self, flow: ImportFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = flow
        self._read_with: dict[str, str | None] | None = None
        self.source = SourceStep()
        self.panel = ReadingPanel()
        self.addWidget(self.source)
        self.addWidget(self.panel)
        self.source.stop_requested.connect(flow.stop)
        self.panel.chosen.connect(self._on_chosen)
        flow.looked.connect(self._on_looked)
        flow.progressed.connect(self.source.show_progress)
        flow.unreadable.connect(self._on_unreadable)

    @property
    def is_csv(self) -> bool:
        """Whether the source is csv."""
        return self.panel.has_files

    @property
    def is_panel_shown(self) -> bool:
        """Whether the panel for csv is shown, from which the user goes on himself."""
        return self.currentWidget() is self.panel

    @property
    def choices(self) -> dict[str, str | None]:
        """What is chosen for csv; nothing for a workbook."""
        return self.panel.choices.choices if self.is_csv else _NONE

    def begin(self, source: Path) -> None:
        """Looks at another source; `changed` and, for a workbook, its reading follow."""
        self.panel.forget()
        self._read_with = None
        self._flow.begin(source)
        self._show_reading()

    def go_on(self, *, anew: bool = False) -> None:
        """Reads the source as is chosen.

        Args:
            anew: Whether to read it even if nothing else is chosen than before.
        """
        if self.is_csv and not anew and self._signs() == self._read_with:
            self.passed.emit()
            return
        self._flow.read_source(self.choices)
        self._read_with = self._signs()
        self._show_reading()

    def rest(self) -> None:
        """Shows the panel for csv, else waits for another source."""
        if self.is_csv:
            self._show(self.panel)
        else:
            self.end()

    def end(self) -> None:
        """Waits for a source."""
        self.panel.forget()
        self.source.show_waiting()
        self._show(self.source)

    def set_decimal(self, decimal: str | None) -> None:
        """Another decimal sign was chosen in a later step; the first rows are looked at under it."""
        if decimal != self.choices["decimal"]:
            choose(self.panel.choices.decimal, decimal)
            self._flow.look(self.choices)

    def _signs(self) -> dict[str, str | None]:
        """What the cells depend on; the decimal sign is only looked at when they are checked."""
        return {**self.choices, "decimal": None}

    def _on_looked(self, look: dict[str, Any]) -> None:
        if look["csv"]:
            self.panel.show_look(look)
            self._show(self.panel)
        else:
            self.go_on()

    def _on_chosen(self) -> None:
        self.changed.emit()
        self._flow.look(self.choices)

    def _on_unreadable(self, error: KnownError) -> None:
        self._read_with = None
        stopped = error.code == "cancelled"
        if self.is_csv:
            if not stopped:
                self.panel.show_refusal(str(error))
            self._show(self.panel)
        else:
            self.source.show_waiting("" if stopped else str(error))
            self._show(self.source)

    def _show_reading(self) -> None:
        self.source.show_reading(self._flow.source.name)
        self._show(self.source)

    def _show(self, part: QWidget) -> None:
        self.setCurrentWidget(part)
        self.changed.emit()
