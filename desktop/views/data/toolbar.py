"""The row of buttons above the grid; each is one of the page's actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.shell.actions import Actions
from desktop.theme import theme
from desktop.theme.tokens import GAP, SPACE

_ICON = 16
_GROUPS = (("add_row", "duplicate", "delete"), ("copy", "paste", "fill_down"), ("find", "replace", "filter"))


class Toolbar(QWidget):
    """Buttons in groups; the pane's at the right."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, SPACE, 0)
        layout.setSpacing(GAP)
        for number, group in enumerate(_GROUPS):
            if number:
                layout.addWidget(_Line())
            for name in group:
                layout.addWidget(_button(actions[f"table.{name}"], with_text=name == "add_row"))
        layout.addStretch()
        layout.addWidget(_button(actions["table.pane"]))


def _button(action: QAction, *, with_text: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(_ICON, _ICON))
    button.setAccessibleName(action.text())
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{action.text()} ({keys})" if keys else action.text())
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if with_text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    return button


class _Line(QWidget):
    """A thin line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(2 * GAP + 1, 20)
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """In the colour of lines."""
        QPainter(self).fillRect(GAP, 0, 1, self.height(), QColor(theme().tokens.line))
