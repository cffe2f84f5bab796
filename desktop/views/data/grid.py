"""The grid: chosen cells, keys, the editor and its note; it asks the model for what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from desktop.models.table_model import TableModel
from desktop.session import Session
from desktop.theme import theme
from desktop.views.data.cell_edit import CellEdit
from desktop.views.data.delegate import CellDelegate
from desktop.views.data.header import ColumnHeader, RowHeader
from desktop.views.data.inline_note import InlineNote
from desktop.views.data.widths import first_widths

_ROW = 27
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rectangle of cells.

    Attributes:
        rows: Rows of the grid.
        columns: Numbers of columns.
    """

    rows: range
    columns: range


class GridView(QTableView):
    """Rows of a `TableModel`.

    Signals:
        chosen_changed(): Other cells are chosen.
        row_left(int): The current cell moved to another row; the number of the row it left.
        draft_finished(): The user is done with the new row.
    """

    chosen_changed = Signal()
    row_left = Signal(int)
    draft_finished = Signal()

    def __init__(self, model: TableModel, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table_model = model
        self.header = ColumnHeader(model, self)
        self._kept: tuple[int, int] | None = None
        self.setHorizontalHeader(self.header)
        self.row_header = RowHeader(model, self)
        self.setVerticalHeader(self.row_header)
        self.setModel(model)
        self._delegate = CellDelegate(model, session, self)
        self.setItemDelegate(self._delegate)
        self._note = InlineNote(self.viewport())
        self._delegate.refused.connect(self._note.say)
        self._delegate.closeEditor.connect(self._note.hide)
        self._set_up()
        self._widths_of = ""
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._on_reset)
        self._told = QTimer(self, interval=0, singleShot=True)
        self._told.timeout.connect(self.chosen_changed)
        self.selectionModel().selectionChanged.connect(self._told.start)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_sideways)
        theme().changed.connect(self._paint)
        self._paint()

    def chosen(self) -> Chosen | None:
        """The chosen block of cells; None where none is chosen, or where they are no single block."""
        ranges = self._ranges()
        if not ranges:
            return None
        rows = range(min(part.top() for part in ranges), max(part.bottom() for part in ranges) + 1)
        columns = range(min(part.left() for part in ranges), max(part.right() for part in ranges) + 1)
        cells = sum(part.height() * part.width() for part in ranges)
        return Chosen(rows, columns) if cells == len(rows) * len(columns) else None

    def chosen_rows(self) -> list[range]:
        """Rows in which any cell is chosen, from the top, without the new row."""
        end = self.table_model.draft_row
        parts = sorted((part.top(), min(part.bottom() + 1, end)) for part in self._ranges())
        joined: list[range] = []
        for top, bottom in parts:
            if joined and top <= joined[-1].stop:
                joined[-1] = range(joined[-1].start, max(bottom, joined[-1].stop))
            elif bottom > top:
                joined.append(range(top, bottom))
        return joined

    def choose(self, rows: list[int], column: int = -1) -> None:
        """Chooses cells of some rows, the whole rows where no column is given, and brings the first into view."""
        model = self.table_model
        last = model.columnCount() - 1
        chosen = QItemSelection()
        for row in rows:
            left, right = (column, column) if column >= 0 else (0, last)
            chosen.select(model.index(row, left), model.index(row, right))
        if rows:
            first = model.index(rows[0], max(column, 0))
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def edit_again(self, row: int, column: int, text: str, words: str) -> None:
        """Opens the editor with what was typed and says why it was not kept."""
        index = self.table_model.index(row, column)
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self._editor()
        if editor is not None:
            editor.setText(text)
            editor.setModified(True)
            self._note.say(editor, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits nothing: it goes down, and ends the new row."""
        if event.key() in _ENTER and self.state() != QAbstractItemView.State.EditingState:
            self._go_down()
            return
        super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cell below is next, as in a spreadsheet."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Brings a cell into view, also where rows begin to be named on the way, which takes room from the cells."""
        named = self.row_header.names_rows
        super().scrollTo(index, hint)
        if self.row_header.names_rows is not named:
            super().scrollTo(index, hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows come into view."""
        super().resizeEvent(event)
        self._look()

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Rows of the table"))
        self.setAlternatingRowColors(False)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def _paint(self) -> None:
        tokens = theme().tokens
        self.setStyleSheet(
            f"QTableCornerButton::section {{ background: {tokens.surface}; border: none;"
            f"border-bottom: 1px solid {tokens.line}; border-right: 1px solid {tokens.line}; }}"
        )

    def _go_down(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        if index.row() == self.table_model.draft_row:
            self.draft_finished.emit()
        else:
            self.setCurrentIndex(index.siblingAtRow(index.row() + 1))

    def _ranges(self) -> list[QItemSelectionRange]:
        return cast("list[QItemSelectionRange]", list(self.selectionModel().selection()))  # type: ignore[call-overload]

    def _editor(self) -> CellEdit | None:
        return next((child for child in self.viewport().findChildren(CellEdit) if child.isVisible()), None)

    def _on_scrolled_sideways(self, offset: int) -> None:
        """Rows are named in their header as soon as the column that names them is scrolled away."""
        is_away = 2 * offset > self.header.sectionSize(0)
        if is_away != self.row_header.names_rows:
            self.row_header.name_rows(is_away)
            self.updateGeometries()

    def _on_row_changed(self, now: Index, before: Index) -> None:
        if before.isValid() and now.row() != before.row():
            self.row_left.emit(before.row())

    def _keep_place(self) -> None:
        place = self.table_model.place_at(self.currentIndex().row())
        self._kept = None if place is None else (place, self.currentIndex().column())

    def _on_reset(self) -> None:
        table = self.table_model.table
        if self._widths_of != table.name:
            self._widths_of, self._kept = table.name, None
            for number, width in enumerate(first_widths(table, self.header.fontMetrics())):
                self.header.resizeSection(number, width)
            self.scrollToTop()
            self.horizontalScrollBar().setValue(0)
        elif self._kept is not None:
            row = self.table_model.row_of(self._kept[0])
            if row >= 0:
                self.setCurrentIndex(self.table_model.index(row, self._kept[1]))
        self._look()

    def _look(self) -> None:
        first = max(self.rowAt(0), 0)
        seen = self.viewport().height() // _ROW + 2
        self.table_model.source.look_at(range(first, first + seen))
