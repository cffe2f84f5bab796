"""Actions of the help menu."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.context import Context


class HelpSteps(QObject):
    """Adds the actions; made once for a window."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        add, navigation = context.actions.add, context.navigation
        text = self.tr("Tables, columns, rules and words")
        add("help.open", text, lambda: navigation.open_page("help"), shortcut="F1", symbol="circle-help")
        add("help.about", self.tr("About NetWORX Essentials"), self._about, symbol="info")

    def _about(self) -> None:
        from desktop.views.about import AboutSheet

        AboutSheet(self._window).open()
