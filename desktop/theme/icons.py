"""Icons by name, drawn in a colour of the theme (Lucide, ISC licence)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 32, 48)  # others are drawn from the next larger one


_AT_ONCE = 8
_drawn: dict[tuple[str, str], QIcon] = {}


def icon(name: str, colour: str) -> QIcon:
    """An icon in one colour, crisp at usual sizes; drawn when it is first asked for.

    Args:
        name: File name without ending, e.g. ``map``.
        colour: ``#rrggbb``.
    """
    if (name, colour) not in _drawn:
        _drawn[name, colour] = _draw(name, colour)
    return _drawn[name, colour]


def redraw(colours: Mapping[str, str]) -> Iterator[None]:
    """Draws every icon that there is in some colours in others too, a few at each step.

    Args:
        colours: Other colour by colour, both ``#rrggbb``.
    """
    wanted = [(name, colours[colour]) for name, colour in _drawn if colour in colours]
    missing = [drawing for drawing in wanted if drawing not in _drawn]
    for number, (name, colour) in enumerate(missing, start=1):
        icon(name, colour)
        if number % _AT_ONCE == 0:
            yield


def _draw(name: str, colour: str) -> QIcon:
    svg = files("resources").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    made = QIcon()
    for size in _SIZES:
        picture = QPixmap(QSize(size, size))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made
