"""A page of paper in points: text, paragraphs, tables, and charts painted as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.charts.chart import Chart
from desktop.theme import LIGHT, Tokens

WIDTH, HEIGHT = 842.0, 595.0  # A4, landscape
EDGE, TOP, FOOT = 42.0, 84.0, 40.0
BODY = QRectF(EDGE, TOP, WIDTH - 2 * EDGE, HEIGHT - TOP - FOOT - 8)  # what is left between title and foot
_CHART_SCALE = 0.74
_ROW, _CELL_GAP = 15.0, 8.0
_TITLE = 14
_WRAPPED_SIZE = 8


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table on paper.

    Attributes:
        title: Its name.
        share: Part of the table's width.
        is_number: Whether it is set right.
    """

    title: str
    share: float
    is_number: bool = False


class Paper:
    """Paints on one page after the other; coordinates are points from the page's corner."""

    def __init__(self, painter: QPainter, font: QFont, tokens: Tokens = LIGHT) -> None:
        self.painter = painter
        self.tokens = tokens
        self._font = font

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """The report's font in a size in points."""
        font = QFont(self._font)
        font.setPixelSize(max(round(size), 1))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        if size >= _TITLE:
            font.clearFeatures()  # figures of equal width belong into tables; in titles they gape
        return font

    def text(
        self,
        area: QRectF,
        text: str,
        size: float = 9,
        *,
        colour: str = "",
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """One line, cut with an ellipsis where it is too long."""
        font = self.font(size, bold=bold)
        cut = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self._set(font, colour)
        self.painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), cut)

    def width_of(self, text: str, size: float = 9) -> float:
        """Width of a line."""
        return QFontMetricsF(self.font(size)).horizontalAdvance(text)

    def height_of(self, text: str, width: float, size: float = 9) -> float:
        """Height of a paragraph."""
        flags = int(Qt.TextFlag.TextWordWrap)
        return QFontMetricsF(self.font(size)).boundingRect(QRectF(0, 0, width, 10_000), flags, text).height()

    def paragraph(self, area: QRectF, text: str, size: float = 9, *, colour: str = "", bold: bool = False) -> None:
        """Text over as many lines as it needs."""
        self._set(self.font(size, bold=bold), colour)
        self.painter.drawText(area, int(Qt.TextFlag.TextWordWrap), text)

    def line(self, y: float, left: float = EDGE, right: float = WIDTH - EDGE) -> None:
        """A thin line across."""
        self.painter.setPen(QPen(QColor(self.tokens.line), 0.75))
        self.painter.drawLine(QPointF(left, y), QPointF(right, y))

    def box(self, area: QRectF, colour: str, radius: float = 3.0) -> None:
        """A filled rectangle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colour))
        self.painter.drawRoundedRect(area, radius, radius)

    def heading(self, title: str, note: str = "") -> None:
        """The title of a page."""
        self.text(QRectF(EDGE, 32, WIDTH - 2 * EDGE, 24), title, 17, bold=True)
        self.text(QRectF(EDGE, 56, WIDTH - 2 * EDGE, 14), note, 9, colour=self.tokens.muted)

    def foot(self, stamp: str, number: int, count: int) -> None:
        """The stamp and the number of the page."""
        y = HEIGHT - FOOT
        self.line(y)
        width = WIDTH - 2 * EDGE
        self.text(QRectF(EDGE, y + 4, width - 60, 14), stamp, 7, colour=self.tokens.muted)
        place = QRectF(EDGE + width - 60, y + 4, 60, 14)
        self.text(place, f"{number} / {count}", 7, colour=self.tokens.muted, align=Qt.AlignmentFlag.AlignRight)

    def chart(self, area: QRectF, title: str, chart: Chart) -> None:
        """A chart under its title."""
        self.text(QRectF(area.left(), area.top(), area.width(), 14), title, 10, bold=True)
        with_title = area.adjusted(0, 20, 0, 0)
        self.painter.save()
        self.painter.setFont(self.font(13))
        self.painter.translate(with_title.topLeft())
        self.painter.scale(_CHART_SCALE, _CHART_SCALE)
        inner = QRectF(0, 0, with_title.width() / _CHART_SCALE, with_title.height() / _CHART_SCALE)
        chart.paint_on(self.painter, inner, self.tokens)
        self.painter.restore()

    def table(
        self, area: QRectF, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]], *, has_total: bool = False
    ) -> None:
        """A table with its headers; as many rows as `rows_fitting` says find room; the last may be their total."""
        self._row(area, area.top(), columns, [column.title for column in columns], muted=True)
        self.line(area.top() + _ROW, area.left(), area.right())
        for number, cells in enumerate(rows):
            y = area.top() + _ROW + 3 + number * _ROW
            if number % 2:
                self.box(QRectF(area.left() - 3, y, area.width() + 6, _ROW), self.tokens.window, 2)
            is_total = has_total and number == len(rows) - 1
            if is_total:
                self.line(y, area.left(), area.right())
            self._row(area, y, columns, cells, bold=is_total)

    def wrapped_table(self, area: QRectF, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> None:
        """A table whose cells take as many lines as they need; `rows_with_room` says how many rows find room."""
        self._row(area, area.top(), columns, [column.title for column in columns], muted=True)
        self.line(area.top() + _ROW, area.left(), area.right())
        y = area.top() + _ROW + 3
        for number, cells in enumerate(rows):
            height = self._wrapped_height(area.width(), columns, cells)
            if number % 2:
                self.box(QRectF(area.left() - 3, y, area.width() + 6, height), self.tokens.window, 2)
            x = area.left()
            for column, cell in zip(columns, cells, strict=True):
                width = area.width() * column.share
                self.paragraph(QRectF(x, y + 2, width - _CELL_GAP, height), cell, _WRAPPED_SIZE)
                x += width
            y += height

    def rows_with_room(self, area: QRectF, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> int:
        """How many rows of a wrapped table find room, at least one."""
        y = area.top() + _ROW + 3
        for number, cells in enumerate(rows):
            y += self._wrapped_height(area.width(), columns, cells)
            if number and y > area.bottom():
                return number
        return len(rows)

    def _wrapped_height(self, width: float, columns: Sequence[PaperColumn], cells: Sequence[str]) -> float:
        heights = (
            self.height_of(cell, width * column.share - _CELL_GAP, _WRAPPED_SIZE)
            for column, cell in zip(columns, cells, strict=True)
        )
        return max(*heights, _ROW - 4) + 4

    def _row(
        self,
        area: QRectF,
        y: float,
        columns: Sequence[PaperColumn],
        cells: Sequence[str],
        *,
        muted: bool = False,
        bold: bool = False,
    ) -> None:
        x = area.left()
        for column, cell in zip(columns, cells, strict=True):
            width = area.width() * column.share
            place = QRectF(x, y, width - _CELL_GAP, _ROW)
            align = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            self.text(place, cell, 8, colour=self.tokens.muted if muted else "", bold=muted or bold, align=align)
            x += width

    def _set(self, font: QFont, colour: str) -> None:
        self.painter.setFont(font)
        self.painter.setPen(QPen(QColor(colour or self.tokens.text)))


def rows_fitting(height: float) -> int:
    """Rows of a table that find room below its headers."""
    return max(int((height - _ROW - 3) / _ROW), 1)
