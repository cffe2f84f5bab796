"""The head of a scenario: on what it builds, what it is about, its tags."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.theme.tokens import SPACE
from desktop.views.scenarios.outline import Outline
from engine.network.network import BASELINE


class ScenarioHead(QWidget):
    """Name, parent, description and tags of the scenario that is looked at.

    Signals:
        described(str, str, str): Another cell is wanted for a scenario: its name, the column, the text.
    """

    described = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenario = ""
        self._name = QLabel()
        self._name.setProperty("kind", "title")
        self._on = QLabel(self.tr("builds on"))
        self._on.setProperty("kind", "muted")
        self._parent = QComboBox()
        self._parent.setAccessibleName(self.tr("Parent scenario"))
        self._parent.setMinimumContentsLength(14)
        self._description = QLineEdit()
        self._description.setAccessibleName(self.tr("Description"))
        self._description.setPlaceholderText(self.tr("What is this scenario about?"))
        self._tags = QLineEdit()
        self._tags.setAccessibleName(self.tr("Tags"))
        self._tags.setPlaceholderText(self.tr("tags, e.g. closures, 2027"))
        self._tags.setMaximumWidth(220)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._name)
        layout.addWidget(self._on)
        layout.addWidget(self._parent)
        layout.addWidget(self._description, 1)
        layout.addWidget(self._tags)
        self._parent.activated.connect(self._on_parent_chosen)
        self._description.editingFinished.connect(lambda: self._on_typed("description", self._description))
        self._tags.editingFinished.connect(lambda: self._on_typed("tags", self._tags))

    def show_scenario(self, outline: Outline, name: str) -> None:
        """Shows a scenario; what is being typed is left alone."""
        row = outline.rows[outline.find(name)]
        other = name != self._scenario
        self._scenario = name
        self._name.setText(name)
        for widget in (self._on, self._parent):
            widget.setVisible(name != BASELINE)
        barred = {name, *outline.descendants(name)}
        self._parent.clear()
        self._parent.addItems([above.name for above in outline.rows if above.name not in barred])
        self._parent.setCurrentText(row.parent or BASELINE)
        for field, text in ((self._description, row.description), (self._tags, row.tags)):
            if other or not field.isModified():
                field.setText(text)
                field.setModified(False)
                field.setCursorPosition(0)

    def _on_parent_chosen(self) -> None:
        self.described.emit(self._scenario, "parent", self._parent.currentText())

    def _on_typed(self, column: str, field: QLineEdit) -> None:
        if field.isModified():
            field.setModified(False)
            self.described.emit(self._scenario, column, field.text())
