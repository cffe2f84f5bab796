"""Undo and redo: actions that are enabled while there is a step to take."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.context import Context


class EditSteps(QObject):
    """Adds the actions and keeps them in step with the project; made once for a window."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        session, add = context.session, context.actions.add
        self._undo = add("edit.undo", self.tr("Undo"), session.undo, shortcut="Ctrl+Z", symbol="undo-2")
        self._redo = add("edit.redo", self.tr("Redo"), session.redo, shortcut="Ctrl+Shift+Z", symbol="redo-2")
        self._on_steps_changed(0, 0)
        session.steps_changed.connect(self._on_steps_changed)

    def _on_steps_changed(self, undoable: int, redoable: int) -> None:
        self._undo.setEnabled(undoable > 0)
        self._redo.setEnabled(redoable > 0)
