"""The one legend below maps that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.map.legend_strip import paint_strip, strip_height
from desktop.map.look import Look
from desktop.map.service_rings import NO_RINGS, ServiceRings
from desktop.theme import theme


class LegendFoot(QFrame):
    """As high as what it says; hidden until it is given something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(self.tr("Legend of both maps"))
        self._looks: tuple[Look, ...] = ()
        self._rings = NO_RINGS
        theme().changed.connect(self._on_theme_changed)
        self.hide()

    def tell(self, looks: Sequence[Look], rings: ServiceRings) -> None:
        """Tells of maps; of none it hides.

        Args:
            looks: Scene and look of each map.
            rings: Service rings on them.
        """
        self._looks, self._rings = tuple(looks), rings
        self._fit()
        self.setVisible(bool(self._looks))
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Another width takes other lines."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the legend on the card."""
        super().paintEvent(event)
        if self._looks:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self.font())
            paint_strip(painter, self.rect().toRectF(), self._looks, self._rings)
            painter.end()

    def _fit(self) -> None:
        self.setFixedHeight(round(strip_height(self._looks, self.font(), self.width(), self._rings)))

    def _on_theme_changed(self) -> None:
        self._looks = tuple(Look(theme().tokens, look.scene) for look in self._looks)
        self.update()
