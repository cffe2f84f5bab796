"""A field for the value of an override: its form follows the column and the action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStackedLayout, QWidget

from engine.errors import KnownError
from engine.scenarios import Action
from engine.scenarios.cells import read_date, read_number, refuse_outside
from engine.schema import Column, ColumnType

_CALCULATED = (Action.ADD, Action.MULTIPLY)


class ValueEdit(QWidget):
    """A list where the column has choices, else a line with what the column may hold.

    Signals:
        edited(): The user has changed the value.
        words_wanted(): The names are wanted to which the column may refer; answer by `offer`.
    """

    edited = Signal()
    words_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column: Column | None = None
        self._action = Action.SET
        self._line = QLineEdit()
        self._choice = QComboBox()
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._line.setCompleter(completer)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._line)
        self._stack.addWidget(self._choice)
        self.setFocusProxy(self._line)
        self._line.textEdited.connect(lambda _text: self.edited.emit())
        self._choice.activated.connect(lambda _place: self.edited.emit())

    def setAccessibleName(self, name: str) -> None:
        """Names both editors."""
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)
        self._choice.setAccessibleName(name)

    def set_kind(self, column: Column | None, action: Action) -> None:
        """The value is for another column or action; what was typed stays where it still can."""
        text = self.text()
        self._column, self._action = column, action
        choices = _choices(column) if action is Action.SET else ()
        if choices:
            self._choice.clear()
            self._choice.addItems(list(choices))
        editor = self._choice if choices else self._line
        self._stack.setCurrentWidget(editor)
        self.setFocusProxy(editor)
        self._words.setStringList([])
        if column is not None and column.refers_to and action is Action.SET:
            self.words_wanted.emit()
        self._line.setPlaceholderText(self._hint())
        self.set_text(text)

    def offer(self, words: Sequence[str]) -> None:
        """Names to which the column may refer."""
        self._words.setStringList(list(words))

    def text(self) -> str:
        """The value as an override holds it."""
        return self._choice.currentText() if self._stack.currentWidget() is self._choice else self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Shows a value."""
        self._line.setText(text)
        place = self._choice.findText(text)
        self._choice.setCurrentIndex(max(place, 0))

    def mistake(self) -> str:
        """What is wrong with the value as far as its form goes; empty where nothing is."""
        import numpy as np

        text, column = self.text(), self._column
        if column is None:
            return ""
        try:
            if self._action in _CALCULATED:
                read_number(text)
            elif column.type is ColumnType.DATE and text:
                read_date(column, text)
            elif column.is_number and column.type is not ColumnType.COST and text:
                refuse_outside(column, np.array([read_number(text)]))
        except KnownError as error:
            return f"{error.message} {error.what_to_do}".strip() if text else self.tr("A number is needed.")
        return ""

    def _hint(self) -> str:
        match self._action:
            case Action.MULTIPLY:
                return self.tr("factor, e.g. 1.2")
            case Action.ADD:
                return self.tr("summand, e.g. 100 or -100")
            case _:
                example = self._column.example if self._column is not None else ""
                return self.tr("e.g. {example}; empty: blank").replace("{example}", example) if example else ""


def _choices(column: Column | None) -> tuple[str, ...]:
    if column is None:
        return ()
    return ("yes", "no") if column.type is ColumnType.YES_NO else column.choices
