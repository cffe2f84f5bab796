"""The legend of maps that stand side by side: one strip below them, in as many lines as its width takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.map.legend import ROW, Entry, entry_width, legend_font, paint_entry, sections
from desktop.map.look import Look
from desktop.map.service_rings import NO_RINGS, ServiceRings
from desktop.theme.tokens import MARGIN, SPACE


def strip_height(looks: Sequence[Look], font: QFont, width: float, rings: ServiceRings = NO_RINGS) -> float:
    """Room that the strip takes below maps of a width; 0.0 where there is nothing to say."""
    boxes = [box for _, box in _placed(looks, font, width, rings)]
    return boxes[-1].bottom() + SPACE if boxes else 0.0


def paint_strip(painter: QPainter, area: QRectF, looks: Sequence[Look], rings: ServiceRings = NO_RINGS) -> None:
    """Paints the strip from the upper left corner of an area; its font is that of the window."""
    font = painter.font()
    painter.setFont(legend_font(font))
    for line, box in _placed(looks, font, area.width(), rings):
        paint_entry(painter, box.translated(area.topLeft()), line, looks[0].tokens)
    painter.setFont(font)


def _placed(looks: Sequence[Look], font: QFont, width: float, rings: ServiceRings) -> Iterator[tuple[Entry, QRectF]]:
    """Every line of any of the maps once, beside and below each other."""
    metrics = QFontMetricsF(legend_font(font))
    parts = zip(*(sections(look, rings) for look in looks), strict=True)
    place = QPointF(SPACE, SPACE)
    for line in dict.fromkeys(chain.from_iterable(chain.from_iterable(parts))):
        needed = entry_width(line, metrics)
        if place.x() > SPACE and place.x() + needed > width - SPACE:
            place = QPointF(SPACE, place.y() + ROW)
        yield line, QRectF(place.x(), place.y(), needed + 1, ROW)
        place.setX(place.x() + needed + MARGIN)
