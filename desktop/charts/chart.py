"""A chart: a widget whose paint works on any painter, so that pictures and reports show what the screen shows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.theme import LIGHT, Tokens, theme

_PICTURE_SCALE = 2
_LEAST_SCALE, _SPARE = 0.8, 0.98
_HEAD, _FOOT, _EDGE = 30.0, 24.0, 16.0
_APART = 8.0
ARROW = " → "


class Chart(QWidget):
    """Base of all charts.

    Subclasses paint in `draw` and name their marks by `mark`; a mark is what a pointer may rest on.

    Signals:
        chosen(str): The user clicked a mark, by its key.
    """

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._marks: list[tuple[QRectF, str, str]] = []
        theme().changed.connect(self.update)

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Paints the chart into an area.

        Args:
            painter: Any painter; antialiasing is on.
            area: Where to paint, in its coordinates.
            tokens: Colours.
        """
        raise NotImplementedError

    def mark(self, area: QRectF, key: str, text: str) -> None:
        """Remembers a mark that was painted: where it is, what it stands for, what the pointer is told."""
        self._marks.append((area, key, text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints on the screen."""
        self._marks.clear()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(self.rect()), theme().tokens)
        painter.end()

    def sizeHint(self) -> QSize:
        """A usual size."""
        return QSize(420, 240)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells what the pointer rests on."""
        found = self._mark_at(event.position())
        can_choose = found is not None and bool(found[1]) and self.receivers("2chosen(QString)") > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_choose else Qt.CursorShape.ArrowCursor)
        if found:
            QToolTip.showText(self.mapToGlobal(event.position().toPoint() + QPoint(12, 12)), found[2], self)
        else:
            QToolTip.hideText()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Chooses what was clicked."""
        found = self._mark_at(event.position())
        if found and found[1]:
            self.chosen.emit(found[1])

    def leaveEvent(self, _event: QEvent) -> None:
        """The pointer has gone."""
        QToolTip.hideText()

    def save(self, path: Path, note: str = "") -> None:
        """Writes the chart as it is seen, with its title: ``.svg`` as vectors, else a picture of twice the size.

        Args:
            path: File to write.
            note: Where the figures come from; stands below.
        """
        size = self.size() + QSize(int(2 * _EDGE), int(_HEAD + _FOOT + _EDGE))
        area = QRectF(0, 0, size.width(), size.height())
        if path.suffix == ".svg":
            generator = QSvgGenerator()
            generator.setFileName(str(path))
            generator.setTitle(self.accessibleName())
            generator.setDescription(note)
            generator.setSize(size)
            generator.setViewBox(area)
            self._paint_framed(QPainter(generator), area, note)
        else:
            self._picture(size, area, note).save(str(path))

    def picture(self, note: str = "") -> QImage:
        """The chart with its title and note as a picture of twice the size."""
        size = self.size() + QSize(int(2 * _EDGE), int(_HEAD + _FOOT + _EDGE))
        return self._picture(size, QRectF(0, 0, size.width(), size.height()), note)

    def _picture(self, size: QSize, area: QRectF, note: str) -> QImage:
        made = QImage(size * _PICTURE_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(made)
        painter.scale(_PICTURE_SCALE, _PICTURE_SCALE)
        self._paint_framed(painter, area, note)
        return made

    def paint_on(self, painter: QPainter, area: QRectF, tokens: Tokens = LIGHT) -> None:
        """Paints the chart on any painter, e.g. a page of a report; the painter's font is used."""
        self._marks.clear()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, area, tokens)

    def _paint_framed(self, painter: QPainter, area: QRectF, note: str) -> None:
        tokens = theme().tokens
        painter.fillRect(area, QColor(tokens.surface))
        painter.setFont(self.font())
        inner = area.adjusted(_EDGE, 0, -_EDGE, 0)
        write(painter, QRectF(inner.left(), 4, inner.width(), _HEAD), self.accessibleName(), tokens.text, bold=True)
        self.paint_on(painter, inner.adjusted(0, _HEAD + _EDGE / 2, 0, -_FOOT - _EDGE / 2), tokens)
        foot = QRectF(inner.left(), area.bottom() - _FOOT, inner.width(), _FOOT - 4)
        write(painter, foot, note, tokens.muted)
        painter.end()
        self.update()

    def _mark_at(self, place: QPointF) -> tuple[QRectF, str, str] | None:
        return next((mark for mark in reversed(self._marks) if mark[0].contains(place)), None)


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: str,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    bold: bool = False,
) -> None:
    """Writes one line of text into an area, cut with an ellipsis where it is too long."""
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.save()
    painter.setFont(font)
    painter.setPen(QPen(QColor(colour)))
    cut = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), cut)
    painter.restore()


