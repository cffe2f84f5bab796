"""A small picture of a project's network, as lists of projects show it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from desktop.map.camera import fitted
from desktop.map.composing import compose
from desktop.map.look import Look
from desktop.map.material import read_material
from desktop.map.painting import Shown, paint_picture
from desktop.map.site_columns import Asked
from desktop.theme.tokens import LIGHT, Tokens
from engine.network.network import BASELINE

_MARGIN = 24.0
_FINENESS = 0.3


def thumbnail(project: Path, size: QSize, tokens: Tokens = LIGHT, ratio: float = 2.0) -> QImage:
    """Paints the Baseline of a project with the flows of its latest run.

    It reads the project: call it beside the user interface (`desktop.compute.map_picture.small`).

    Args:
        project: Project file.
        size: Size in logical pixels.
        tokens: Colours.
        ratio: Pixels of the picture for a logical one.

    Raises:
        KnownError: The project cannot be read.
    """
    scene = compose(read_material(project, BASELINE, ""), Asked())
    picture = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Painted as a larger map and made smaller, so that marks and lines are as fine as the picture.
    painter.scale(_FINENESS, _FINENESS)
    area = QRectF(0, 0, size.width() / _FINENESS, size.height() / _FINENESS)
    camera = fitted(scene.sites.x, scene.sites.y, area.width(), area.height(), margin=_MARGIN)
    paint_picture(painter, area, Look(tokens, scene), camera, Shown(labels=False))
    painter.end()
    return picture
