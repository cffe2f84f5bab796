"""The way to the sheet that explains: an action of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.context import Context


class ExplainEntrance(QObject):
    """Adds the action ``explain.scenario``, which explains the selected scenario; made once for a window.

    Args:
        context: What the sheet needs.
        window: The window beside which it stands.
    """

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._sheet: QWidget | None = None
        context.actions.add(
            "explain.scenario",
            self.tr("Explain why the scenario has no solution"),
            self.open,
            shortcut="Ctrl+Shift+E",
            symbol="lightbulb",
        )

    def open(self) -> None:
        """Explains the selected scenario."""
        from desktop.views.explain.sheet import ExplainSheet

        if not isinstance(self._sheet, ExplainSheet):
            self._sheet = ExplainSheet(self._context, self._window)
        self._sheet.begin(self._context.selection.scenario)
