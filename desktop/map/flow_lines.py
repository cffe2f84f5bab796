"""Painting flows: width by quantity, a slight curve so that both directions of a pair can be told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.map.camera import Camera
from desktop.map.look import Look, faded, mixed
from desktop.map.projection import Floats
from desktop.map.scene import Colouring, Kind
from desktop.map.shapes import draw_lines

_BULGE = 0.12  # of the length, to the left of the direction
_STEPS = 14  # straight pieces of a curve where very many are drawn
_THIN_OPACITY, _THICK_OPACITY = 0.5, 0.82
_TINT = 0.42  # opaque colour of lines in a crowd, so much of it on the ground
_LANE_OPACITY = 0.22  # of lanes, which tell less than flows
_RETREATED = 0.14  # opacity of flows that do not touch what is selected
_SHORTEST = 0.7  # pixels


def paint_flows(painter: QPainter, area: QRectF, camera: Camera, look: Look, selected: NDArray[np.int64]) -> None:
    """Paints the scene's flows, the smallest first.

    Args:
        painter: Painter, clipped to the area.
        area: Where the camera's picture goes.
        camera: Where it is seen from.
        look: The scene and its look.
        selected: Places of selected sites; flows that touch none of them retreat. Empty: all stand out.
    """
    lines, seen = _ends(area, camera, look)
    if not len(seen):
        return
    flows = look.scene.flows
    widths = look.flow_widths()[seen]
    colours = flows.colour[seen]
    stands_out = _touching(look, selected)[seen] if len(selected) else np.ones(len(seen), dtype=bool)
    to_customer = look.scene.sites.kind[flows.destination[seen]] == Kind.CUSTOMER
    crowd = to_customer & (widths <= 1.0) if look.is_crowded() else np.zeros(len(seen), dtype=bool)
    for back in (True, False):
        chosen = stands_out ^ back
        _paint_crowd(painter, look, lines[chosen & crowd], colours[chosen & crowd], retreated=back)
        rest = chosen & ~crowd
        _paint_curves(painter, look, lines[rest], widths[rest], colours[rest], bends(look)[seen][rest], retreated=back)


def curve(line: Floats, bend: Floats) -> Floats:
    """Middle control points of the curves.

    Args:
        line: n × 4 pixels.
        bend: How far each of n curves bulges, as a share of its length.

    Returns:
        n × 2 pixels.
    """
    start, end = line[:, :2], line[:, 2:]
    across = np.column_stack([end[:, 1] - start[:, 1], start[:, 0] - end[:, 0]])
    return np.asarray((start + end) / 2 + across * bend[:, None], dtype=np.float64)


def bends(look: Look) -> Floats:
    """How far each flow bulges; flows of several products over one lane lie beside each other."""
    flows = look.scene.flows
    if look.scene.colouring is Colouring.PRODUCT:
        return _BULGE * (0.6 + 0.45 * flows.colour.astype(np.float64))
    if look.scene.colouring is Colouring.CHANGE:  # before and after on both sides of the straight line
        return np.where(flows.colour == 0, -_BULGE, _BULGE)
    return np.full(len(flows), _BULGE)


def _ends(area: QRectF, camera: Camera, look: Look) -> tuple[Floats, NDArray[np.int64]]:
    """Pixels of both ends of those flows that may be seen, and their places."""
    sites, flows = look.scene.sites, look.scene.flows
    x, y = camera.screen(sites.x, sites.y, area.width(), area.height())
    x, y = x + area.left(), y + area.top()
    lines = np.column_stack([x[flows.origin], y[flows.origin], x[flows.destination], y[flows.destination]])
    low, high = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    room = (high - low).max(axis=1, initial=0.0) * 2 * _BULGE + 12.0
    with np.errstate(invalid="ignore"):  # a site without position has no pixels
        seen = (low[:, 0] - room <= area.right()) & (high[:, 0] + room >= area.left())
        seen &= (low[:, 1] - room <= area.bottom()) & (high[:, 1] + room >= area.top())
        seen &= (high - low).max(axis=1, initial=0.0) >= _SHORTEST
    places = np.flatnonzero(seen)
    return np.asarray(lines[places], dtype=np.float64), places


def _touching(look: Look, selected: NDArray[np.int64]) -> NDArray[np.bool_]:
    flows = look.scene.flows
    is_selected = np.zeros(len(look.scene.sites), dtype=bool)
    is_selected[selected] = True
    return np.asarray(is_selected[flows.origin] | is_selected[flows.destination])


def _paint_crowd(painter: QPainter, look: Look, lines: Floats, colours: NDArray[np.int16], *, retreated: bool) -> None:
    """Thin lines of a crowd: straight and opaque, which Qt draws ten times as fast."""
    ground = look.tokens.land
    for key, colour in enumerate(look.flow_colours()):
        painter.setPen(QPen(mixed(colour, ground, _RETREATED if retreated else _TINT), 1.0, look.style(key)))
        draw_lines(painter, lines[colours == key])


def _paint_curves(
    painter: QPainter,
    look: Look,
    lines: Floats,
    widths: Floats,
    colours: NDArray[np.int16],
    bend: Floats,
    *,
    retreated: bool,
) -> None:
    palette = [QColor(colour) for colour in look.flow_colours()]
    styles = [look.style(key) for key in range(len(palette))]
    middles = curve(lines, bend)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    opacities = _opacities(widths, retreated=retreated)
    if not look.scene.has_quantities:
        opacities = np.minimum(opacities, _LANE_OPACITY)
    columns = (lines, middles, widths, colours, opacities)
    for line, middle, width, key, opacity in zip(*(column.tolist() for column in columns), strict=True):
        path = QPainterPath(QPointF(line[0], line[1]))
        path.quadTo(middle[0], middle[1], line[2], line[3])
        pen = QPen(faded(palette[key].name(), opacity), width, styles[key])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(path, pen)


def _opacities(widths: Floats, *, retreated: bool) -> Floats:
    if retreated:
        return np.full(len(widths), _RETREATED)
    opacities = np.clip(_THIN_OPACITY + 0.08 * (widths - 1.0), _THIN_OPACITY, _THICK_OPACITY)
    return np.asarray(opacities, dtype=np.float64)
