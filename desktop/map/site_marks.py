"""Painting sites: customers as dots in batches, facilities and suppliers one by one on top of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.map.camera import Camera
from desktop.map.look import Look
from desktop.map.marks import Mark, paint_mark, paint_star
from desktop.map.projection import Floats
from desktop.map.scene import Kind, State
from desktop.map.shapes import polygon
from desktop.theme.tokens import Tokens

_RADIUS_STEP = 0.35  # customers are painted in batches of one size
_SERVED = 0.9995  # of the demand; less than that is marked
_FEW = 4_000  # customers up to which each has a rim
_STAR, _STAR_MORE = 6.0, 2.5  # pixels: the least radius of a star, and how far it reaches beyond the dot
_DENSE = 2.0  # pixels; customers in a crowd that share a cell of that size are painted once
_DENSE_STARS = 5.0


def paint_sites(painter: QPainter, area: QRectF, camera: Camera, look: Look) -> None:
    """Paints every site that is seen."""
    sites = look.scene.sites
    x, y = camera.screen(sites.x, sites.y, area.width(), area.height())
    pixels = np.column_stack([x + area.left(), y + area.top()])
    radii = look.radii(camera.scale)
    with np.errstate(invalid="ignore"):
        seen = (np.abs(x - area.width() / 2) <= area.width() / 2 + 16) & (
            np.abs(y - area.height() / 2) <= area.height() / 2 + 16
        )
    customers = np.flatnonzero(seen & (sites.kind == Kind.CUSTOMER))
    _paint_customers(painter, look, pixels, radii, customers)
    others = np.flatnonzero(seen & (sites.kind != Kind.CUSTOMER))
    colours, places = look.site_colours(), look.site_colour_places()
    # Closed and unopened ones below the others, whatever their kind.
    for place in others[np.lexsort((sites.kind[others], -sites.state[others]))].tolist():
        paint_mark(
            painter,
            QPointF(*pixels[place]),
            float(radii[place]),
            Mark(Kind(int(sites.kind[place])), State(int(sites.state[place]))),
            colours[places[place]],
            look.tokens,
        )


def _paint_customers(
    painter: QPainter, look: Look, pixels: Floats, radii: Floats, customers: NDArray[np.int64]
) -> None:
    sites = look.scene.sites
    crowded = len(customers) > _FEW
    changed = customers[_changed(look)[customers]]
    if crowded:
        customers = _apart(pixels, radii, customers)
        changed = _apart(pixels, radii, changed, _DENSE_STARS)
    colours, places = look.site_colours(), look.site_colour_places()
    sizes = np.maximum(np.round(radii[customers] / _RADIUS_STEP), 1)
    for size in np.unique(sizes)[::-1]:
        of_size = customers[sizes == size]
        radius = float(size) * _RADIUS_STEP
        if not crowded:
            _dots(painter, pixels[of_size], radius + 0.9, look.tokens.surface)
        for colour in np.unique(places[of_size]).tolist():
            _dots(painter, pixels[of_size[places[of_size] == colour]], radius, colours[colour])
    with np.errstate(invalid="ignore"):
        short = sites.share < _SERVED
    for place in changed.tolist():
        paint_star(painter, QPointF(*pixels[place]), max(float(radii[place]) + _STAR_MORE, _STAR), look.tokens)
    _paint_short(painter, pixels, radii, customers[short[customers]], look.tokens)


def _changed(look: Look) -> NDArray[np.bool_]:
    """Which sites are customers whose assignment has changed."""
    changed = np.zeros(len(look.scene.sites), dtype=bool)
    if look.scene.changes is not None:
        changed[look.scene.changes.places] = True
    return changed


def _apart(pixels: Floats, radii: Floats, customers: NDArray[np.int64], dense: float = _DENSE) -> NDArray[np.int64]:
    """Customers without those that a larger one in the same cell hides; the largest first."""
    order = customers[np.argsort(-radii[customers], kind="stable")]
    cells = np.floor(pixels[order] / dense).astype(np.int64)
    _, first = np.unique(cells[:, 0] * 1_000_003 + cells[:, 1], return_index=True)
    return np.asarray(order[np.sort(first)], dtype=np.int64)


def _dots(painter: QPainter, pixels: Floats, radius: float, colour: str) -> None:
    pen = QPen(QColor(colour), 2 * radius)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(polygon(pixels))


def _paint_short(painter: QPainter, pixels: Floats, radii: Floats, short: NDArray[np.int64], tokens: Tokens) -> None:
    """Customers that do not get all they want: hollow, with a red rim."""
    painter.setBrush(QColor(tokens.surface))
    painter.setPen(QPen(QColor(tokens.bad), 1.6))
    for place in short.tolist():
        radius = float(max(radii[place], 2.2))
        painter.drawEllipse(QPointF(*pixels[place]), radius, radius)
