"""The line below the grid: what was done last, and sum and mean of the numbers chosen."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.models.cell_text import decimals_of
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.data.grid import GridView
from desktop.words import counted

_TOLD_MS = 8_000
_MOST_CELLS = 20_000


class SumLine(QWidget):
    """Numbers about the chosen cells."""

    def __init__(self, grid: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._told, self._sums = QLabel(), QLabel()
        for label in (self._told, self._sums):
            label.setProperty("kind", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, MARGIN, 0)
        layout.addWidget(self._told)
        layout.addStretch()
        layout.addWidget(self._sums)
        self._end = QTimer(self, interval=_TOLD_MS, singleShot=True)
        self._end.timeout.connect(self._told.clear)

    @property
    def text(self) -> str:
        """What is said about the chosen cells."""
        return self._sums.text()

    def tell(self, words: str) -> None:
        """Says for a while what was done."""
        self._told.setText(words)
        self._end.start()

    def update_sums(self) -> None:
        """Adds up what is chosen, as far as it is held; a sum of a part of it is never shown."""
        chosen = self._grid.chosen()
        if chosen is None:
            self._sums.clear()
            return
        cells = len(chosen.rows) * len(chosen.columns)
        numbers = self._numbers(chosen.rows, chosen.columns) if 1 < cells <= _MOST_CELLS else []
        words = [counted(cells, self.tr("1 cell"), self.tr("{n} cells"))] if cells > 1 else []
        if numbers:
            text, decimals = self._grid.table_model.text, max(map(decimals_of, numbers))
            total = sum(numbers)
            words.append(self.tr("Sum {sum}").replace("{sum}", text.shown(total, decimals)))
            words.append(self.tr("Mean {mean}").replace("{mean}", text.shown(total / len(numbers), max(decimals, 2))))
        self._sums.setText(" · ".join(words))

    def _numbers(self, rows: range, columns: range) -> list[float]:
        """The numbers chosen; none where rows among them are not held."""
        model = self._grid.table_model
        found: list[float] = []
        for row in range(rows.start, min(rows.stop, model.draft_row)):
            cells = model.held_row(row)
            if cells is None:
                return []
            found += [cells[number] for number in columns if isinstance(cells[number], float)]
        return found
