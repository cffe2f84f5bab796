"""The solver's log: new lines are appended, and the view stays at the end where the reader was there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_MOST_LINES = 5_000


class LogView(QPlainTextEdit):
    """Lines of one run at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setMaximumBlockCount(_MOST_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(self.tr("Log of the solver"))
        self.setPlaceholderText(self.tr("The solver has not written anything yet."))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.setFont(font)
        self._run = ""
        self._shown = 0

    def show_lines(self, run: str, lines: Sequence[str]) -> None:
        """Shows the lines of a run; what is shown of it already is not written again."""
        if run != self._run or len(lines) < self._shown:
            self.clear()
            self._run, self._shown = run, 0
        if len(lines) == self._shown:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        self.appendPlainText("\n".join(lines[max(self._shown, len(lines) - _MOST_LINES) :]))
        self._shown = len(lines)
        if at_end:
            bar.setValue(bar.maximum())
