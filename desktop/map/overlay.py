"""What lies on the picture of a map: rings around sites, the legend, the scale bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from desktop.map.camera import Camera
from desktop.map.legend import legend_corner, legend_size, paint_legend
from desktop.map.picking import Picking
from desktop.map.rings import paint_rings
from desktop.map.scale_bar import paint_scale_bar, paint_source
from desktop.map.service_rings import ServiceRings
from desktop.theme.tokens import MARGIN

_NARROW = 480.0  # pixels of a view that has no room for a legend


class Overlay:
    """Painted anew in each frame, so it is cheap: the legend is kept as a picture.

    Attributes:
        picking: The scene, its look, and the sizes of marks.
        rings: Service rings that the legend tells of.
    """

    def __init__(self, picking: Picking, rings: ServiceRings) -> None:
        self.picking = picking
        self.rings = rings
        self._legend = QPixmap()

    def covered(self, font: QFont, width: float) -> tuple[float, float]:
        """Width and height of the lower left corner of a view that the legend takes."""
        if width <= _NARROW:
            return 0.0, 0.0
        return legend_corner(self.picking.look, font, self.rings)

    def paint_rings(self, painter: QPainter, area: QRectF, camera: Camera, places: Sequence[int]) -> None:
        """Paints rings around sites."""
        if places:  # sizes at a new scale take a while
            paint_rings(painter, area, camera, self.picking.look, places, self.picking.radii(camera.scale))

    def paint_legend(self, painter: QPainter, area: QRectF, ratio: float) -> None:
        """Paints the legend into the lower left corner, where there is room for it."""
        if area.width() <= _NARROW:
            return
        if self._legend.isNull() or self._legend.devicePixelRatio() != ratio:
            self._legend = self._painted(painter.font(), ratio)
        painter.drawPixmap(QPointF(area.left(), area.bottom() - self._legend.height() / ratio), self._legend)

    def paint_scale(self, painter: QPainter, area: QRectF, camera: Camera) -> None:
        """Paints the scale bar into the lower right corner."""
        look = self.picking.look
        paint_scale_bar(painter, area, camera, look.scene.distance_unit, look.tokens)

    def paint_source(self, painter: QPainter, area: QRectF) -> None:
        """Says where cities come from."""
        paint_source(painter, area, self.picking.look.tokens)

    def _painted(self, font: QFont, ratio: float) -> QPixmap:
        size = legend_size(self.picking.look, font, self.rings)
        room = QRectF(0, 0, size.width() + 2 * MARGIN, size.height() + 2 * MARGIN)
        picture = QPixmap((room.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        paint_legend(painter, room, self.picking.look, self.rings)
        painter.end()
        return picture
