"""The sheet that asks before runs are lost by closing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.shell.sheet import Choice, Sheet, ask
from desktop.words import counted


def close_sheet(window: QWidget, runs: int, close: Callable[[], None]) -> Sheet:
    """Asks whether the window may close although runs are under way.

    Args:
        window: The window.
        runs: How many runs are under way.
        close: Closes it.
    """
    title = counted(runs, window.tr("A run is under way"), window.tr("{n} runs are under way"))
    text = window.tr(
        "Closing stops the worker. What has begun ends as interrupted and keeps the best solution found so far; what "
        "waits goes on when the project is opened next. Everything you entered is kept either way."
    )
    choices = [Choice(window.tr("Close"), close), Choice(window.tr("Stay"), kind="primary")]
    return ask(window, title, text, choices)
