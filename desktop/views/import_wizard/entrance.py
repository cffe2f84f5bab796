"""The ways into the wizard: an action of the window, and files dropped anywhere on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.context import Context
from desktop.views.import_wizard.source_step import source_of


class ImportEntrance(QObject):
    """Adds the action ``import.open`` and takes drops on a window; made once for it.

    Args:
        context: What the wizard needs.
        window: The window on which files may be dropped; the wizard stands beside it.
    """

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._wizard: QWidget | None = None
        context.actions.add(
            "import.open",
            self.tr("Import a workbook…"),
            self.open,
            shortcut="Ctrl+Shift+I",
            symbol="file-spreadsheet",
        )
        context.navigation.import_requested.connect(self.open)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def open(self, source: Path | None = None) -> None:
        """Opens the wizard, and reads a source if one is given."""
        from desktop.views.import_wizard.wizard import ImportWizard

        if not isinstance(self._wizard, ImportWizard):
            self._wizard = ImportWizard(self._context, self._window)
        self._wizard.begin(source)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes files dragged over the window and dropped on it."""
        if isinstance(event, QDragEnterEvent) and source_of(event.mimeData()) is not None:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            source = source_of(event.mimeData())
            if source is not None:
                event.acceptProposedAction()
                self.open(source)
                return True
        return super().eventFilter(watched, event)
