"""Sheets that stand beside the pages: the import of a source, the explanation of a scenario, the account."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.context import Context
from desktop.views.account import AccountEntrance
from desktop.views.explain.entrance import ExplainEntrance
from desktop.views.import_wizard.entrance import ImportEntrance


def add_sheets(context: Context, window: QWidget) -> None:
    """Adds the actions that open the sheets, and takes files dropped on a window; once for each window."""
    ImportEntrance(context, window)
    ExplainEntrance(context, window)
    if context.connection is not None:
        AccountEntrance(context, window)
