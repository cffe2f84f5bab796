"""The whole map on any painter: screen, picture, SVG and PDF get it from here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.map.camera import NAMES_PX, Camera, fitted
from desktop.map.city_marks import paint_cities, paint_city_names
from desktop.map.flow_lines import paint_flows
from desktop.map.ground import paint_ground
from desktop.map.labels import paint_labels, room_between_marks
from desktop.map.legend import legend_corner, paint_legend
from desktop.map.look import Look
from desktop.map.ring_painting import paint_service_rings
from desktop.map.rings import MOST_IN_FRAME, paint_rings
from desktop.map.scale_bar import paint_scale_bar, paint_source
from desktop.map.scene import Scene
from desktop.map.service_rings import NO_RINGS, ServiceRings
from desktop.map.site_marks import paint_sites
from desktop.theme.tokens import Tokens

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Shown:
    """What is shown of a scene.

    Attributes:
        flows: Lines between sites.
        labels: Names of sites.
        legend: The legend.
        scale: The scale bar.
        cities: Cities that are no part of the network.
    """

    flows: bool = True
    labels: bool = True
    legend: bool = True
    scale: bool = True
    cities: bool = False


def paint_map(
    painter: QPainter,
    area: QRectF,
    scene: Scene,
    tokens: Tokens,
    camera: Camera | None = None,
    shown: Shown | None = None,
    *,
    selected: NDArray[np.int64] = _NONE,
    rings: ServiceRings = NO_RINGS,
) -> None:
    """Paints a map with legend and scale.

    Args:
        painter: Any painter; its font is that of names and numbers.
        area: Where, in the painter's coordinates.
        scene: What stands on the map.
        tokens: Colours.
        camera: Where it is seen from; None shows every site.
        shown: What is shown; None: everything.
        selected: Places of selected sites: they have rings, and other sites' flows retreat.
        rings: Service rings.
    """
    shown = shown or Shown()
    look = Look(tokens, scene)
    covered = legend_corner(look, painter.font(), rings) if shown.legend else (0.0, 0.0)
    sites = scene.sites
    seen_from = camera or fitted(sites.x, sites.y, area.width(), area.height(), right=NAMES_PX, corner=covered)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(area)
    paint_picture(painter, area, look, seen_from, shown, selected=selected, rings=rings)
    if len(selected) <= MOST_IN_FRAME:
        paint_rings(painter, area, seen_from, look, selected.tolist(), look.radii(seen_from.scale))
    if shown.legend:
        paint_legend(painter, area, look, rings)
    if shown.scale:
        paint_scale_bar(painter, area, seen_from, scene.distance_unit, tokens)
    if shown.cities:
        paint_source(painter, area, tokens)
    painter.restore()


def paint_picture(
    painter: QPainter,
    area: QRectF,
    look: Look,
    camera: Camera,
    shown: Shown,
    *,
    selected: NDArray[np.int64] = _NONE,
    rings: ServiceRings = NO_RINGS,
    within: QRectF | None = None,
) -> None:
    """Paints what moves with the ground: the ground, flows, sites, names.

    Args:
        painter: Painter with antialiasing, clipped to the area.
        area: Where.
        look: The scene and its look.
        camera: Where it is seen from.
        shown: What is shown.
        selected: Places of selected sites; other sites' flows retreat.
        rings: Service rings.
        within: The part of the area that is on the screen; None: all of it.
    """
    paint_ground(painter, area, camera, look.tokens)
    if rings:
        paint_service_rings(painter, area, camera, look, rings)
    if shown.cities:
        paint_cities(painter, area, camera, look)
    if shown.flows:
        paint_flows(painter, area, camera, look, selected)
    paint_sites(painter, area, camera, look)
    if len(selected) > MOST_IN_FRAME:
        paint_rings(painter, area, camera, look, selected.tolist(), look.radii(camera.scale))
    taken = room_between_marks(area, camera, look)
    if shown.labels:
        paint_labels(painter, area, camera, look, taken, within)
    if shown.cities:
        paint_city_names(painter, area, camera, look, taken)
