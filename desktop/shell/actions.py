"""Actions: everything a user can do, each with one name, one shortcut and one home."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.theme import icon, theme


class Actions(QObject):
    """The actions of a window, by identifier; menus, the palette and buttons show the same ones.

    Signals:
        added(QAction): An action is there from now on.
    """

    added = Signal(QAction)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        theme().changed.connect(self._paint_icons)

    def add(self, name: str, text: str, run: Callable[[], None], *, shortcut: str = "", symbol: str = "") -> QAction:
        """Adds an action.

        Args:
            name: Identifier, e.g. ``edit.undo``.
            text: What the user reads; translated.
            run: What it does.
            shortcut: Keys in portable form, e.g. ``Ctrl+Z``, several with ``; `` between them; empty for none.
            symbol: Name of its icon; empty for none.

        Raises:
            ValueError: An action of that name exists.
        """
        if name in self._actions:
            raise ValueError(f"action {name} exists already")
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: run())
        if shortcut:
            action.setShortcuts(QKeySequence.listFromString(shortcut))
        self._actions[name] = action
        self._icons[name] = symbol
        self._paint(name)
        self.added.emit(action)
        return action

    def __contains__(self, name: str) -> bool:
        """Whether there is an action of that name."""
        return name in self._actions

    def __getitem__(self, name: str) -> QAction:
        """The action of that name."""
        return self._actions[name]

    def __iter__(self) -> Iterator[QAction]:
        """All actions in the order in which they were added."""
        return iter(self._actions.values())

    def _paint_icons(self) -> None:
        for name in self._actions:
            self._paint(name)

    def _paint(self, name: str) -> None:
        if self._icons[name]:
            self._actions[name].setIcon(icon(self._icons[name], theme().tokens.muted))
