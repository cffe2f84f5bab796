"""Which facilities are open in which periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.chart import Chart, box, nothing, one_of, width_of, write
from desktop.theme import Tokens

_ROW, _HEAD = 24.0, 24.0
_WIDEST_NAME = 0.4


class GanttChart(Chart):
    """A row for each facility, a box for each period in which it is open; openings and closings carry a letter."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._empty = empty
        self._periods: Sequence[str] = ()
        self._states: Mapping[str, Sequence[str]] = {}
        self._chosen: frozenset[str] = frozenset()

    def choose(self, facilities: frozenset[str]) -> None:
        """Sets the rows of these facilities off from the others."""
        self._chosen = facilities
        self.update()

    def show_states(self, periods: Sequence[str], states: Mapping[str, Sequence[str]]) -> None:
        """Shows other facilities.

        Args:
            periods: T names.
            states: Facility → T words: open, opened, closed (from this period on), or empty for not open.
        """
        self._periods, self._states = periods, states
        self.setMinimumHeight(int(_HEAD + _ROW * max(len(states), 3)))
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as its rows."""
        return QSize(420, int(_HEAD + _ROW * max(len(self._states), 3)))

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Periods above, facilities at the left."""
        if not self._states:
            nothing(painter, area, self._empty, tokens)
            return
        names = min(max(width_of(painter, name) for name in self._states) + 16, area.width() * _WIDEST_NAME)
        slot = (area.width() - names) / max(len(self._periods), 1)
        step = one_of(painter, self._periods, slot)
        at = Qt.AlignmentFlag.AlignHCenter if step == 1 else Qt.AlignmentFlag.AlignLeft
        for number, period in list(enumerate(self._periods))[::step]:
            head = QRectF(area.left() + names + number * slot, area.top(), step * slot, _HEAD)
            if head.right() <= area.right() + slot:
                write(painter, head, period, tokens.muted, align=at)
        between = min(2.0, slot / 8)
        colours = {"open": tokens.accent, "opened": tokens.good, "closed": tokens.bad}
        letters = {"opened": self.tr("opens"), "closed": self.tr("closes")}
        for row, (facility, states) in enumerate(self._states.items()):
            top = area.top() + _HEAD + row * _ROW
            if facility in self._chosen:
                box(painter, QRectF(area.left() - 4, top + 1, area.width() + 8, _ROW - 2), tokens.accent_soft, 3)
            name = QRectF(area.left(), top, names - 8, _ROW)
            write(painter, name, facility, tokens.text, bold=facility in self._chosen)
            for number, state in enumerate(states):
                piece = QRectF(area.left() + names + number * slot + between, top + 4, slot - 2 * between, _ROW - 8)
                box(painter, piece, colours.get(state, tokens.raised), min(3.0, slot / 6))
                if state in letters and slot > 44:
                    write(painter, piece, letters[state], tokens.on_accent, align=Qt.AlignmentFlag.AlignHCenter)
                self.mark(piece, facility, f"{facility}, {self._periods[number]}: {state or self.tr('not open')}")
