"""MapView: the map under pointer and keys."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent, QPainter, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.context import Calls
from desktop.map.canvas import NOBODY, Canvas
from desktop.map.cities import cities
from desktop.map.city_marks import paint_chosen_city
from desktop.map.gestures import Gesture, Lasso, Move, Pan
from desktop.map.marks import Mark
from desktop.map.projection import to_degrees
from desktop.map.scene import Kind, Scene, State
from desktop.map.words import told, told_flow, told_more
from desktop.theme import theme

_REST_MS = 300
_STEP = 80.0  # pixels that an arrow key moves
_ZOOM = 1.5  # of a key
_WHEEL = 1.0 / 480.0  # doublings for an eighth of a degree: a notch of a wheel is 120 of them
_MOVES = {
    int(Qt.Key.Key_Left): QPointF(_STEP, 0.0),
    int(Qt.Key.Key_Right): QPointF(-_STEP, 0.0),
    int(Qt.Key.Key_Up): QPointF(0.0, _STEP),
    int(Qt.Key.Key_Down): QPointF(0.0, -_STEP),
}


class Hand(Enum):
    """What the pointer does when the button is pressed."""

    PAN = "pan"
    LASSO = "lasso"
    MOVE = "move"


class MapView(Canvas):
    """A map that can be moved, zoomed, asked, and in which sites can be selected and carried elsewhere.

    Signals:
        sites_chosen(object): The user selected sites, by their places in the scene; an array of int64.
        city_chosen(int): The user clicked on a city that is no part of the network; -1 beside all of them.
        site_moved(int, float, float): The user carried a site to a longitude and a latitude.
        menu_requested(int, float, float, QPoint): The user wants a menu: the site under the pointer or -1, longitude,
            latitude, and where on the screen.
    """

    sites_chosen = Signal(object)
    city_chosen = Signal(int)
    site_moved = Signal(int, float, float)
    menu_requested = Signal(int, float, float, QPoint)

    def __init__(self, calls: Calls, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(calls, folder, parent)
        self.setAccessibleName(self.tr("Map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._hovered = self._city = -1
        self._hand = Hand.PAN
        self._gesture: Gesture | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._tell)

    def show_scene(self, path: str, scene: Scene, *, fit: bool) -> None:
        """Shows another scene; a gesture under way is dropped."""
        self._hovered, self._gesture = -1, None
        super().show_scene(path, scene, fit=fit)

    def use_hand(self, hand: Hand) -> None:
        """Changes what the pointer does."""
        self._hand = hand
        shapes = {Hand.PAN: Qt.CursorShape.ArrowCursor, Hand.LASSO: Qt.CursorShape.CrossCursor}
        self.setCursor(shapes.get(hand, Qt.CursorShape.SizeAllCursor))

    def told_at(self, place: QPointF) -> str:
        """What there is to say about a pixel; empty for nothing."""
        sites = self.picking.sites_at(place, self.camera, self.size())
        if len(sites):
            return told(self.scene, int(sites[0])) + told_more(len(sites) - 1)
        city = self.city_at(place)
        if city >= 0:
            return "\n".join(cities().told(city))
        flow = self.picking.flow_at(place, self.camera, self.size()) if self.shown.flows else -1
        return told_flow(self.scene, flow) if flow >= 0 else ""

    def city_at(self, place: QPointF) -> int:
        """The city under a pixel, where cities are shown; -1 for none."""
        return cities().at(place, self.rect().toRectF(), self.camera) if self.shown.cities else -1

    def mark_city(self, city: int) -> None:
        """Marks a city; -1 for none."""
        if city != self._city:
            self._city = city
            self.update()

    def ringed(self) -> Sequence[int]:
        """What is selected, and what is under the pointer."""
        selected = super().ringed()
        return [*selected, self._hovered] if self._hovered >= 0 else selected

    def paint_over(self, painter: QPainter) -> None:
        """The city that is marked, and what is seen of a gesture."""
        if self._city >= 0:
            paint_chosen_city(painter, self.rect().toRectF(), self.camera, theme().tokens, self._city)
        if self._gesture is not None:
            self._gesture.paint(painter, theme().tokens)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms at the pointer."""
        self.zoom(2.0 ** (event.angleDelta().y() * _WHEEL), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a gesture."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        QToolTip.hideText()
        place = event.position()
        add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        site = self._site_at(place)

        def click() -> None:
            self._click(site, add=add)
            self.city_chosen.emit(-1 if site >= 0 else self.city_at(place))

        if self._hand is Hand.LASSO or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._gesture = Lasso(place, lambda line: self._choose_within(line, add=add), click)
        elif self._hand is Hand.MOVE and site >= 0:
            self._gesture = Move(place, self._mark(site), lambda end: self._drop(site, end), click)
        else:
            self._gesture = Pan(place, self._pan, click)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on with a gesture, or marks what is under the pointer."""
        if self._gesture is not None:
            self._gesture.move(event.position())
            self.update()
            return
        self._rest.start()
        site = self._site_at(event.position())
        if site != self._hovered:
            self._hovered = site
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a gesture."""
        if self._gesture is not None and event.button() is Qt.MouseButton.LeftButton:
            gesture, self._gesture = self._gesture, None
            gesture.finish()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zooms in at the pointer."""
        self.zoom(2.0, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for a menu."""
        place = QPointF(event.pos())
        self.menu_requested.emit(self._site_at(place), *self._degrees(place), event.globalPos())

    def leaveEvent(self, _event: QEvent) -> None:
        """The pointer has gone."""
        self._rest.stop()
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, plus and minus zoom, Home shows everything, Escape lets go."""
        if event.key() in _MOVES:
            self._pan(_MOVES[event.key()])
            return
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_ZOOM)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _ZOOM)
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Escape:
                self._let_go()
            case _:
                super().keyPressEvent(event)

    def _tell(self) -> None:
        """Tells what is under the pointer, which has rested."""
        place = self.mapFromGlobal(QCursor.pos())
        text = self.told_at(QPointF(place)) if self.underMouse() and self._gesture is None else ""
        if text:
            QToolTip.showText(QCursor.pos() + QPoint(4, 4), text, self)
        else:
            QToolTip.hideText()

    def _site_at(self, place: QPointF) -> int:
        return self.picking.site_at(place, self.camera, self.size())

    def _pan(self, by: QPointF) -> None:
        self.go(self.camera.moved(by.x(), by.y()))

    def _click(self, site: int, *, add: bool) -> None:
        clicked = np.array([site] if site >= 0 else [], dtype=np.int64)
        self.sites_chosen.emit(np.setxor1d(self.selected, clicked) if add else clicked)

    def _choose_within(self, line: QPolygonF, *, add: bool) -> None:
        inside = self.picking.sites_within(line, self.camera, self.size())
        self.sites_chosen.emit(np.union1d(self.selected, inside) if add else inside)

    def _drop(self, site: int, end: QPointF) -> None:
        self.site_moved.emit(site, *self._degrees(end))

    def _degrees(self, place: QPointF) -> tuple[float, float]:
        return to_degrees(*self.camera.world(place.x(), place.y(), self.width(), self.height()))

    def _let_go(self) -> None:
        if self._gesture is not None:
            self._gesture = None
            self.update()
        else:
            self.sites_chosen.emit(NOBODY)
            self.city_chosen.emit(-1)

    def _mark(self, site: int) -> tuple[Mark, float, str]:
        look, sites = self.picking.look, self.scene.sites
        mark = Mark(Kind(int(sites.kind[site])), State(int(sites.state[site])))
        colour = look.site_colours()[int(look.site_colour_places()[site])]
        return mark, float(self.picking.radii(self.camera.scale)[site]), colour
