"""The status bar: saved state, workers, problems, connection."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from desktop.context import Context
from desktop.shell.workers_label import WorkersLabel
from desktop.theme.tokens import MARGIN
from engine.errors import KnownError

_SHOWN_MS = 15_000


class Status(QStatusBar):
    """What stands at the bottom of the window at all times."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._saved = QLabel(self.tr("Opening…"))
        self._connection = QLabel(self.tr("Offline"))
        self.addWidget(self._saved)
        self.addPermanentWidget(WorkersLabel(context.runs))
        self.addPermanentWidget(self._connection)
        context.session.opened.connect(self._on_saved)
        context.session.changed.connect(self._on_saved)
        context.session.failed.connect(self.show_error)

    def show_error(self, error: KnownError) -> None:
        """Tells of a known error for a while."""
        self.showMessage(str(error), _SHOWN_MS)

    def _on_saved(self) -> None:
        self._saved.setText(self.tr("All changes kept"))
