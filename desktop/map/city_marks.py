"""Painting cities: quiet dots below the network, and names where those of sites leave room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.map.camera import Camera
from desktop.map.cities import cities
from desktop.map.labels import Taken, write
from desktop.map.look import Look
from desktop.map.projection import Floats
from desktop.theme.tokens import Tokens

RADIUS = 2.2
_RING = 7.0
_TEXT_PX = 11
_MOST_DOTS, _MOST_NAMES = 600, 70
_GAP = 3.0
_CELL = 6.0  # pixels; a city that is closer than that to a site is the site
_ROW = 1_000_000  # cells in a row of the grid: more than there ever are


def paint_cities(painter: QPainter, area: QRectF, camera: Camera, look: Look) -> None:
    """Paints the dots of the cities shown at that scale, but where a site stands."""
    painter.setPen(QPen(QColor(look.tokens.land), 1.0))
    painter.setBrush(QColor(look.tokens.faint))
    for _, left, top in _shown(area, camera, look):
        painter.drawEllipse(QPointF(left, top), RADIUS, RADIUS)


def paint_city_names(painter: QPainter, area: QRectF, camera: Camera, look: Look, taken: Taken) -> None:
    """Paints names of cities, the largest first, where they lie over nothing.

    Args:
        painter: Painter.
        area: Area of the map.
        camera: Where it is seen from.
        look: The scene and its look.
        taken: What the names keep clear of.
    """
    known, tokens = cities(), look.tokens
    font = city_font(painter.font())
    metrics = QFontMetricsF(font)
    count = 0
    for city, left, top in _shown(area, camera, look):
        text = known.name(city)
        width, height = metrics.horizontalAdvance(text), metrics.height()
        for start in (left + RADIUS + _GAP, left - RADIUS - _GAP - width):
            box = QRectF(start, top - height / 2, width, height)
            if area.contains(box) and taken.take(box):
                place = QPointF(box.left(), box.top() + metrics.ascent())
                write(painter, place, text, QColor(tokens.muted), QColor(tokens.land), font)
                count += 1
                break
        if count >= _MOST_NAMES:
            return


def paint_chosen_city(painter: QPainter, area: QRectF, camera: Camera, tokens: Tokens, city: int) -> None:
    """Paints a ring around a city, whether or not it is shown at that scale, with its name."""
    known = cities()
    x, y = known.screen(city + 1, camera, area.width(), area.height())
    place = QPointF(float(x[-1]) + area.left(), float(y[-1]) + area.top())
    font, metrics = QFont(painter.font()), QFontMetricsF(painter.font())
    beside = place + QPointF(_RING + 2 * _GAP, metrics.ascent() / 2 - 1)
    box = QRectF(
        place.x(), place.y() - _RING, _RING + 3 * _GAP + metrics.horizontalAdvance(known.name(city)), 2 * _RING
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.land))  # its name is on the picture, too, where there was room
    painter.drawRoundedRect(box, _GAP, _GAP)
    painter.setBrush(QColor(tokens.muted))
    painter.drawEllipse(place, RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((tokens.surface, 4.5), (tokens.accent, 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(place, _RING, _RING)
    write(painter, beside, known.name(city), QColor(tokens.text), QColor(tokens.land), font)


def _shown(area: QRectF, camera: Camera, look: Look) -> list[tuple[int, float, float]]:
    """Cities with their pixels, the largest first, without those at whose place a site stands."""
    shown, x, y = cities().seen(area, camera)
    sites = look.scene.sites
    placed = sites.placed
    taken = np.unique(_cells(*camera.screen(sites.x[placed], sites.y[placed], area.width(), area.height())))
    cells = _cells(x - area.left(), y - area.top())
    steps = [down * _ROW + right for down in (-1, 0, 1) for right in (-1, 0, 1)]
    free = np.flatnonzero(~np.any([np.isin(cells + step, taken) for step in steps], axis=0))[:_MOST_DOTS]
    return list(zip(shown[free].tolist(), x[free].tolist(), y[free].tolist(), strict=True))


def _cells(x: Floats, y: Floats) -> NDArray[np.int64]:
    """Numbers of the cells of a grid that pixels lie in."""
    return np.floor(y / _CELL).astype(np.int64) * _ROW + np.floor(x / _CELL).astype(np.int64)


def city_font(font: QFont) -> QFont:
    """The font of names of cities, made from that of the window."""
    small = QFont(font)
    small.setPixelSize(_TEXT_PX)
    return small
