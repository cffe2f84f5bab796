"""Maps as files: PNG at twice the size, SVG and PDF as vectors."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from desktop.map.drawing import Drawing
from desktop.map.painting import paint_map
from desktop.map.scene import Scene
from desktop.theme import Tokens
from engine.errors import KnownError

_PICTURE_RATIO = 2.0
_PDF_DPI = 96  # one logical pixel a dot: widths and sizes of letters are those of the screen


def save_map(path: Path, scene: Scene, tokens: Tokens, drawing: Drawing) -> None:
    """Writes a map as it is seen, with legend and scale.

    Args:
        path: ``.svg`` and ``.pdf`` give vectors, ``.png`` a picture.
        scene: What stands on the map.
        tokens: Colours.
        drawing: Size, camera and what is shown.

    Raises:
        KnownError: ``map-not-saved``: the file cannot be written.
    """
    size = QSize(drawing.width, drawing.height)
    match path.suffix.lower():
        case ".svg":
            done = _svg(path, size, scene, tokens, drawing)
        case ".pdf":
            done = _pdf(path, size, scene, tokens, drawing)
        case _:
            done = _png(path, size, scene, tokens, drawing)
    if not done:
        raise KnownError(
            "map-not-saved",
            "The map could not be written.",
            where=str(path),
            what_to_do="Choose a folder that exists and that you may write to.",
        )


def _png(path: Path, size: QSize, scene: Scene, tokens: Tokens, drawing: Drawing) -> bool:
    picture = QImage(size * _PICTURE_RATIO, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(_PICTURE_RATIO)
    return _paint(picture, size, scene, tokens, drawing) and picture.save(str(path))


def _svg(path: Path, size: QSize, scene: Scene, tokens: Tokens, drawing: Drawing) -> bool:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(scene.title)
    return _paint(generator, size, scene, tokens, drawing)


def _pdf(path: Path, size: QSize, scene: Scene, tokens: Tokens, drawing: Drawing) -> bool:
    writer = QPdfWriter(str(path))
    writer.setResolution(_PDF_DPI)
    writer.setTitle(scene.title)
    page = QPageSize(QSizeF(size) * 72 / _PDF_DPI, QPageSize.Unit.Point)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    return _paint(writer, size, scene, tokens, drawing)


def _paint(device: QPaintDevice, size: QSize, scene: Scene, tokens: Tokens, drawing: Drawing) -> bool:
    """Paints onto a device; False where it cannot be opened."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.setFont(QGuiApplication.font())
    paint_map(painter, QRectF(0, 0, size.width(), size.height()), scene, tokens, drawing.camera, drawing.shown)
    return painter.end()
