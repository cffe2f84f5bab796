"""A field for conditions: columns and values are completed, mistakes are found while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.views.scenarios.cursor_term import term_at
from engine.conditions.columns import full_names
from engine.conditions.parser import parse_where
from engine.conditions.where import quoted
from engine.errors import KnownError
from engine.schema import INPUT_TABLES, ColumnType, Table

_WAIT_MS = 150
_KEYS_OF_LIST = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab)


class ConditionEdit(QLineEdit):
    """A condition on a table.

    Signals:
        words_wanted(str, str): Words are wanted that a column may hold, and how they begin; answer by `offer`.
    """

    words_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = INPUT_TABLES["demand"]
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.activated.connect(self._on_chosen)
        self._pause = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._pause.timeout.connect(self.complete)
        self.textEdited.connect(lambda _text: self._pause.start())

    def set_table(self, name: str) -> None:
        """The condition is on another table."""
        self._table = INPUT_TABLES[name]

    def mistake(self, *, complete: bool) -> str:
        """What is wrong with the condition as it is typed; empty where nothing is.

        Args:
            complete: Whether it is meant to be finished; else an unfinished last term is no mistake.
        """
        try:
            full_names(self._table, parse_where(self.text()))
        except KnownError as error:
            if not complete and self.hasFocus() and self.cursorPosition() == len(self.text()):
                return ""
            return f"{error.message} {error.what_to_do}".strip()
        return ""

    def complete(self) -> None:
        """Offers what may stand at the cursor."""
        term = term_at(self.text(), self.cursorPosition())
        if term.column:
            self.words_wanted.emit(term.column, term.word)
        elif term.word:
            self.offer("", reachable_columns(self._table))

    def offer(self, column: str, words: Sequence[str]) -> None:
        """Shows words for the column that is typed; too late ones are left aside."""
        term = term_at(self.text(), self.cursorPosition())
        if term.column != column or not self.hasFocus():
            return
        self._words.setStringList(list(words))
        self._completer.setCompletionPrefix(term.word)
        if self._completer.completionCount() and self._completer.currentCompletion() != term.word:
            self._completer.complete()
        else:
            self._hide_words()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Space completes; while words are offered the list takes Enter and Escape."""
        popup = self._completer.popup()
        if popup is not None and popup.isVisible() and event.key() in _KEYS_OF_LIST:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            term = term_at(self.text(), self.cursorPosition())
            if term.column:
                self.words_wanted.emit(term.column, term.word)
            else:
                self.offer("", reachable_columns(self._table))
            return
        super().keyPressEvent(event)

    def _hide_words(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def _on_chosen(self, word: str) -> None:
        term = term_at(self.text(), self.cursorPosition())
        put = quoted(word) if term.column else f"{word} = "
        text = self.text()
        self.setText(text[: term.start] + put + text[term.end :])
        self.setCursorPosition(term.start + len(put))
        self.textEdited.emit(self.text())


def reachable_columns(table: Table) -> list[str]:
    """Columns that a condition on a table can name: its own, then those of rows to which it refers."""
    own = list(table.column_names)
    through = [
        f"{reference.name}.{name}"
        for reference in table.columns
        if reference.type is ColumnType.REFERENCE
        for name in dict.fromkeys(
            column.name for other in reference.refers_to if other != "groups" for column in INPUT_TABLES[other].columns
        )
    ]
    return own + through
