"""Progress of a run: incumbent and bound over time, closing on each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import short, ticks
from desktop.charts.chart import Chart, nothing, write
from desktop.charts.plot import value_plot
from desktop.theme import Tokens

_BELOW, _ABOVE, _RIGHT = 24.0, 10.0, 84.0

Point = tuple[float, float]


class ProgressChart(Chart):
    """Two step lines, labelled at their ends."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._empty = empty
        self._incumbent: Sequence[Point] = ()
        self._bound: Sequence[Point] = ()

    def say_when_empty(self, text: str) -> None:
        """What stands in the place of lines where there are none."""
        self._empty = text

    def show_progress(self, incumbent: Sequence[Point], bound: Sequence[Point]) -> None:
        """Shows other lines, each as (seconds, objective) points in order."""
        self._incumbent, self._bound = list(incumbent), list(bound)
        self.update()

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Lines that hold their value until the next point."""
        points = [*self._incumbent, *self._bound]
        if not points:
            nothing(painter, area, self._empty, tokens)
            return
        last = max(seconds for seconds, _ in points) or 1.0
        low, high = min(v for _, v in points), max(v for _, v in points)
        marks = ticks(low, high if high > low else low + abs(low) * 0.01 + 1.0)
        field = value_plot(painter, area, marks, QMarginsF(0, _ABOVE, _RIGHT, _BELOW), tokens)
        plot = field.area

        def place(point: Point) -> QPointF:
            return QPointF(plot.left() + point[0] / last * plot.width(), field.y(point[1]))

        for mark in ticks(0.0, last, 6):
            if mark <= last:
                x = place((mark, low)).x()
                label = QRectF(x - 30, plot.bottom() + 4, 60, 16)
                write(painter, label, f"{short(mark)} s", tokens.muted, align=Qt.AlignmentFlag.AlignHCenter)
        ends = []
        for values, colour, name in (
            (self._incumbent, tokens.series[0], self.tr("incumbent")),
            (self._bound, tokens.series[2], self.tr("bound")),
        ):
            if values:
                end = self._draw_steps(
                    painter, [place(point) for point in values], place((last, values[-1][1])), colour
                )
                ends.append((end, colour, name))
        self._draw_names(painter, ends, plot)

    def _draw_steps(self, painter: QPainter, places: list[QPointF], end: QPointF, colour: str) -> float:
        steps = QPolygonF()
        for before, now in zip([None, *places], [*places, end], strict=True):
            if before is not None:
                steps.append(QPointF(now.x(), before.y()))
            steps.append(now)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), 2.0))
        painter.drawPolyline(steps)
        return end.y()

    def _draw_names(self, painter: QPainter, ends: list[tuple[float, str, str]], plot: QRectF) -> None:
        """Names at the ends of the lines, kept apart where the lines meet."""
        previous = -1e9
        for y, colour, name in sorted(ends):
            at = max(y, previous + 16)
            write(painter, QRectF(plot.right() + 8, at - 8, _RIGHT - 10, 16), name, colour, bold=True)
            previous = at
