"""One map, or two beside each other: seen from the same place, with one legend below them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.map.camera import Camera
from desktop.map.drawing import Drawing
from desktop.map.map_view import MapView
from desktop.map.painting import Shown
from desktop.shell.choosers import Chooser
from desktop.theme.tokens import SPACE
from desktop.views.map.legend_foot import LegendFoot
from desktop.views.map.pane import MapPane
from desktop.views.map.ring_tool import RingWish
from desktop.views.map.swipe import SwipeBorder

if TYPE_CHECKING:
    from desktop.context import Context
    from sync.store import Project


class SideBySide(QWidget):
    """Maps that show the same part of the world, in the same way.

    Attributes:
        second: The map beside the first; None where there is one alone.
        scenario: The scenario of the second map.
        border: Between two maps that lie over each other; None where they do not.

    Signals:
        wanted(): The second map is to show another scenario.
    """

    wanted = Signal()

    def __init__(
        self, context: Context, first: MapPane, make: Callable[[], MapPane], parent: QWidget | None = None
    ) -> None:
        """Begin with one map.

        Args:
            context: What the page is given.
            first: The map that is always there.
            make: Makes the second.
            parent: Owner.
        """
        super().__init__(parent)
        self._context, self._first, self._make = context, first, make
        self._shown = Shown()
        self._rings = RingWish()
        self.second: MapPane | None = None
        self.scenario = context.selection.scenario
        self.border: SwipeBorder | None = None
        self._swipes = False
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(first)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(SPACE)
        self._foot = LegendFoot()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._split, 1)
        layout.addWidget(self._foot)
        first.shown.connect(self._tell_legend)
        first.view.camera_changed.connect(self._on_first_moved)

    def panes(self) -> list[MapPane]:
        """The maps from left to right."""
        return [self._first] if self.second is None else [self._first, self.second]

    def drawings(self) -> list[Drawing]:
        """The maps as they can be drawn elsewhere."""
        return [replace(pane.view.drawing(), shown=self._shown) for pane in self.panes()]

    def choose(self, scenario: str) -> None:
        """The second map is to show a scenario."""
        self.scenario = scenario
        if self.second is not None:
            self.wanted.emit()

    def compare(self, *, on: bool) -> None:
        """Puts a second map beside the first, or takes it away; what was seen stays in sight."""
        if on == (self.second is not None):
            return
        if on:
            self.second = self._added()
            self._first.head.setMinimumHeight(self.second.head.sizeHint().height())  # so that both maps are as high
            self._lay()
        elif self.second is not None:
            self._part()
            self.second.view.pictures.stop()
            self.second.hide()
            self.second.deleteLater()
            self.second = None
            self._first.head.setMinimumHeight(0)
        if not self._swipes:
            self._keep_in_sight(narrower=on)
        self.show_parts(self._shown)

    def swipe(self, *, on: bool) -> None:
        """Lays the second map over the first, or beside it."""
        if on == self._swipes:
            return
        self._swipes = on
        if self.second is not None:
            self._lay()
            self._keep_in_sight(narrower=not on)

    def show_parts(self, shown: Shown) -> None:
        """Shows or hides flows, names, legend and scale; two maps have their legend below them."""
        self._shown = shown
        inside = shown if self.second is None else replace(shown, legend=False)
        for pane in self.panes():
            pane.view.show_parts(inside)
        self._tell_legend()

    def show_rings(self, wish: RingWish) -> None:
        """Shows service rings."""
        self._rings = wish
        for pane in self.panes():
            pane.show_rings(wish)
        self._tell_legend()

    def _lay(self) -> None:
        """Puts the second map where it is wanted: over the first, or beside it."""
        if self.second is None:
            return
        if self._swipes:
            self.second.hide()
            self.second.head.tell_changes(tells=False)
            self.border = self._first.take_over(self.second)
        else:
            self._part()
            self.second.show()

    def _part(self) -> None:
        """Takes the second map from the first."""
        if self.border is not None and self.second is not None:
            self.border.end()
            self.border = None
            self.second.head.tell_changes(tells=True)
            self.second.take_back()

    def _keep_in_sight(self, *, narrower: bool) -> None:
        """Half the width shows as much as before, and the other way round."""
        if not self._first.view.is_fitted:
            self._first.view.zoom(0.5 if narrower else 2.0)

    def _added(self) -> MapPane:
        pane = self._make()
        pane.follow(self._first.view)
        pane.head.put_chooser(self._chooser(pane))
        pane.show_rings(self._rings)
        pane.view.camera_changed.connect(partial(self._on_second_moved, pane.view))
        pane.shown.connect(self._tell_legend)
        self._split.addWidget(pane)
        half = self._split.width() // 2
        self._split.setSizes([half, half])
        return pane

    def _chooser(self, pane: MapPane) -> Chooser:
        chooser = Chooser(self._context, ("scenarios",), _scenarios, self.choose, pane)
        chooser.setAccessibleName(self.tr("Scenario of the second map"))
        chooser.want(self.scenario)
        return chooser

    def _on_first_moved(self, camera: Camera) -> None:
        if self.second is not None:
            self.second.view.look_from(camera)

    def _on_second_moved(self, view: MapView, camera: Camera) -> None:
        self._first.view.look_from(camera, fitted=view.is_fitted)

    def _tell_legend(self) -> None:
        looks = [pane.view.picking.look for pane in self.panes()]
        are_told = self.second is not None and self._shown.legend
        self._foot.tell(looks if are_told else (), self._first.view.rings)


def _scenarios(project: Project) -> list[tuple[str, str]]:
    """Every scenario, in tree order."""
    from engine.network import Network
    from engine.scenarios import scenario_names

    network = Network.of({"scenarios": project.table("scenarios")})
    return [(name, name) for name in scenario_names(network)]
