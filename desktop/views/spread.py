"""Widgets at both ends of one line: a title and its buttons, what is said and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme.tokens import SPACE


def spread(left: Sequence[QWidget], right: Sequence[QWidget]) -> QHBoxLayout:
    """A line with room between what stands left and what stands right."""
    line = QHBoxLayout()
    line.setSpacing(SPACE)
    for widget in left:
        line.addWidget(widget)
    line.addStretch()
    for widget in right:
        line.addWidget(widget)
    return line
