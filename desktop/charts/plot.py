"""The field of a chart with a value axis at its left: as wide as its labels need, with grid lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.charts.axis import short
from desktop.charts.chart import line, width_of, write
from desktop.theme import Tokens

_LABEL_GAP = 8.0
_HALF_LINE = 8.0


@dataclass(frozen=True)
class Plot:
    """Where values stand.

    Attributes:
        area: The field.
        low: Value at its bottom.
        high: Value at its top.
    """

    area: QRectF
    low: float
    high: float

    def y(self, value: float) -> float:
        """Height of a value."""
        return self.area.bottom() - (value - self.low) / ((self.high - self.low) or 1.0) * self.area.height()


def value_plot(
    painter: QPainter, area: QRectF, marks: Sequence[float], margins: QMarginsF, tokens: Tokens, digits: int = 4
) -> Plot:
    """Draws the value axis with its grid lines, and tells where the field is.

    Args:
        painter: Where to paint.
        area: The whole of the chart.
        marks: Ticks in ascending order.
        margins: Room to leave at each side; the axis takes what it needs besides.
        tokens: Colours.
        digits: Significant figures of the labels.
    """
    labels = [short(mark, digits) for mark in marks]
    axis = max(width_of(painter, label) for label in labels) + _LABEL_GAP
    field = area.marginsRemoved(margins).adjusted(axis, 0, 0, 0)
    plot = Plot(field, marks[0], marks[-1])
    for mark, label in zip(marks, labels, strict=True):
        y = plot.y(mark)
        line(painter, QPointF(field.left(), y), QPointF(field.right(), y), tokens.faint if mark == 0 else tokens.line)
        place = QRectF(field.left() - axis, y - _HALF_LINE, axis - _LABEL_GAP, 2 * _HALF_LINE)
        write(painter, place, label, tokens.muted, align=Qt.AlignmentFlag.AlignRight)
    return plot