def write_lines(painter: QPainter, area: QRectF, text: str, colour: str) -> None:
    """Writes a name centred at the top of an area, over as many lines as fit there."""
    painter.save()
    painter.setFont(_fitting(painter.font(), text, area.width()))
    metrics = QFontMetricsF(painter.font())
    lines: list[str] = []
    for word in text.split():
        if lines and metrics.horizontalAdvance(f"{lines[-1]} {word}") <= area.width():
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    most = max(int(area.height() / metrics.height()), 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    for number, words in enumerate(lines):
        place = QRectF(area.left(), area.top() + number * metrics.height(), area.width(), metrics.height())
        write(painter, place, words, colour, align=Qt.AlignmentFlag.AlignHCenter)
    painter.restore()


def _fitting(font: QFont, text: str, width: float) -> QFont:
    """The font, smaller by up to a fifth where a word of the text would not fit."""
    longest = max((QFontMetricsF(font).horizontalAdvance(word) for word in text.split()), default=0.0)
    if longest <= width:
        return font
    smaller = QFont(font)
    scale = max(_SPARE * width / longest, _LEAST_SCALE)
    if font.pixelSize() > 0:
        smaller.setPixelSize(int(font.pixelSize() * scale))
    else:
        smaller.setPointSizeF(font.pointSizeF() * scale)
    return smaller


def width_of(painter: QPainter, text: str) -> float:
    """Width of a text in the painter's font."""
    return QFontMetricsF(painter.font()).horizontalAdvance(text)


def write_pair(painter: QPainter, area: QRectF, text: str, colour: str, *, bold: bool = False) -> None:
    """Writes ``one → other``; where it is too long both are cut, so that neither is lost."""
    one, arrow, other = text.partition(ARROW)
    if arrow and width_of(painter, text) > area.width():
        metrics, right = QFontMetricsF(painter.font()), Qt.TextElideMode.ElideRight
        room = area.width() - metrics.horizontalAdvance(arrow) - _APART
        half, rest = room / 2, room - metrics.horizontalAdvance(other)
        one = metrics.elidedText(one, right, max(half, rest))
        text = one + arrow + metrics.elidedText(other, right, room - metrics.horizontalAdvance(one))
    write(painter, area, text, colour, bold=bold)


def one_of(painter: QPainter, names: Iterable[str], slot: float) -> int:
    """Of how many names side by side one can be written without touching the next.

    Args:
        painter: Its font counts.
        names: The names.
        slot: Width that each has.
    """
    widest = max((width_of(painter, name) for name in names), default=0.0) + _APART
    return max(math.ceil(widest / max(slot, 1.0)), 1)


def line(painter: QPainter, start: QPointF, end: QPointF, colour: str, width: float = 1.0) -> None:
    """Draws a straight line."""
    painter.setPen(QPen(QColor(colour), width))
    painter.drawLine(start, end)


def box(painter: QPainter, area: QRectF, colour: str, radius: float = 1.5) -> None:
    """Fills a rectangle with slightly rounded corners."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(area, radius, radius)


def nothing(painter: QPainter, area: QRectF, text: str, tokens: Tokens) -> None:
    """Says in the middle of an empty chart what would stand there."""
    write(painter, area, text, tokens.muted, align=Qt.AlignmentFlag.AlignHCenter)
