"""Gestures of the pointer on a map: each knows what it does while the button is down, and what it does at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.map.marks import Mark, paint_mark
from desktop.theme.tokens import Tokens

_CLICK = 4.0  # pixels; a pointer that moves less than that clicks


class Gesture(Protocol):
    """Something that is done with the button down."""

    def move(self, place: QPointF) -> None:
        """The pointer is at a pixel."""

    def finish(self) -> None:
        """The button is up."""

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """What is seen of it."""


class Pan:
    """Moves the ground; without a move it is a click."""

    def __init__(self, start: QPointF, pan: Callable[[QPointF], None], click: Callable[[], None]) -> None:
        self._start = self._last = start
        self._pan, self._click = pan, click
        self._moved = False

    def move(self, place: QPointF) -> None:
        """Moves the ground along, once the pointer has left the spot."""
        self._moved = self._moved or (place - self._start).manhattanLength() > _CLICK
        if self._moved:
            self._pan(place - self._last)
            self._last = place

    def finish(self) -> None:
        """Clicks where nothing was moved."""
        if not self._moved:
            self._click()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """The ground itself shows it."""


class Lasso:
    """Draws a closed line; what is inside is selected. Without a move it is a click."""

    def __init__(self, start: QPointF, select: Callable[[QPolygonF], None], click: Callable[[], None]) -> None:
        self._line = QPolygonF([start])
        self._select, self._click = select, click

    def move(self, place: QPointF) -> None:
        """Draws on."""
        self._line.append(place)

    def finish(self) -> None:
        """Selects."""
        box = self._line.boundingRect()
        if max(box.width(), box.height()) > _CLICK:
            self._select(self._line)
        else:
            self._click()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """A dashed line around a film."""
        film = QColor(tokens.accent)
        film.setAlphaF(0.12)
        painter.setBrush(film)
        painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolygon(self._line)


class Move:
    """Carries a site to another place; without a move it is a click."""

    def __init__(
        self,
        start: QPointF,
        mark: tuple[Mark, float, str],
        drop: Callable[[QPointF], None],
        click: Callable[[], None],
    ) -> None:
        self._start = self._place = start
        self._mark, self._radius, self._colour = mark
        self._drop, self._click = drop, click

    def move(self, place: QPointF) -> None:
        """Carries the mark."""
        self._place = place

    def finish(self) -> None:
        """Drops it."""
        if (self._place - self._start).manhattanLength() > _CLICK:
            self._drop(self._place)
        else:
            self._click()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """The mark under the pointer, and a line from where it was."""
        painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(self._start, self._place)
        paint_mark(painter, self._place, self._radius * 1.15, self._mark, self._colour, tokens)
