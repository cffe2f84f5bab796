"""Libraries and pages are imported beside the window, so that nobody waits for them at the first click."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject, QThread

_MODULES = (
    "sync.store",
    "desktop.views.data",
    "desktop.models.reading",
    "desktop.models.edits",
    "desktop.views.problems",
    "desktop.views.runs.panel",
    "desktop.views.scenarios.page",
    "desktop.views.runs.page",
    "desktop.views.results",
    "desktop.views.compare",
    "desktop.views.map",
    "desktop.views.settings",
    "desktop.views.history",
    "desktop.views.help",
    "desktop.views.explain.sheet",
)


class Warmer(QThread):
    """Imports what the pages need, one module after the other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("warmer")

    def run(self) -> None:
        """Qt's entrance of the thread."""
        for name in _MODULES:
            if self.isInterruptionRequested():
                return
            import_module(name)

    def stop(self) -> None:
        """Ends the thread after the module that is being imported."""
        self.requestInterruption()
        self.wait()
