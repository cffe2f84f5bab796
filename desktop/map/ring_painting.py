"""Painting service rings: a film over all that is within reach, and a line of its own kind for each distance."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from desktop.map.camera import Camera
from desktop.map.labels import write
from desktop.map.look import Look, faded
from desktop.map.projection import Floats
from desktop.map.service_rings import Circle, ServiceRings, angle_of, circle
from desktop.map.shapes import polygon
from desktop.map.words import whole

STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
WIDTH = 1.5
_FILM = 0.07  # opacity of the area within a distance
_ROOM = 5.0  # pixels between a line and its distance
_MOST_TOLD = 24  # rings up to which each says its distance
_BEYOND = 6_000.0  # pixels beyond the area to which the film is cut


def paint_service_rings(painter: QPainter, area: QRectF, camera: Camera, look: Look, rings: ServiceRings) -> None:
    """Paints rings onto the ground.

    Args:
        painter: Painter with antialiasing, clipped to the area.
        area: Where.
        camera: Where it is seen from.
        look: The scene and its look.
        rings: Distances and facilities.
    """
    sites = look.scene.sites
    tell = len(rings.places) * len(rings.distances) <= _MOST_TOLD
    for number, distance in reversed(list(enumerate(rings.distances))):
        angle = angle_of(distance, look.scene, straight=rings.straight)
        circles = [circle(float(sites.x[place]), float(sites.y[place]), angle, camera.scale) for place in rings.places]
        seen = [_Pixels(made, area, camera) for made in circles]
        seen = [pixels for pixels in seen if pixels.may_be_seen]
        _fill(painter, seen, ring_colour(look))
        _stroke(painter, seen, ring_colour(look), STYLES[number])
        if tell:
            _tell(painter, area, seen, f"{whole(distance)} {look.scene.distance_unit}", look)


def ring_colour(look: Look) -> str:
    """Colour of rings."""
    return look.tokens.accent


class _Pixels:
    """A circle on a picture."""

    def __init__(self, made: Circle, area: QRectF, camera: Camera) -> None:
        x, y = camera.screen(made.x, made.y, area.width(), area.height())
        self.line = np.column_stack([x + area.left(), y + area.top()])
        self._area = area
        self._pole = area.top() + (made.pole - camera.y) * camera.scale + area.height() / 2

    @property
    def may_be_seen(self) -> bool:
        """Whether it or what is within it may lie in the area."""
        left, top = self.closed.min(axis=0).tolist()
        right, bottom = self.closed.max(axis=0).tolist()
        return bool(self._area.intersects(QRectF(left, top, right - left, bottom - top)))

    @property
    def closed(self) -> Floats:
        """The line with what closes it: the edge of the world where a pole is within."""
        if math.isnan(self._pole):
            return self.line
        corners = [[self.line[-1, 0], self._pole], [self.line[0, 0], self._pole]]
        return np.vstack([self.line, corners])

    def pieces(self) -> list[Floats]:
        """The parts of the line that may be seen; Qt would make dashes for all the others, too."""
        line, area = self.line, self._area
        low, high = np.minimum(line[1:], line[:-1]), np.maximum(line[1:], line[:-1])
        step = (low[:, 0] <= area.right()) & (high[:, 0] >= area.left())
        step &= (low[:, 1] <= area.bottom()) & (high[:, 1] >= area.top())
        edges = np.flatnonzero(np.diff(np.concatenate([[False], step, [False]])))
        return [line[start : end + 1] for start, end in edges.reshape(-1, 2).tolist()]


def _fill(painter: QPainter, seen: list[_Pixels], colour: str) -> None:
    """One film over all of them, no darker where they overlap."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for pixels in seen:
        path.addPolygon(polygon(_cut(pixels)))
        path.closeSubpath()
    if not path.isEmpty():
        painter.fillPath(path, faded(colour, _FILM))


def _cut(pixels: _Pixels) -> Floats:
    return np.asarray(np.clip(pixels.closed, -_BEYOND, _BEYOND * 2), dtype=np.float64)


def _stroke(painter: QPainter, seen: list[_Pixels], colour: str, style: Qt.PenStyle) -> None:
    """Lines one by one: the outline of all strokes together takes Qt ten times as long."""
    pen = QPen(QColor(colour), WIDTH, style)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for pixels in seen:
        path = QPainterPath()
        for piece in pixels.pieces():
            path.addPolygon(polygon(piece))
        if not path.isEmpty():
            painter.strokePath(path, pen)


def _tell(painter: QPainter, area: QRectF, seen: list[_Pixels], text: str, look: Look) -> None:
    """The distance below the northernmost point of each ring."""
    font = QFont(painter.font())
    font.setPixelSize(11)
    metrics = QFontMetricsF(font)
    for pixels in seen:
        left, top = pixels.line[int(np.argmin(pixels.line[:, 1]))].tolist()
        place = QPointF(left - metrics.horizontalAdvance(text) / 2, top + metrics.capHeight() + _ROOM)
        if area.contains(place):
            write(painter, place, text, QColor(ring_colour(look)), QColor(look.tokens.land), font)
