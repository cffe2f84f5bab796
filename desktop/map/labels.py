"""Names on the map: the most important first, none over another, none over a mark."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEngine, QPainter, QPainterPath, QPen

from desktop.map.camera import Camera
from desktop.map.look import Look
from desktop.map.projection import Floats
from desktop.map.scene import Kind, State

_MOST = 90  # names on one picture
_TRIED = 500  # sites for which a place is looked for
_MARKS = 2_000  # marks that names keep clear of
_CUSTOMERS_FROM = 26.0  # pixels from a customer to the next, on average, from which customers have names
_GAP = 3.0
_HALO = 3.0
_RIM = tuple((1.5 * math.cos(turn * math.pi / 4), 1.5 * math.sin(turn * math.pi / 4)) for turn in range(8))


@dataclass(frozen=True)
class Label:
    """A name and the box in which it stands; strong for what is in use of the network."""

    text: str
    box: QRectF
    strong: bool = True


def paint_labels(
    painter: QPainter, area: QRectF, camera: Camera, look: Look, taken: Taken, within: QRectF | None = None
) -> None:
    """Paints names into the area; see `placed_labels`."""
    font = QFont(painter.font())
    font.setPixelSize(12)
    font.setWeight(QFont.Weight.Medium)
    metrics = QFontMetricsF(font)
    for label in placed_labels(area, camera, look, metrics, within, taken):
        place = QPointF(label.box.left(), label.box.top() + metrics.ascent())
        colour = look.tokens.text if label.strong else look.tokens.muted
        write(painter, place, label.text, QColor(colour), QColor(look.tokens.land), font)


def write(painter: QPainter, place: QPointF, text: str, colour: QColor, ground: QColor, font: QFont) -> None:
    """A text with a rim in the colour of the ground."""
    if painter.paintEngine().type() is QPaintEngine.Type.Raster:
        painter.setFont(font)
        painter.setPen(ground)
        for right, down in _RIM:  # Qt keeps pictures of letters: many times faster than to stroke their outlines
            painter.drawText(place + QPointF(right, down), text)
        painter.setPen(colour)
        painter.drawText(place, text)
        return
    path = QPainterPath()
    path.addText(place, font, text)
    pen = QPen(ground, _HALO)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, colour)


def placed_labels(
    area: QRectF,
    camera: Camera,
    look: Look,
    metrics: QFontMetricsF,
    within: QRectF | None = None,
    taken: Taken | None = None,
) -> list[Label]:
    """Names with their places: right of the mark, else left, above, below, at a corner of it, else none.

    Args:
        area: Area of the picture.
        camera: Where it is seen from.
        look: The scene and its look.
        metrics: Sizes of letters.
        within: The part of the area that is on the screen; a site in it has its whole name in it.
        taken: What names keep clear of, `room_between_marks`; made anew where there is none.
    """
    screen = within or area
    sites = look.scene.sites
    pixels = _pixels(area, camera, look)
    radii = look.radii(camera.scale)
    wanted = _wanted(area, look, pixels)
    taken = taken or room_between_marks(area, camera, look)
    labels: list[Label] = []
    for place in wanted[:_TRIED].tolist():
        text = sites.names[place]
        size = (metrics.horizontalAdvance(text), metrics.height())
        ring = 5.0 if sites.state[place] == State.OPENED else 0.0
        frame = screen if screen.contains(QPointF(*pixels[place])) else area
        for box in _places(pixels[place], float(radii[place]) + ring, size):
            if frame.contains(box) and taken.take(box):
                strong = bool(sites.kind[place] != Kind.CUSTOMER and sites.state[place] <= State.OPENED)
                labels.append(Label(text, box, strong))
                break
        if len(labels) >= _MOST:
            break
    return labels


def room_between_marks(area: QRectF, camera: Camera, look: Look) -> Taken:
    """What names keep clear of before there is any: the marks of facilities and suppliers."""
    marks = look.scene.sites.kind != Kind.CUSTOMER
    return Taken(_pixels(area, camera, look)[marks][:_MARKS], look.radii(camera.scale)[marks][:_MARKS])


def _pixels(area: QRectF, camera: Camera, look: Look) -> Floats:
    sites = look.scene.sites
    x, y = camera.screen(sites.x, sites.y, area.width(), area.height())
    return np.column_stack([x + area.left(), y + area.top()])


def _wanted(area: QRectF, look: Look, pixels: Floats) -> NDArray[np.int64]:
    """Places of the sites that should have a name, the most important first."""
    sites = look.scene.sites
    with np.errstate(invalid="ignore"):
        seen = (pixels[:, 0] >= area.left()) & (pixels[:, 0] <= area.right())
        seen &= (pixels[:, 1] >= area.top()) & (pixels[:, 1] <= area.bottom())
    customer = sites.kind == Kind.CUSTOMER
    count = int((seen & customer).sum())
    if count and (area.width() * area.height() / count) ** 0.5 < _CUSTOMERS_FROM * 3:
        seen &= ~customer
    chosen = np.flatnonzero(seen)
    return chosen[
        np.lexsort((-np.nan_to_num(sites.amount[chosen]), sites.state[chosen] > State.OPENED, customer[chosen]))
    ]


def _places(pixel: Floats, radius: float, size: tuple[float, float]) -> list[QRectF]:
    (left, top), (width, height), away = pixel.tolist(), size, radius + _GAP
    near, beside = away * 0.6, away * 0.7
    return [
        QRectF(left + away, top - height / 2, width, height),
        QRectF(left - away - width, top - height / 2, width, height),
        QRectF(left - width / 2, top - away - height, width, height),
        QRectF(left - width / 2, top + away, width, height),
        QRectF(left + beside, top - near - height, width, height),
        QRectF(left + beside, top + near, width, height),
        QRectF(left - beside - width, top - near - height, width, height),
        QRectF(left - beside - width, top + near, width, height),
    ]


class Taken:
    """What names keep clear of: marks, and names placed before."""

    def __init__(self, pixels: Floats, radii: Floats) -> None:
        known = np.isfinite(pixels).all(axis=1)
        pixels, radii = pixels[known], radii[known, None]
        self._boxes = np.hstack([pixels - radii, pixels + radii])

    def take(self, box: QRectF) -> bool:
        """Takes a box if it is free."""
        boxes = self._boxes
        met = (boxes[:, 0] < box.right()) & (boxes[:, 2] > box.left())
        met &= (boxes[:, 1] < box.bottom()) & (boxes[:, 3] > box.top())
        if met.any():
            return False
        self._boxes = np.vstack([boxes, [box.left(), box.top(), box.right(), box.bottom()]])
        return True
