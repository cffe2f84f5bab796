"""Spin boxes whose text stands as far from the edge as that of other fields."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

from desktop.theme.tokens import SPACE

Box = TypeVar("Box", bound=QAbstractSpinBox)


def padded(box: Box) -> Box:
    """The box itself; Qt heeds no padding at the left of a spin box in a style sheet."""
    box.lineEdit().setTextMargins(SPACE + 1, 0, 0, 0)  # 1 for the border
    return box
