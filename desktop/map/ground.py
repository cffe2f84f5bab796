"""Painting the ground: water, land, borders; quiet, so that the network stands out."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.map.camera import Camera
from desktop.map.outlines import Lines, outlines, state_borders
from desktop.map.projection import Floats
from desktop.map.shapes import distinct, polygon
from desktop.theme.tokens import Tokens

_FINE_FROM = 9_000.0  # pixels for the width of the world from which coarse outlines look coarse
_STATES_FROM = 2_600.0
_CELL = 0.5  # pixels; points closer than that are one
_BEYOND = 6_000.0  # pixels beyond the screen to which land is cut; its edges are shorter than that at any scale


def paint_ground(painter: QPainter, area: QRectF, camera: Camera, tokens: Tokens) -> None:
    """Paints water, land and borders into an area, which the painter is clipped to."""
    painter.fillRect(area, QColor(tokens.water))
    known = outlines("fine" if camera.scale >= _FINE_FROM else "coarse")
    for shift in _worlds(area, camera):
        seen = _Seen(area, camera, shift)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.land))
        land = seen.filled(known.land)
        if not land.isEmpty():
            painter.drawPath(land)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if camera.scale >= _STATES_FROM:
            faint = QColor(tokens.border)
            faint.setAlphaF(0.55)
            _stroke(painter, seen.lines(state_borders()), QPen(faint, 0.8))
        _stroke(painter, seen.lines(known.borders), QPen(QColor(tokens.border), 1.0))
        coast = QColor(tokens.border)
        coast.setAlphaF(0.8)
        _stroke(painter, seen.lines(known.coast), QPen(coast, 0.7))


def _worlds(area: QRectF, camera: Camera) -> range:
    """Whole worlds by which the ground is repeated; outlines hang over the edge of theirs."""
    half = area.width() / 2 / camera.scale
    return range(math.floor(camera.x - half) - 1, math.ceil(camera.x + half) + 1)


def _stroke(painter: QPainter, path: QPainterPath, pen: QPen) -> None:
    if path.isEmpty():  # which would be a path without data in an SVG
        return
    # One pixel of the device at most: Qt draws such lines many times faster than wider ones.
    pen.setWidthF(pen.widthF() / painter.device().devicePixelRatio())
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)


class _Seen:
    """What is seen of outlines in an area."""

    def __init__(self, area: QRectF, camera: Camera, shift: int) -> None:
        self._area, self._camera, self._shift = area, camera, shift
        across, down = area.width() / 2 / camera.scale, area.height() / 2 / camera.scale
        x = camera.x - shift
        self._box = (x - across, camera.y - down, x + across, camera.y + down)

    def filled(self, rings: Lines) -> QPainterPath:
        """Rings as a path to be filled, cut far outside of the area."""
        near = rings.within(*self._box)
        pixels = self._pixels(near.points)
        low = np.array([self._area.left(), self._area.top()]) - _BEYOND
        high = np.array([self._area.right(), self._area.bottom()]) + _BEYOND
        return _path(np.clip(pixels, low, high), near.group, close=True)

    def lines(self, lines: Lines) -> QPainterPath:
        """Polylines as a path to be stroked, without the parts that are not seen."""
        near = lines.within(*self._box)
        if not len(near.points):
            return QPainterPath()
        pixels = self._pixels(near.points)
        low, high = np.minimum(pixels[1:], pixels[:-1]), np.maximum(pixels[1:], pixels[:-1])
        area = self._area
        step = near.group[1:] == near.group[:-1]
        step &= (low[:, 0] <= area.right()) & (high[:, 0] >= area.left())
        step &= (low[:, 1] <= area.bottom()) & (high[:, 1] >= area.top())
        # A point stays if the step to it or from it is seen; a new piece begins where the step to it is not.
        stays = np.zeros(len(pixels), dtype=bool)
        stays[1:] |= step
        stays[:-1] |= step
        piece = np.zeros(len(pixels), dtype=np.int32)
        piece[1:] = np.cumsum(~step)
        return _path(pixels[stays], piece[stays], close=False)

    def _pixels(self, points: Floats) -> Floats:
        camera, area = self._camera, self._area
        x, y = camera.screen(points[:, 0] + self._shift, points[:, 1], area.width(), area.height())
        return np.column_stack([x + area.left(), y + area.top()])


def _path(pixels: Floats, group: np.ndarray, *, close: bool) -> QPainterPath:
    path = QPainterPath()
    if not len(pixels):
        return path
    keep = distinct(pixels, group, _CELL)
    pixels, group = pixels[keep], group[keep]
    ends = np.append(np.flatnonzero(group[1:] != group[:-1]) + 1, len(group))
    start = 0
    for end in ends.tolist():
        if end - start > (2 if close else 1):
            path.addPolygon(polygon(pixels[start:end]))
            if close:
                path.closeSubpath()
        start = end
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path
