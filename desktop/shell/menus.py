"""The menu bar: every action under the menu that the first part of its name says."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.shell.actions import Actions

_MENU_OF = {
    "file": "file",
    "import": "file",
    "report": "file",
    "server": "file",
    "edit": "edit",
    "data": "edit",
    "table": "edit",
    "page": "view",
    "panel": "view",
    "map": "view",
    "window": "view",
    "scenario": "run",
    "scenarios": "run",
    "run": "run",
    "runs": "run",
    "results": "run",
    "compare": "run",
    "explain": "run",
    "help": "help",
}


class Menus:
    """Keeps the menus of a window in step with its actions."""

    def __init__(self, bar: QMenuBar, actions: Actions) -> None:
        self._menus = {
            "file": bar.addMenu(bar.tr("&File")),
            "edit": bar.addMenu(bar.tr("&Edit")),
            "view": bar.addMenu(bar.tr("&View")),
            "run": bar.addMenu(bar.tr("&Run")),
            "help": bar.addMenu(bar.tr("&Help")),
        }
        self._last: dict[str, str] = {}
        for action in actions:
            self._add(action)
        actions.added.connect(self._add)

    def _add(self, action: QAction) -> None:
        family = action.objectName().partition(".")[0]
        name = _MENU_OF.get(family, "edit")
        menu: QMenu = self._menus[name]
        if self._last.get(name, family) != family:
            menu.addSeparator()
        self._last[name] = family
        menu.addAction(action)
