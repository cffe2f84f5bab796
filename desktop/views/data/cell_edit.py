"""Editors of cells: one line that knows what its column may hold, with suggestions where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCalendarWidget, QCompleter, QLineEdit, QWidget

from desktop.models.suggestions import fixed_suggestions
from desktop.theme import icon, theme
from engine.schema import Column, ColumnType

if TYPE_CHECKING:
    from desktop.models.table_model import TableModel
    from desktop.session import Session
    from desktop.session.database import Ticket

_AT_ONCE = 50
_PAUSE_MS = 60
_LINES = 12


class CellEdit(QLineEdit):
    """One cell being edited.

    Signals:
        hinted(str): Something to say about the text that does not keep it from being kept.
    """

    hinted = Signal(str)

    def __init__(self, model: TableModel, row: int, column: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.row, self.column = row, column
        self.described: Column = model.column_of_cell(row, column)
        self.setFrame(False)
        self.setAccessibleName(self.described.name)
        if self.described.is_number:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if self.described.type is ColumnType.DATE:
            self.setPlaceholderText("2027-01-31")

    def show_text(self, text: str) -> None:
        """Shows the cell as it is, chosen whole."""
        self.setText(text)
        self.selectAll()


class SuggestingEdit(CellEdit):
    """A cell with suggestions in a list below it: choices, or names of rows found in the store.

    Args:
        model: Model of the table.
        row: Row of the cell.
        column: Number of its column.
        session: Where names are looked up.
        fixed: The suggestions, if they are known beforehand.
        parent: Where it is shown.
    """

    def __init__(
        self, model: TableModel, row: int, column: int, session: Session, fixed: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(model, row, column, parent)
        self._session, self._fixed = session, fixed
        self._ticket: Ticket | None = None
        self._names = QStringListModel(list(fixed), self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_LINES)
        self.setCompleter(completer)
        chevron = QAction(icon("chevron-down", theme().tokens.muted), self.tr("Show all suggestions"), self)
        chevron.triggered.connect(self.show_all)
        self.addAction(chevron, QLineEdit.ActionPosition.TrailingPosition)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look_up)
        self.textEdited.connect(self._on_edited)
        if not fixed:
            self._look_up()

    def show_all(self) -> None:
        """Opens the list with everything in it."""
        self.completer().setCompletionPrefix("")
        self.completer().complete()

    def _on_edited(self) -> None:
        if not self._fixed:
            self._pause.start()

    def _look_up(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        tables, text = self.described.refers_to, self.text() if self.isModified() else ""
        self._ticket = self._session.ask(
            lambda project: project.rows.names_like(tables, text.strip(), _AT_ONCE),
            partial(self._on_found, text),
        )

    def _on_found(self, text: str, names: list[str]) -> None:
        self._ticket = None
        if names == self._names.stringList():
            return
        self._names.setStringList(names)
        if self.hasFocus() and self.isModified() and text == self.text():
            self.completer().setCompletionPrefix(text)
            self.completer().complete()
        if self._is_unknown(text.strip(), names):
            places = self.tr(" or ").join(name for name in self.described.refers_to if name != "groups")
            words = self.tr("There is no “{name}” in {tables} yet.")
            self.hinted.emit(words.replace("{name}", text.strip()).replace("{tables}", places))

    def _is_unknown(self, text: str, names: list[str]) -> bool:
        return bool(text) and self.described.type is ColumnType.REFERENCE and text not in names


class DateEdit(CellEdit):
    """A date, typed or picked from a calendar."""

    def __init__(self, model: TableModel, row: int, column: int, parent: QWidget) -> None:
        super().__init__(model, row, column, parent)
        self._calendar: QCalendarWidget | None = None
        pick = QAction(icon("calendar", theme().tokens.muted), self.tr("Pick from a calendar"), self)
        pick.triggered.connect(self.show_calendar)
        self.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)

    def show_calendar(self) -> None:
        """Opens the calendar below the cell."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAccessibleName(self.tr("Calendar"))
        day = QDate.fromString(self.text(), Qt.DateFormat.ISODate)
        if day.isValid():
            calendar.setSelectedDate(day)
        calendar.clicked.connect(self._on_picked)
        calendar.activated.connect(self._on_picked)
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.show()
        self._calendar = calendar

    def _on_picked(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        self.setModified(True)
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None


def make_editor(model: TableModel, row: int, column: int, session: Session, parent: QWidget) -> CellEdit:
    """The editor that suits a cell."""
    described = model.column_of_cell(row, column)
    if described.type is ColumnType.DATE:
        return DateEdit(model, row, column, parent)
    fixed = fixed_suggestions(model, row, described)
    if fixed or described.refers_to:
        return SuggestingEdit(model, row, column, session, fixed, parent)
    return CellEdit(model, row, column, parent)
