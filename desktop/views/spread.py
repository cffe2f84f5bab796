"""Widgets at both ends of one line: a title and its buttons, what is said and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.theme.tokens import SPACE


def spread(left: Sequence[QWidget], right: Sequence[QWidget]) -> QHBoxLayout:
    """A line with room between what stands left and what stands right."""
    line = QHBoxLayout()
    line.setSpacing(SPACE)
    for widget in left:
        line.addWidget(widget)
        if isinstance(widget, QTabBar):  # the chosen tab is bold, so wider; Qt asks for its width only where it is told
            widget.currentChanged.connect(lambda _place, tabs=widget: tabs.updateGeometry())
    line.addStretch()
    for widget in right:
        line.addWidget(widget)
    return line
