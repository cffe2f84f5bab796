"""The rail at the left: one entry for each page, icon and name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.shell.page import PageEntry
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, MARGIN, SPACE

_WIDTH = 176
_ICON = 18


class Rail(QWidget):
    """Pages to choose from; exactly one is chosen.

    Signals:
        chosen(str): The user chose a page, by its name.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._entries = list(entries)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, MARGIN, SPACE, SPACE)
        layout.setSpacing(GAP)
        name = QLabel("NetWORX Essentials")
        name.setProperty("kind", "heading")
        name.setContentsMargins(SPACE, 0, 0, SPACE)
        layout.addWidget(name)
        numbered = list(enumerate(self._entries, start=1))
        for number, entry in numbered:
            if not entry.at_foot:
                layout.addWidget(self._button(entry, number))
        layout.addStretch()
        for number, entry in numbered:
            if entry.at_foot:
                layout.addWidget(self._button(entry, number))
        theme().changed.connect(self._paint)
        self._paint()

    def choose(self, name: str) -> None:
        """Marks a page as the one that is shown."""
        self._buttons[name].setChecked(True)
        self._paint()

    def _button(self, entry: PageEntry, number: int) -> QToolButton:
        button = QToolButton()
        button.setText(f"  {entry.title}")
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_WIDTH - 2 * SPACE, 34)
        button.setAccessibleName(entry.title)
        button.setToolTip(f"{entry.title} (Ctrl+{number})")
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        self._group.addButton(button)
        self._buttons[entry.name] = button
        return button

    def _paint(self) -> None:
        tokens = theme().tokens
        self.setStyleSheet(
            f"QToolButton {{ text-align: left; padding-left: {SPACE}px; color: {tokens.muted}; }}"
            f"QToolButton:checked {{ background: {tokens.accent_soft}; color: {tokens.text}; font-weight: 600; }}"
        )
        for entry in self._entries:
            button = self._buttons[entry.name]
            button.setIcon(icon(entry.symbol, tokens.accent if button.isChecked() else tokens.muted))
