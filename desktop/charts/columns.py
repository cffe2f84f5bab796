"""Columns over a number line: a histogram, for instance of demand by service distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import exact, short, ticks
from desktop.charts.chart import Chart, box, nothing, write
from desktop.charts.plot import value_plot
from desktop.theme import Tokens

_BELOW, _ABOVE, _RIGHT = 36.0, 10.0, 20.0


@dataclass(frozen=True)
class Histogram:
    """Amounts within equal steps of a quantity.

    Attributes:
        edges: n + 1 edges in ascending order.
        amounts: n amounts.
        along: Name and unit of what runs along the axis.
        unit: Unit of the amounts.
    """

    edges: Sequence[float]
    amounts: Sequence[float]
    along: str
    unit: str


class HistogramChart(Chart):
    """One histogram, with the share that lies below each edge told at the pointer; a key is both edges of a column."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._empty = empty
        self._shown: Histogram | None = None

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Shows another histogram; None for none."""
        self._shown = histogram
        self.update()

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Columns with edges below."""
        shown = self._shown
        if shown is None or not any(shown.amounts):
            nothing(painter, area, self._empty, tokens)
            return
        marks = ticks(0.0, max(shown.amounts))
        plot = value_plot(painter, area, marks, QMarginsF(0, _ABOVE, _RIGHT, _BELOW), tokens).area
        total, before = sum(shown.amounts), 0.0
        step = plot.width() / len(shown.amounts)
        for number, amount in enumerate(shown.amounts):
            before += amount
            height = amount / marks[-1] * plot.height()
            column = QRectF(plot.left() + number * step + 1, plot.bottom() - height, step - 2, height)
            box(painter, column, tokens.accent)
            span = f"{short(shown.edges[number])} – {short(shown.edges[number + 1])} {shown.along}"
            text = f"{span}\n{exact(amount)} {shown.unit}\n{before / total:.1%} up to here"
            key = f"{shown.edges[number]!r}\n{shown.edges[number + 1]!r}"
            self.mark(QRectF(column.left(), plot.top(), column.width(), plot.height()), key, text)
        self._draw_edges(painter, plot, shown, tokens)

    def _draw_edges(self, painter: QPainter, plot: QRectF, shown: Histogram, tokens: Tokens) -> None:
        low, high = shown.edges[0], shown.edges[-1]
        for mark in ticks(low, high, 6):
            if low <= mark <= high:
                x = plot.left() + (mark - low) / (high - low) * plot.width()
                write(
                    painter,
                    QRectF(x - 30, plot.bottom() + 2, 60, 16),
                    short(mark),
                    tokens.muted,
                    align=Qt.AlignmentFlag.AlignHCenter,
                )
        below = QRectF(plot.left(), plot.bottom() + 18, plot.width(), 16)
        write(painter, below, shown.along, tokens.faint, align=Qt.AlignmentFlag.AlignHCenter)
