"""Canvas: pictures drawn elsewhere, moved and scaled at once, replaced by crisp ones when those are ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.context import Calls
from desktop.map.camera import NAMES_PX, Camera, fitted
from desktop.map.drawing import Drawing
from desktop.map.look import Look
from desktop.map.overlay import Overlay
from desktop.map.painting import Shown
from desktop.map.picking import Picking
from desktop.map.pictures import Picture, Pictures
from desktop.map.rings import MOST_IN_FRAME
from desktop.map.scene import Scene, empty_scene
from desktop.map.service_rings import NO_RINGS, ServiceRings
from desktop.theme import theme

NOBODY: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


class Canvas(QWidget):
    """A scene seen by a camera; what the pointer and the keys do is added by `desktop.map.map_view.MapView`.

    Attributes:
        pictures: Where its pictures come from.
        picking: What is under a pixel.

    Signals:
        camera_changed(Camera): It is looked from elsewhere, but not by `look_from`.
        resized(): It has another size.
    """

    camera_changed = Signal(object)
    resized = Signal()

    def __init__(self, calls: Calls, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pictures = Pictures(calls, folder, self)
        self.picking = Picking(Look(theme().tokens, empty_scene()))
        self._rings = NO_RINGS
        self._overlay = Overlay(self.picking, self._rings)
        self._path = ""
        self._camera = Camera()
        self._is_fitted = True
        self._shown = Shown()
        self._selected = NOBODY
        self.pictures.drawn.connect(self.update)
        theme().changed.connect(self._on_theme_changed)

    @property
    def scene(self) -> Scene:
        """What stands on the map."""
        return self.picking.look.scene

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return self._camera

    @property
    def selected(self) -> NDArray[np.int64]:
        """Places of the selected sites."""
        return self._selected

    @property
    def rings(self) -> ServiceRings:
        """Service rings."""
        return self._rings

    @property
    def shown(self) -> Shown:
        """What is shown."""
        return self._shown

    def sizeHint(self) -> QSize:
        """A usual size."""
        return QSize(960, 640)

    def show_scene(self, path: str, scene: Scene, *, fit: bool) -> None:
        """Shows another scene.

        Args:
            path: File of the scene, for the process that draws.
            scene: The same scene.
            fit: Whether all of it shall be seen; else the ground stays.
        """
        self._path = path
        self._rings = NO_RINGS
        self._look_at(scene)
        self._selected = NOBODY
        if fit:
            self._look(self._fitting(), fitted=True)
        self._want(overview=True)

    def show_parts(self, shown: Shown) -> None:
        """Shows or hides flows, names, legend and scale."""
        if shown != self._shown:
            self._shown = shown
            if self._is_fitted:  # the legend covers a corner, or no longer does
                self._look(self._fitting(), fitted=True)
            self._want(overview=True)

    def show_rings(self, rings: ServiceRings) -> None:
        """Shows other service rings, until there is another scene."""
        if rings != self._rings:
            self._rings = rings
            self._overlay = Overlay(self.picking, rings)
            self._want(overview=True)

    @property
    def is_fitted(self) -> bool:
        """Whether every site is shown, also when the size changes."""
        return self._is_fitted

    def look_from(self, camera: Camera, *, fitted: bool = False) -> None:
        """Looks from elsewhere; nobody is told.

        Args:
            camera: Where from.
            fitted: Whether that shows every site, and shall when the size changes.
        """
        self._is_fitted = fitted
        if camera != self._camera:
            self._camera = camera
            self._want()

    def select(self, places: NDArray[np.int64]) -> None:
        """Marks sites as selected; the flows of others retreat."""
        if not np.array_equal(places, self._selected):
            self._selected = places
            self._want()

    def fit(self) -> None:
        """Shows every site."""
        self._look(self._fitting(), fitted=True)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger by a factor; the ground under a pixel stays, that in the middle without one."""
        place = at or QPointF(self.width() / 2, self.height() / 2)
        self.go(self._camera.zoomed(factor, place.x(), place.y(), self.width(), self.height()))

    def go_near(self, x: float, y: float, scale: float) -> None:
        """Brings a place of the projection to the middle, at that scale or a larger one."""
        self.go(Camera(x, y, max(scale, self._camera.scale)))

    def go_to(self, place: int) -> None:
        """Brings a site to the middle."""
        sites = self.scene.sites
        if sites.placed[place]:
            self.go(Camera(float(sites.x[place]), float(sites.y[place]), self._camera.scale))

    def go(self, camera: Camera) -> None:
        """Looks from elsewhere and tells."""
        self._look(camera, fitted=False)

    def _look(self, camera: Camera, *, fitted: bool) -> None:
        self._is_fitted = fitted
        if camera != self._camera:
            self._camera = camera
            self._want()
            self.camera_changed.emit(camera)

    def drawing(self) -> Drawing:
        """What is seen, as it can be drawn elsewhere."""
        return Drawing(
            scene=self._path,
            camera=self._camera,
            width=max(self.width(), 1),
            height=max(self.height(), 1),
            ratio=self.devicePixelRatioF(),
            scheme=theme().tokens.name,
            shown=self._shown,
            selected=tuple(self._selected.tolist()),
            rings=self._rings,
            locale=QLocale().name(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the pictures that there are, and what lies on them."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, QColor(theme().tokens.water))
        current, overview = self.pictures.current, self.pictures.overview
        if overview is not None and (current is None or not self._place_of(current).contains(area)):
            painter.drawImage(self._place_of(overview), overview.image)
        if current is not None:
            painter.drawImage(self._place_of(current), current.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self._overlay.paint_rings(painter, area, self._camera, self.ringed())
        self.paint_over(painter)
        if self._shown.legend:
            self._overlay.paint_legend(painter, area, self.devicePixelRatioF())
        if self._shown.scale:
            self._overlay.paint_scale(painter, area, self._camera)
        if self._shown.cities:
            self._overlay.paint_source(painter, area)
        painter.end()

    def ringed(self) -> Sequence[int]:
        """Places of sites that have a ring; very many have theirs in the picture."""
        selected: list[int] = self._selected.tolist() if len(self._selected) <= MOST_IN_FRAME else []
        return selected

    def paint_over(self, painter: QPainter) -> None:
        """Paints more on the picture; nothing here."""

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The picture fits the new size."""
        if self._is_fitted:
            self._look(self._fitting(), fitted=True)
        self._want(overview=True)
        self.resized.emit()

    def _fitting(self) -> Camera:
        sites = self.scene.sites
        covered = self._overlay.covered(self.font(), self.width()) if self._shown.legend else (0.0, 0.0)
        return fitted(sites.x, sites.y, self.width(), self.height(), right=NAMES_PX, corner=covered)

    def _want(self, *, overview: bool = False) -> None:
        """Asks for the crisp picture; meanwhile the old one is moved."""
        self.update()
        if not self._path:
            return
        drawing = self.drawing()
        self.pictures.want(drawing)
        if overview:
            sites = self.scene.sites
            everything = fitted(sites.x, sites.y, self.width(), self.height())
            self.pictures.want_overview(replace(drawing, camera=everything))

    def _place_of(self, picture: Picture) -> QRectF:
        """Where a picture lies on the screen now."""
        seen, drawing = picture.camera, picture.drawing
        factor = self._camera.scale / seen.scale
        left = (seen.x - self._camera.x) * self._camera.scale + (self.width() - drawing.width * factor) / 2
        top = (seen.y - self._camera.y) * self._camera.scale + (self.height() - drawing.height * factor) / 2
        if factor == 1.0:  # whole pixels, or the letters blur
            ratio = drawing.ratio
            left, top = round(left * ratio) / ratio, round(top * ratio) / ratio
        return QRectF(left, top, drawing.width * factor, drawing.height * factor)

    def _look_at(self, scene: Scene) -> None:
        self.picking = Picking(Look(theme().tokens, scene))
        self._overlay = Overlay(self.picking, self._rings)

    def _on_theme_changed(self) -> None:
        self._look_at(self.scene)
        self._want(overview=True)
