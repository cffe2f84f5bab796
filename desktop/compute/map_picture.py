"""Pictures of maps, drawn beside the user interface."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QIODevice, QLocale, QRectF, QSaveFile, QSize
from PySide6.QtGui import QGuiApplication, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication

from desktop.map import export
from desktop.map.drawing import Drawing
from desktop.map.look import Look
from desktop.map.outlines import outlines, state_borders
from desktop.map.painting import paint_picture
from desktop.map.picture_memory import PictureMemory
from desktop.map.scene import Scene
from desktop.map.scene_file import read_scene
from desktop.theme import DARK, LIGHT, Tokens, application_font

_application: list[QApplication] = []  # text needs one, and Qt wants it kept alive


def warm(locale: str) -> bool:
    """Loads what every picture needs, while its scene is still being made."""
    _ready(locale)
    outlines("coarse")
    state_borders()
    return True


def draw(drawing: Mapping[str, Any], memory: str, offset: int) -> dict[str, float]:
    """Draws a picture into shared memory.

    Args:
        drawing: A `Drawing` as plain data.
        memory: Path of a `PictureMemory`.
        offset: Bytes before the picture.

    Returns:
        ``seconds``: how long it took.
    """
    began = time.perf_counter()
    wanted = Drawing.of(drawing)
    _ready(wanted.locale)
    width, height = wanted.pixels
    picture = _attached(memory).picture(offset, width, height)
    picture.setDevicePixelRatio(wanted.ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QGuiApplication.font())
    area = QRectF(0, 0, wanted.width, wanted.height)
    look = Look(_tokens(wanted.scheme), _scene(wanted.scene))
    selected = np.array(wanted.selected, dtype=np.int64)
    within = QRectF(*wanted.screen)
    paint_picture(
        painter, area, look, wanted.camera, wanted.shown, selected=selected, rings=wanted.rings, within=within
    )
    painter.end()
    return {"seconds": time.perf_counter() - began}


def save(drawings: Sequence[Mapping[str, Any]], target: str) -> str:
    """Writes maps with legend and scale as ``.png``, ``.svg`` or ``.pdf``; see `desktop.map.export.save_maps`.

    Args:
        drawings: Each a `Drawing` as plain data, from left to right.
        target: Path of the file.

    Raises:
        KnownError: ``map-not-saved``.
    """
    wanted = [Drawing.of(drawing) for drawing in drawings]
    _ready(wanted[0].locale)
    maps = [(_scene(drawing.scene), drawing) for drawing in wanted]
    export.save_maps(Path(target), maps, _tokens(wanted[0].scheme))
    return target


def small(file: str, width: int, height: int, scheme: str, target: str) -> str:
    """Writes a thumbnail of a project as PNG, twice as large as asked for, and returns where.

    Raises:
        KnownError: The project cannot be read.
    """
    from desktop.map.thumbnail import thumbnail  # reads projects, which a process that only paints never does

    picture = thumbnail(Path(file), QSize(width, height), _tokens(scheme))
    whole = QSaveFile(target)  # who looks for the picture finds all of it or none
    if whole.open(QIODevice.OpenModeFlag.WriteOnly) and QImageWriter(whole, b"png").write(picture):
        whole.commit()
    return target


def _ready(locale: str) -> None:
    if QGuiApplication.instance() is None:
        _application.append(QApplication(["networx", "-platform", "offscreen"]))
        QApplication.setFont(application_font())
    QLocale.setDefault(QLocale(locale))


def _tokens(scheme: str) -> Tokens:
    return DARK if scheme == DARK.name else LIGHT


@lru_cache(maxsize=3)
def _scene(path: str) -> Scene:
    return read_scene(Path(path))


@lru_cache(maxsize=4)
def _attached(path: str) -> PictureMemory:
    return PictureMemory.attach(Path(path))
