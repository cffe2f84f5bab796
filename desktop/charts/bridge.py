"""A bridge: how one total becomes another, step by step; the steps sum to the difference."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import exact, short, ticks
from desktop.charts.chart import Chart, box, line, nothing, write
from desktop.theme import Tokens

_AXIS, _BELOW, _ABOVE = 52.0, 26.0, 22.0
_NARROW = 0.9


class BridgeChart(Chart):
    """Two totals and the steps between them; steps up in one colour, down in another, signs written."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._empty = empty
        self._start: tuple[str, float] | None = None
        self._end: tuple[str, float] = ("", 0.0)
        self._steps: Sequence[tuple[str, float]] = ()

    def show_bridge(
        self, start: tuple[str, float] | None, steps: Sequence[tuple[str, float]], end: tuple[str, float]
    ) -> None:
        """Shows another bridge, from a name and total over steps to a name and total; None for none."""
        self._start, self._steps, self._end = start, steps, end
        self.update()

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """The axis begins near the smallest level, so that steps are seen; its first tick says where."""
        if self._start is None:
            nothing(painter, area, self._empty, tokens)
            return
        levels = self._levels()
        plot = area.adjusted(_AXIS, _ABOVE, -4, -_BELOW)
        lowest = min(min(level) for _, level in levels)
        highest = max(max(level) for _, level in levels)
        near = lowest > 0 and lowest > _NARROW / 2 * highest
        marks = ticks(lowest - 0.15 * (highest - lowest) if near else min(lowest, 0.0), highest + 1e-9)

        def y(value: float) -> float:
            return plot.bottom() - (value - marks[0]) / ((marks[-1] - marks[0]) or 1.0) * plot.height()

        for mark in marks:
            line(painter, QPointF(plot.left(), y(mark)), QPointF(plot.right(), y(mark)), tokens.line)
            label = QRectF(area.left(), y(mark) - 8, _AXIS - 8, 16)
            write(painter, label, short(mark, 4), tokens.muted, align=Qt.AlignmentFlag.AlignRight)
        slot = plot.width() / len(levels)
        for number, (name, (begin, end)) in enumerate(levels):
            whole = number in (0, len(levels) - 1)
            base = marks[0] if whole else begin
            top, bottom = sorted((y(base), y(end)))
            piece = QRectF(plot.left() + number * slot + slot * 0.16, top, slot * 0.68, max(bottom - top, 1.5))
            colour = tokens.accent if whole else (tokens.bad if end > begin else tokens.good)
            box(painter, piece, colour)
            text = short(end, 4) if whole else f"{'+' if end >= begin else '−'}{short(abs(end - begin))}"
            above = QRectF(plot.left() + number * slot, top - 18, slot, 16)
            write(painter, above, text, tokens.text, align=Qt.AlignmentFlag.AlignHCenter, bold=whole)
            below = QRectF(plot.left() + number * slot, plot.bottom() + 4, slot, _BELOW - 6)
            write(painter, below, name, tokens.muted, align=Qt.AlignmentFlag.AlignHCenter)
            self.mark(piece.adjusted(0, -18, 0, 0), "", f"{name}: {exact(end if whole else end - begin)}")

    def _levels(self) -> list[tuple[str, tuple[float, float]]]:
        """Name, and where each piece begins and ends."""
        assert self._start is not None
        level = self._start[1]
        levels = [(self._start[0], (level, level))]
        for name, step in self._steps:
            levels.append((name, (level, level + step)))
            level += step
        levels.append((self._end[0], (self._end[1], self._end[1])))
        return levels
