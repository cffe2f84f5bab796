"""Rings around selected sites; few are painted in each frame of the window, many once with the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.map.camera import Camera
from desktop.map.look import Look
from desktop.map.projection import Floats

MOST_IN_FRAME = 300
_GAP = 4.0


def paint_rings(
    painter: QPainter, area: QRectF, camera: Camera, look: Look, places: Sequence[int], radii: Floats
) -> None:
    """Paints rings.

    Args:
        painter: Painter with antialiasing.
        area: Area of the map.
        camera: Where it is seen from.
        look: The scene and its look.
        places: Which of them have a ring.
        radii: Radius of every site's mark in pixels.
    """
    chosen = list(places)
    if not chosen:
        return
    sites, tokens = look.scene.sites, look.tokens
    x, y = camera.screen(sites.x[chosen], sites.y[chosen], area.width(), area.height())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    columns = (x + area.left(), y + area.top(), radii[chosen] + _GAP)
    rings = list(zip(*(column.tolist() for column in columns), strict=True))
    for colour, width in ((tokens.surface, 4.5), (tokens.accent, 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        for left, top, radius in rings:
            painter.drawEllipse(QPointF(left, top), radius, radius)
