"""Navigation: a page or panel asks the window to show something else, without knowing the window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class Navigation(QObject):
    """Wishes to go somewhere; the window of the project carries them out.

    Signals:
        page_requested(str): A page by its name, e.g. ``results``.
        panel_requested(str): A panel by its name, e.g. ``problems``.
        cell_requested(str, object, str): A table, a row's key (column → value; empty for the table as such) and a
            column (empty for the row); the window brings the page ``data`` to the front and calls its ``jump_to``.
        import_requested(object): A workbook or csv file, a Path, is to be imported; None: let the user choose one.
        badge_changed(str, str): A panel's name, and the count beside it; empty for none.
    """

    page_requested = Signal(str)
    panel_requested = Signal(str)
    cell_requested = Signal(str, object, str)
    import_requested = Signal(object)
    badge_changed = Signal(str, str)

    def open_page(self, name: str) -> None:
        """Brings a page to the front."""
        self.page_requested.emit(name)

    def open_panel(self, name: str) -> None:
        """Unfolds a panel."""
        self.panel_requested.emit(name)

    def jump_to(self, table: str, key: Mapping[str, str], column: str = "") -> None:
        """Shows a cell, a row or a table on the page of the data."""
        self.cell_requested.emit(table, dict(key), column)

    def import_file(self, path: Path | None = None) -> None:
        """Opens the import of a workbook."""
        self.import_requested.emit(path)

    def set_badge(self, panel: str, text: str) -> None:
        """Shows a count beside the name of a panel."""
        self.badge_changed.emit(panel, text)
