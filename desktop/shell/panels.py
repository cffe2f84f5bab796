"""Panels below the page: problems, runs; folded away with one click or key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.page import Page, PageEntry
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE

_HEIGHT = 220
_KEYS = {"problems": "Ctrl+Shift+P", "runs": "Ctrl+Shift+R"}


class Panels(QFrame):
    """A strip of tabs; choosing the open one folds it."""

    def __init__(self, context: Context, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._context = context
        self._entries = {entry.name: entry for entry in entries}
        self._tabs: dict[str, QToolButton] = {}
        self._made: dict[str, Page] = {}
        self._shown = ""
        self._stack = QStackedWidget()
        strip = QHBoxLayout()
        strip.setSpacing(GAP)
        for entry in entries:
            strip.addWidget(self._tab(entry))
        strip.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.addLayout(strip)
        layout.addWidget(self._stack, 1)
        theme().changed.connect(self._paint)
        self._fold()

    def show_panel(self, name: str) -> Page:
        """Unfolds a panel and returns it."""
        self._make(name)
        self._stack.setCurrentWidget(self._made[name])
        self._stack.show()
        self.setMinimumHeight(_HEIGHT)
        self.setMaximumHeight(16_777_215)
        self._shown = name
        self._paint()
        self._made[name].enter()
        return self._made[name]

    def making(self) -> Iterator[None]:
        """Makes the panels that nobody has asked for yet, part by part; none is shown by that."""
        for name in self._entries:
            self._make(name)
            yield

    def has(self, name: str) -> bool:
        """Whether there is a panel of that name."""
        return name in self._entries

    def set_badge(self, name: str, text: str) -> None:
        """Shows a count beside the name of a panel; empty for none."""
        title = self._entries[name].title
        self._tabs[name].setText(f" {title}  {text}" if text else f" {title}")

    def _make(self, name: str) -> None:
        if name not in self._made:
            self._made[name] = self._entries[name].make(self._context)
            self._stack.addWidget(self._made[name])

    def _tab(self, entry: PageEntry) -> QToolButton:
        tab = QToolButton()
        tab.setText(f" {entry.title}")
        tab.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tab.clicked.connect(lambda: self._toggle(entry.name))
        self._tabs[entry.name] = tab
        action = f"panel.{entry.name}"
        self._context.actions.add(
            action,
            self.tr("Show {name}").replace("{name}", entry.title.lower()),
            lambda: self._toggle(entry.name),
            shortcut=_KEYS.get(entry.name, ""),
            symbol=entry.symbol,
        )
        return tab

    def _toggle(self, name: str) -> None:
        if self._shown == name:
            self._fold()
        else:
            self.show_panel(name)

    def _fold(self) -> None:
        self._shown = ""
        self._stack.hide()
        self.setMinimumHeight(0)
        self.setMaximumHeight(self.sizeHint().height())
        self._paint()

    def _paint(self) -> None:
        tokens = theme().tokens
        for name, tab in self._tabs.items():
            tab.setIcon(icon(self._entries[name].symbol, tokens.accent if name == self._shown else tokens.muted))
