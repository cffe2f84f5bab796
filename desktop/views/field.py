"""A field of a form: a label above, an editor, and what is wrong with it below."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.theme import dress
from desktop.theme.tokens import GAP


class Field(QWidget):
    """A labelled editor that can say what is wrong with it."""

    def __init__(self, label: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label = QLabel(label)
        self._label.setProperty("kind", "muted")
        self._label.setBuddy(editor)
        editor.setAccessibleName(label)
        self._error = QLabel()
        self._error.setProperty("kind", "bad")
        self._error.setWordWrap(True)
        self._error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._label)
        layout.addWidget(editor)
        layout.addWidget(self._error)
        layout.addStretch()

    @property
    def error(self) -> str:
        """What is wrong; empty where nothing is known to be."""
        return self._error.text()

    def set_label(self, text: str) -> None:
        """Names the editor anew."""
        self._label.setText(text)
        self.editor.setAccessibleName(text)

    def set_error(self, text: str) -> None:
        """Shows what is wrong with the value, or nothing."""
        if text == self._error.text():
            return
        self._error.setText(text)
        self._error.setVisible(bool(text))
        dress(self.editor, "wrong", bool(text))
