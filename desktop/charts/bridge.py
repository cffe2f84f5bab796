"""A bridge: how one total becomes another, step by step; the steps sum to the difference."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import exact, short, ticks
from desktop.charts.chart import Chart, box, line, nothing, write, write_lines
from desktop.charts.plot import value_plot
from desktop.theme import Tokens

_BELOW, _ABOVE = 36.0, 22.0
_NARROW = 0.9
_SMALL = 0.02
_NOTHING = 1e-9


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
        """Shows another bridge, from a name and total over steps to a name and total; None for none.

        Steps that are tiny beside the others are shown as one, so that what is shown still sums to the difference.
        """
        self._start, self._steps, self._end = start, _gathered(steps, self.tr("Other")), end
        self.update()

    @property
    def shown(self) -> tuple[tuple[str, float] | None, Sequence[tuple[str, float]], tuple[str, float]]:
        """The totals with the steps between them, as they are drawn."""
        return self._start, self._steps, self._end

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """The axis begins near the smallest level, so that steps are seen; its first tick says where."""
        if self._start is None:
            nothing(painter, area, self._empty, tokens)
            return
        levels = self._levels()
        lowest = min(min(level) for _, level in levels)
        highest = max(max(level) for _, level in levels)
        near = lowest > 0 and lowest > _NARROW / 2 * highest
        marks = ticks(lowest - 0.15 * (highest - lowest) if near else min(lowest, 0.0), highest + 1e-9)
        plot = value_plot(painter, area, marks, QMarginsF(0, _ABOVE, 4, _BELOW), tokens)
        field = plot.area
        slot = field.width() / len(levels)
        for number, (name, (begin, end)) in enumerate(levels):
            whole = number in (0, len(levels) - 1)
            top, bottom = sorted((plot.y(marks[0] if whole else begin), plot.y(end)))
            left = field.left() + number * slot
            piece = QRectF(left + slot * 0.16, top, slot * 0.68, max(bottom - top, 1.5))
            box(painter, piece, tokens.accent if whole else (tokens.bad if end > begin else tokens.good))
            if number < len(levels) - 1:
                y = plot.y(end)
                line(painter, QPointF(piece.right(), y), QPointF(piece.right() + slot * 0.32, y), tokens.faint)
            text = short(end, 4) if whole else signed(end - begin)
            above = QRectF(left - 4, top - 18, slot + 8, 16)
            write(painter, above, text, tokens.text, align=Qt.AlignmentFlag.AlignHCenter, bold=whole)
            write_lines(painter, QRectF(left + 2, field.bottom() + 4, slot - 4, _BELOW - 4), name, tokens.muted)
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


def signed(value: float, digits: int = 3) -> str:
    """A step in a few signs, with its sign: +1.2 M, −340 k."""
    return f"{'+' if value >= 0 else '−'}{short(abs(value), digits)}"


def _gathered(steps: Sequence[tuple[str, float]], other: str) -> list[tuple[str, float]]:
    """Steps with the tiny ones as one; the sum stays."""
    size = sum(abs(step) for _, step in steps)
    tiny = [step for _, step in steps if abs(step) < _SMALL * size]
    if len(tiny) < 2:
        return [(name, step) for name, step in steps if step]
    kept = [(name, step) for name, step in steps if abs(step) >= _SMALL * size]
    rest = sum(tiny)
    return [*kept, (other, rest)] if abs(rest) > _NOTHING * size else kept
