"""Undo and redo: actions that are enabled while there is a step to take."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.context import Context
from desktop.session.steps import Steps


class EditSteps(QObject):
    """Adds the actions and keeps them in step with the project; made once for a window."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        session, add = context.session, context.actions.add
        self._undo = add("edit.undo", self.tr("Undo"), session.undo, shortcut="Ctrl+Z", symbol="undo-2")
        self._redo = add("edit.redo", self.tr("Redo"), session.redo, shortcut="Ctrl+Shift+Z; Ctrl+Y", symbol="redo-2")
        self._on_steps_changed(Steps())
        session.steps_changed.connect(self._on_steps_changed)

    def _on_steps_changed(self, steps: Steps) -> None:
        self._name(self._undo, self.tr("Undo"), steps.undo)
        self._name(self._redo, self.tr("Redo"), steps.redo)

    def _name(self, action: QAction, words: str, step: str | None) -> None:
        action.setEnabled(step is not None)
        action.setText(f"{words}: {step}" if step else words)
