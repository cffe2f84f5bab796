"""Maps as files: PNG at twice the size, SVG and PDF as vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from desktop.map.drawing import Drawing
from desktop.map.legend_strip import paint_strip, strip_height
from desktop.map.look import Look
from desktop.map.painting import paint_map
from desktop.map.scene import Scene
from desktop.theme import Tokens
from desktop.theme.tokens import SPACE
from engine.errors import KnownError

_PICTURE_RATIO = 2.0
_HEAD = 32
_PDF_DPI = 96  # one logical pixel a dot: widths and sizes of letters are those of the screen


def save_maps(path: Path, maps: Sequence[tuple[Scene, Drawing]], tokens: Tokens) -> None:
    """Writes maps as they are seen, with what is selected; several stand side by side, each under its title.

    Several have one legend, that of the first, in a strip below them.

    Args:
        path: ``.svg`` and ``.pdf`` give vectors, ``.png`` a picture.
        maps: What stands on each map; its size, camera and what is shown.
        tokens: Colours.

    Raises:
        KnownError: ``map-not-saved``: the file cannot be written.
    """
    head = _HEAD if len(maps) > 1 else 0
    width = sum(drawing.width for _, drawing in maps) + SPACE * (len(maps) - 1)
    looks = [Look(tokens, scene) for scene, _ in maps] if head and maps[0][1].shown.legend else []
    foot = math.ceil(strip_height(looks, QGuiApplication.font(), width, maps[0][1].rings))
    size = QSize(width, head + max(drawing.height for _, drawing in maps) + foot)
    paint = partial(_paint, size=size, maps=maps, tokens=tokens, head=head, looks=looks)
    title = ", ".join(scene.title for scene, _ in maps)
    match path.suffix.lower():
        case ".svg":
            done = paint(_svg(path, size, title))
        case ".pdf":
            done = paint(_pdf(path, size, title))
        case _:
            picture = QImage(size * _PICTURE_RATIO, QImage.Format.Format_RGB32)
            picture.setDevicePixelRatio(_PICTURE_RATIO)
            done = paint(picture) and picture.save(str(path))
    if not done:
        raise KnownError(
            "map-not-saved",
            "The map could not be written.",
            where=str(path),
            what_to_do="Choose a folder that exists and that you may write to.",
        )


def _svg(path: Path, size: QSize, title: str) -> QSvgGenerator:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other version knows no clipping
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    return generator


def _pdf(path: Path, size: QSize, title: str) -> QPdfWriter:
    writer = QPdfWriter(str(path))
    writer.setResolution(_PDF_DPI)
    writer.setTitle(title)
    page = QPageSize(QSizeF(size) * 72 / _PDF_DPI, QPageSize.Unit.Point)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    return writer


def _paint(
    device: QPaintDevice,
    *,
    size: QSize,
    maps: Sequence[tuple[Scene, Drawing]],
    tokens: Tokens,
    head: int,
    looks: Sequence[Look],
) -> bool:
    """Paints onto a device; False where it cannot be opened."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.setFont(QGuiApplication.font())
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(tokens.window))
    left = 0
    for scene, drawing in maps:
        area = QRectF(left, head, drawing.width, drawing.height)
        shown = replace(drawing.shown, legend=False) if head else drawing.shown
        selected = np.array(drawing.selected, dtype=np.int64)
        paint_map(painter, area, scene, tokens, drawing.camera, shown, selected=selected, rings=drawing.rings)
        if head:  # after the map: some programs that show SVG know no clipping
            _paint_title(painter, QRectF(left, 0, drawing.width, head), scene.title, tokens)
        left += drawing.width + SPACE
    if looks:
        top = head + max(drawing.height for _, drawing in maps)
        strip = QRectF(0, top, size.width(), size.height() - top)
        painter.fillRect(strip, QColor(tokens.window))
        paint_strip(painter, strip, looks, maps[0][1].rings)
    return painter.end()


def _paint_title(painter: QPainter, room: QRectF, title: str, tokens: Tokens) -> None:
    painter.save()
    painter.fillRect(room, QColor(tokens.window))
    font = painter.font()
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(tokens.text))
    inner = room.adjusted(SPACE, 0, -SPACE, 0)
    words = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(inner.width()))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
    painter.restore()
