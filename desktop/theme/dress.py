"""Looks that come and go: properties that the style sheet looks at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def dress(widget: QWidget, name: str, value: str | bool) -> None:
    """Sets a property of the style sheet; Qt looks at it again only where it is asked to."""
    wanted = value if isinstance(value, str) else str(value).lower()
    if widget.property(name) != wanted:
        widget.setProperty(name, wanted)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
