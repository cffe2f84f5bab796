"""The scale bar: a round distance, true at the middle of the picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.map.camera import Camera
from desktop.map.projection import km_across
from desktop.map.words import tr, whole
from desktop.theme.tokens import GAP, MARGIN, Tokens

_KM_PER_MI = 1.609344
_LONGEST = 140.0


def paint_scale_bar(painter: QPainter, area: QRectF, camera: Camera, unit: str, tokens: Tokens) -> None:
    """Paints the bar into the lower right corner of the area.

    Args:
        painter: Painter.
        area: Area of the picture.
        camera: Where it is seen from.
        unit: ``km`` or ``mi``.
        tokens: Colours.
    """
    distance, pixels = round_distance(camera, unit)
    right, bottom = area.right() - MARGIN, area.bottom() - MARGIN
    _paint_ground(painter, QRectF(right - pixels - GAP, bottom - 24, pixels + 2 * GAP, 24 + GAP), tokens)
    for colour, width in ((tokens.land, 4.0), (tokens.muted, 1.4)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawPolyline(
            [
                QPointF(right - pixels, bottom - 5),
                QPointF(right - pixels, bottom),
                QPointF(right, bottom),
                QPointF(right, bottom - 5),
            ]
        )
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.setFont(font)
    painter.setPen(QColor(tokens.muted))
    box = QRectF(right - _LONGEST, bottom - 22, _LONGEST, 15)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), f"{whole(distance)} {unit}")


def paint_source(painter: QPainter, area: QRectF, tokens: Tokens) -> None:
    """Says beside the bar where cities come from, as their licence wants."""
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.setFont(font)
    text = tr("Cities: GeoNames")
    width = QFontMetricsF(font).horizontalAdvance(text)
    box = QRectF(area.right() - 2 * MARGIN - _LONGEST - width, area.bottom() - MARGIN - 15, width + 1, 15)
    _paint_ground(painter, box.adjusted(-GAP, -2, GAP, 2), tokens)
    painter.setPen(QColor(tokens.muted))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), text)


def _paint_ground(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """A film over names that lie where something is to be read."""
    film = QColor(tokens.surface)
    film.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(film)
    painter.drawRoundedRect(box, GAP, GAP)


def round_distance(camera: Camera, unit: str) -> tuple[float, float]:
    """The longest round distance that the bar can show, and its pixels."""
    across = km_across(min(max(camera.y, 0.02), 0.98)) / (_KM_PER_MI if unit == "mi" else 1.0)
    longest = _LONGEST / camera.scale * across
    power = 10.0 ** math.floor(math.log10(longest))
    distance = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= longest * (1 + 1e-9))
    return distance, distance / across * camera.scale
