"""Marks of sites: a shape for each kind, a filling for each state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.map.scene import Kind, State
from desktop.theme.tokens import Tokens

_HALO = 1.4
# Corners and turn of each kind's polygon; sizes are such that the shapes look equally large.
_POLYGONS = {
    Kind.SUPPLIER: (5, -90.0, 1.15),
    Kind.CROSS_DOCK: (4, -90.0, 1.25),
    Kind.WAREHOUSE: (4, -45.0, 1.28),
    Kind.PLANT: (3, -90.0, 1.4),
}


@lru_cache(maxsize=1)
def star() -> QPainterPath:
    """The mark of a customer whose assignment has changed: a star of four points around the origin, of radius 1."""
    path = QPainterPath(QPointF(0.0, -1.0))
    for corner in range(1, 8):
        angle, size = math.radians(45.0 * corner - 90.0), 0.42 if corner % 2 else 1.0
        path.lineTo(size * math.cos(angle), size * math.sin(angle))
    path.closeSubpath()
    return path


def paint_star(painter: QPainter, place: QPointF, radius: float, tokens: Tokens) -> None:
    """Paints the mark of a changed assignment with a rim in the colour of the ground."""
    painter.save()
    painter.translate(place)
    painter.scale(radius, radius)
    rim = QPen(QColor(tokens.surface), 2 * _HALO / radius)
    rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(star(), rim)
    painter.fillPath(star(), QColor(tokens.text))
    painter.restore()


@lru_cache(maxsize=16)
def shape(kind: Kind) -> QPainterPath:
    """The outline of a mark around the origin, of radius 1."""
    path = QPainterPath()
    if kind is Kind.CUSTOMER:
        path.addEllipse(QPointF(0, 0), 1.0, 1.0)
        return path
    corners, turn, size = _POLYGONS[kind]
    for corner in range(corners):
        angle = math.radians(turn + 360.0 * corner / corners)
        place = QPointF(size * math.cos(angle), size * math.sin(angle) + (0.18 if kind is Kind.PLANT else 0.0))
        if corner:
            path.lineTo(place)
        else:
            path.moveTo(place)
    path.closeSubpath()
    return path


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark tells by shape and filling.

    Attributes:
        kind: Gives the shape.
        state: Gives the filling. Used: filled; opened: filled, with a ring; closed: hollow, crossed out; candidate not
            opened: hollow.
    """

    kind: Kind
    state: State = State.IN_USE


def paint_mark(painter: QPainter, place: QPointF, radius: float, mark: Mark, colour: str, tokens: Tokens) -> None:
    """Paints one mark.

    Args:
        painter: Painter with antialiasing.
        place: Its middle.
        radius: In pixels.
        mark: What it tells.
        colour: Of the mark.
        tokens: Colours of the scheme.
    """
    state = mark.state
    painter.save()
    painter.translate(place)
    painter.scale(radius, radius)
    path = shape(mark.kind)
    halo = QPen(QColor(tokens.surface), 2 * _HALO / radius)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    if state in (State.IN_USE, State.OPENED):
        painter.fillPath(path, QColor(colour))
        if state is State.OPENED:
            _paint_ring(painter, radius, tokens)
    else:
        _paint_hollow(painter, path, radius, tokens.muted if state is State.CLOSED else colour, tokens)
        if state is State.CLOSED:
            _paint_cross(painter, radius, tokens)
    painter.restore()


def _paint_ring(painter: QPainter, radius: float, tokens: Tokens) -> None:
    size = 1.0 + 5.5 / radius
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((tokens.surface, 4.0), (tokens.good, 2.0)):
        painter.setPen(QPen(QColor(colour), width / radius))
        painter.drawEllipse(QPointF(0, 0), size, size)


def _paint_hollow(painter: QPainter, path: QPainterPath, radius: float, colour: str, tokens: Tokens) -> None:
    painter.fillPath(path, QColor(tokens.surface))
    pen = QPen(QColor(colour), 1.5 / radius)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.strokePath(path, pen)


def _paint_cross(painter: QPainter, radius: float, tokens: Tokens) -> None:
    arm = 0.55
    painter.setPen(QPen(QColor(tokens.bad), 1.8 / radius))
    painter.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
    painter.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))
