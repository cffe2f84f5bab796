"""The head of a scenario: on what it builds, what it is about, its tags."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.theme.tokens import SPACE
from desktop.views.scenarios.outline import Outline
from engine.network.network import BASELINE


class ParentChooser(QComboBox):
    """A list that is filled when it is opened, as there may be thousands of scenarios."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Callable[[], list[str]] = list
        self.setMinimumContentsLength(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def show_choice(self, chosen: str, choices: Callable[[], list[str]]) -> None:
        """Shows what is chosen.

        Args:
            chosen: The choice.
            choices: Gives all of them, when they are wanted.
        """
        self._choices = choices
        self.clear()
        self.addItem(chosen)

    def showPopup(self) -> None:
        """Fills the list first."""
        chosen = self.currentText()
        self.clear()
        self.addItems(self._choices())
        self.setCurrentText(chosen)
        super().showPopup()


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
        self._parent = ParentChooser()
        self._parent.setAccessibleName(self.tr("Parent scenario"))
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
        self._parent.show_choice(row.parent or BASELINE, partial(_possible_parents, outline, name))
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


def _possible_parents(outline: Outline, name: str) -> list[str]:
    """Every scenario that does not itself build on this one."""
    barred = {name, *outline.descendants(name)}
    return [row.name for row in outline.rows if row.name not in barred]
