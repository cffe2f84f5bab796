"""Widgets take other colours a few at a time: all at once, a large window would stand still.

The style keeps for each widget what the style sheet says of it, colours included; polished anew, it looks again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_AT_ONCE = 60


def styled_widgets() -> tuple[list[QWidget], list[QWidget]]:
    """Widgets that have been given their style: those that are seen, and the others."""
    polished = [
        widget for widget in QApplication.allWidgets() if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
    ]
    seen = [widget for widget in polished if widget.isVisible()]
    return seen, [widget for widget in polished if not widget.isVisible()]


def restyle(widgets: Sequence[QWidget]) -> Iterator[None]:
    """Gives widgets their style anew; each step takes a few milliseconds."""
    left = iter(widgets)
    while part := list(islice(left, _AT_ONCE)):
        for widget in part:
            if isValid(widget):
                _polish(widget)
        yield


def _polish(widget: QWidget) -> None:
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
