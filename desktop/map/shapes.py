"""Arrays handed to Qt without an object for each point."""

from __future__ import annotations

import ctypes
from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPolygonF

from desktop.map.projection import Floats


def polygon(points: Floats) -> QPolygonF:
    """A polygon of the given points.

    Args:
        points: n × 2 pixels.
    """
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        (address,) = shiboken6.getCppPointer(made.data())
        memory = np.ascontiguousarray(points, dtype=np.float64)
        ctypes.memmove(address, memory.ctypes.data, memory.nbytes)
    return made


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draws straight lines with the painter's pen.

    Args:
        painter: Painter.
        lines: n × 4 pixels: from x, y to x, y.
    """
    if not len(lines):
        return
    memory = np.ascontiguousarray(lines, dtype=np.float64)
    # Qt takes a pointer to the first of many lines, which to Python looks like one line.
    painter.drawLines(cast("QLineF", shiboken6.wrapInstance(memory.ctypes.data, QLineF)), len(memory))


def distinct(points: Floats, group: NDArray[np.int32], least: float) -> NDArray[np.bool_]:
    """Which points of outlines make a difference on a screen.

    Args:
        points: n × 2 pixels, one outline after the other.
        group: n numbers of the outlines.
        least: Pixels of the raster; a point in the same cell as the one before it is left out.

    Returns:
        n × bool; the first and the last point of an outline stay.
    """
    cells = np.floor(points / least).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (cells[1:] != cells[:-1]).any(axis=1)
    edges = np.flatnonzero(group[1:] != group[:-1])
    keep[edges] = True
    keep[edges + 1] = True
    keep[-1:] = True
    return keep
