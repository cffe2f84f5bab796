"""A small map of a project, drawn in another process once and kept in the user's cache."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.context import Call, Calls
from desktop.theme import theme
from desktop.theme.tokens import RADIUS
from engine.errors import KnownError

SIZE = QSize(152, 92)
_DRAWN = 2  # another number where pictures kept by an earlier version look otherwise


class Glimpse(QWidget):
    """Shows the picture as soon as there is one, in the theme in force; water until then.

    Args:
        calls: Where it is drawn.
        function: Draws it, e.g. ``map_picture:small``.
        arguments: Of the function, without size, scheme and target.
        state: Anything that differs when the picture has to be drawn anew.
        folder: Where pictures are kept.
    """

    def __init__(
        self,
        calls: Calls,
        function: str,
        arguments: Mapping[str, Any],
        state: str,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(SIZE)
        self._calls, self._function, self._arguments = calls, function, arguments
        self._name = sha256(f"{function} {sorted(arguments.items())} {state} {_DRAWN}".encode()).hexdigest()[:24]
        self._folder = folder
        self._picture = QPixmap()
        self._call: Call | None = None
        theme().changed.connect(self._fetch)
        self._fetch()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the picture with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), RADIUS - 1, RADIUS - 1)
        painter.fillPath(outline, QColor(theme().tokens.water))
        if not self._picture.isNull():
            painter.setClipPath(outline)
            painter.drawPixmap(self.rect(), self._picture)
        painter.end()

    def _fetch(self) -> None:
        scheme = theme().tokens.name
        target = self._folder / f"{self._name}-{scheme}.png"
        if self._call is not None:
            self._call.cancel()  # else a picture of the other scheme could come after this one
        if target.exists():
            self._show(str(target))
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        asked = {"width": SIZE.width(), "height": SIZE.height(), "scheme": scheme, "target": str(target)}
        self._call = self._calls.call(self._function, {**self._arguments, **asked}, self._show, _leave_blank)

    def _show(self, path: str) -> None:
        self._picture = QPixmap(path)
        self.update()


def _leave_blank(_error: KnownError) -> None:
    """What is wrong with a file is told when it is opened."""
