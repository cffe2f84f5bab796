"""What is under the pointer, and what is within a lasso."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from desktop.map.camera import Camera
from desktop.map.flow_lines import bends, curve
from desktop.map.look import Look
from desktop.map.projection import Floats

_REACH = 4.0  # pixels around a mark or a line that still count as on it
_STEPS = np.linspace(0.0, 1.0, 17)


class Picking:
    """Sites and flows of one look on a screen; cheap to make, costly columns are kept for one scale.

    Attributes:
        look: The scene and its look.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._scale = 0.0
        self._radii: Floats = np.zeros(0)
        self._bends = bends(look)

    def radii(self, scale: float) -> Floats:
        """Radius of each site at a scale."""
        if scale != self._scale:
            self._scale, self._radii = scale, self.look.radii(scale)
        return self._radii

    def site_at(self, place: QPointF, camera: Camera, size: QSize) -> int:
        """The site under a pixel; -1 for none. The one on top wins, then the nearest."""
        near = self.sites_at(place, camera, size)
        return int(near[0]) if len(near) else -1

    def sites_at(self, place: QPointF, camera: Camera, size: QSize) -> NDArray[np.int64]:
        """Places of all sites under a pixel, the one on top first."""
        sites = self.look.scene.sites
        if not len(sites):
            return np.zeros(0, dtype=np.int64)
        x, y = camera.screen(sites.x, sites.y, size.width(), size.height())
        with np.errstate(invalid="ignore"):
            away = np.hypot(x - place.x(), y - place.y()) - self.radii(camera.scale)
            near = np.flatnonzero(away <= _REACH)
        return near[np.lexsort((away[near], -sites.kind[near]))]

    def flow_at(self, place: QPointF, camera: Camera, size: QSize) -> int:
        """The flow under a pixel, the largest of those that are; -1 for none."""
        sites, flows = self.look.scene.sites, self.look.scene.flows
        if not len(flows):
            return -1
        point = np.array([place.x(), place.y()])
        x, y = camera.screen(sites.x, sites.y, size.width(), size.height())
        start = np.column_stack([x[flows.origin], y[flows.origin]])
        end = np.column_stack([x[flows.destination], y[flows.destination]])
        # Only a flow whose ends span the pixel, widened by its bulge, can be under it.
        room = np.abs(end - start).max(axis=1, keepdims=True) * 0.25 + _REACH
        spans = ((np.minimum(start, end) - room <= point) & (point <= np.maximum(start, end) + room)).all(axis=1)
        near = np.flatnonzero(spans)
        if not len(near):
            return -1
        away = _distance(np.hstack([start[near], end[near]]), self._bends[near], point)
        hit = near[away <= _REACH + self.look.flow_widths()[near] / 2]
        return int(hit[-1]) if len(hit) else -1

    def sites_within(self, lasso: QPolygonF, camera: Camera, size: QSize) -> NDArray[np.int64]:
        """Places of the sites inside a closed line of pixels."""
        sites = self.look.scene.sites
        x, y = camera.screen(sites.x, sites.y, size.width(), size.height())
        with np.errstate(invalid="ignore"):
            seen = np.flatnonzero((x >= 0) & (y >= 0) & (x < size.width()) & (y < size.height()))
        # The inside is painted, and each site looks at its pixel: the same for any number of corners.
        inside = QImage(size, QImage.Format.Format_Grayscale8)
        inside.fill(0)
        painter = QPainter(inside)
        painter.setBrush(QColor("white"))
        painter.drawPolygon(lasso)
        painter.end()
        raster = np.frombuffer(inside.constBits(), dtype=np.uint8).reshape(size.height(), inside.bytesPerLine())
        chosen: NDArray[np.int64] = seen[raster[y[seen].astype(np.int64), x[seen].astype(np.int64)] > 0]
        return chosen


def _distance(lines: Floats, bend: Floats, point: Floats) -> Floats:
    """Distance of a point from each of n curves, in pixels; exact to a fraction of the pieces they are cut into."""
    middle = curve(lines, bend)[:, None, :]
    start, end = lines[:, None, :2], lines[:, None, 2:]
    steps = _STEPS[None, :, None]
    along = (1 - steps) ** 2 * start + 2 * steps * (1 - steps) * middle + steps**2 * end
    piece = along[:, 1:] - along[:, :-1]
    away = point - along[:, :-1]
    length = np.maximum((piece**2).sum(axis=2), 1e-9)
    part = np.clip((piece * away).sum(axis=2) / length, 0.0, 1.0)
    distance: Floats = np.sqrt(((away - piece * part[..., None]) ** 2).sum(axis=2)).min(axis=1)
    return distance
