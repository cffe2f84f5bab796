"""One Qt model for every table: columns from the schema, rows from the store page by page, and a new row at the end."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.cell_help import cell_tip, column_tip
from desktop.models.cell_text import CellText
from desktop.models.draft import Draft
from desktop.models.marks import Key, Mark, Marks
from desktop.models.row_cache import Row
from desktop.models.row_source import RowSource
from desktop.models.titles import title
from desktop.session import Selection, Session
from engine.errors import KnownError
from engine.network.network import key_text
from engine.schema import Column, Table, input_table
from sync.store import Asked

if TYPE_CHECKING:
    from desktop.models.overriding import OverriddenCell

Index = QModelIndex | QPersistentModelIndex

_SCENARIO_TABLES = frozenset({"scenarios", "overrides", "groups"})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren


class TableModel(QAbstractTableModel):
    """Rows of one table at a time, sorted and filtered in the store.

    It holds the ids of all rows and the cells of the pages looked at. What it does not hold it asks for and shows when
    it comes; answers to questions that are no longer asked are dropped. It changes nothing itself: `typed` says that
    somebody wants to.

    Signals:
        opened(): The rows of another table, or another order of them, are there.
        counted(int, int): Rows shown, and rows of the table.
        filter_refused(KnownError): A filter cannot be read; the rows stay as they were.
        typed(int, str, object): A row's id, a column and a value that somebody typed.
        draft_changed(): Something was typed into the new row, or it was refused.
    """

    opened = Signal()
    counted = Signal(int, int)
    filter_refused = Signal(object)
    typed = Signal(object, str, object)
    draft_changed = Signal()

    def __init__(self, session: Session, selection: Selection, marks: Marks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = CellText()
        self.source = RowSource(session, selection, self)
        self._flags = _FLAGS if session.is_read_only else _FLAGS | Qt.ItemFlag.ItemIsEditable
        self.draft = Draft(self.table)
        self._drafts = {self.table.name: self.draft}
        self._marks = marks
        self._hear()
        marks.changed.connect(self._repaint)

    @property
    def table(self) -> Table:
        """The table that is shown."""
        return self.source.table

    @property
    def asked(self) -> Asked:
        """Table, order and filters."""
        return self.source.asked

    @property
    def total(self) -> int:
        """Rows of the table without filters."""
        return self.source.total

    @property
    def is_loading(self) -> bool:
        """Whether another table was asked for and is not there yet."""
        return self.source.is_loading

    @property
    def places(self) -> array[int]:
        """Ids of all rows shown, in order; treat it as read-only."""
        return self.source.places

    @property
    def draft_row(self) -> int:
        """Where the new row stands: below all others."""
        return len(self.source.places)

    # What is shown

    def show(self, asked: Asked) -> None:
        """Shows a table, or the same one in another order or under other filters."""
        if asked.table != self.table.name:
            self.draft = self._drafts.setdefault(asked.table, Draft(input_table(asked.table)))
        self.source.show(asked)

    def place_at(self, row: int) -> int | None:
        """Id of the row that stands there; None for the new row."""
        return self.places[row] if 0 <= row < len(self.places) else None

    def places_at(self, rows: range) -> tuple[int, ...]:
        """Ids of rows that stand below each other, without the new row."""
        return tuple(self.places[max(rows.start, 0) : rows.stop])

    def row_of(self, place: int) -> int:
        """Where the row of that id stands; −1 where it is not shown."""
        found = np.flatnonzero(np.frombuffer(self.places, dtype=np.int64) == place)
        return int(found[0]) if len(found) else -1

    def column(self, number: int) -> Column:
        """The schema's column."""
        return self.table.columns[number]

    def row(self, number: int) -> Row | None:
        """Cells of a row, schema columns and then provenance; None while they are not there, which asks for them."""
        held = self.source.row(number)
        return None if held is None else held.cells

    def held_row(self, number: int) -> Row | None:
        """As `row`, without asking for what is not there."""
        held = self.source.held_row(number)
        return None if held is None else held.cells

    def key_at(self, number: int) -> Key | None:
        """Key of a row as text; None while it is not there."""
        row = self.row(number)
        names = self.table.column_names
        return None if row is None else tuple(key_text(row[names.index(name)]) for name in self.table.key)

    def marks_at(self, number: int) -> Mapping[str, Mark]:
        """Problems of a row by column; the empty name stands for the row as such."""
        if not self._marks.counts(self.table.name):
            return {}
        key = self.key_at(number)
        return {} if key is None else self._marks.of_row(self.table.name, key)

    def overridden_at(self, row: int, column: str) -> OverriddenCell | None:
        """What the chosen scenario makes of a cell; None where nothing."""
        held = self.source.row(row)
        return None if held is None else held.overridden.get(column)

    def source_of(self, row: Row, column: str = "") -> str:
        """Where a row's cell was imported from; empty for a row typed in."""
        source = self.source.sources.get(row[-2]) if row[-2] is not None else None
        return source.cell(column, int(row[-1] or 0)) if source else ""

    def shown(self, row: int, column: int) -> str:
        """A cell as the grid shows it; empty while it is not there."""
        if row == self.draft_row:
            return self.draft.texts.get(self.column(column).name, "")
        held = self.source.row(row)
        if held is None:
            return ""
        text = held.texts.get(column)
        if text is None:
            text = held.texts[column] = self.text.shown(held.cells[column], self.source.decimals[column])
        return text

    def pick_draft(self, row: int) -> None:
        """Copies a row's cells into the new row, to be given another key."""
        cells = self.row(row)
        if cells is not None:
            for column, value in zip(self.table.columns, cells, strict=False):
                self.draft.type(column.name, self.text.plain(value), value)
            self._draft_typed()

    def clear_draft(self) -> None:
        """Empties the new row."""
        self.draft.clear()
        self._draft_typed()

    def refuse_draft(self, why: str) -> None:
        """Says why the new row was not kept; what was typed stays."""
        self.draft.refusal = why
        self._draft_typed()

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """All rows, and the new one."""
        return 0 if parent.isValid() or self.is_loading else len(self.places) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The table's columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be chosen, and edited unless the project is only looked at."""
        return self._flags if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the help of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(index.row(), index.column())
        if role == Qt.ItemDataRole.EditRole:
            return self._edited(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.column(index.column()).is_number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell_tip(self, index.row(), self.column(index.column()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of columns with their help, numbers of rows."""
        if orientation == Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            return "+" if section == self.draft_row else f"{section + 1:,}"
        if not 0 <= section < len(self.table.columns):
            return None
        column = self.column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return title(column.name)
        return column_tip(column, self.source.units) if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Reads what was typed and asks for the change; False where it cannot be read."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        try:
            read = self.read(index.row(), index.column(), str(value))
        except KnownError:
            return False
        column, place = self.column(index.column()).name, self.place_at(index.row())
        if place is None:
            self.draft.type(column, str(value), read)
            self._draft_typed()
        elif str(value) != self._edited(index.row(), index.column()):
            self.typed.emit(place, column, read)
        return True

    def read(self, row: int, column: int, text: str) -> object:
        """The value of a text typed into a cell.

        Raises:
            KnownError: It cannot stand there; says why.
        """
        from desktop.models.typed import read_cell

        return read_cell(self.table, self.column_of_cell(row, column), text, self.text.decimal)

    def column_of_cell(self, row: int, column: int) -> Column:
        """The column that describes a cell; for the value of a setting, that of the setting."""
        from desktop.models.typed import column_of_cell

        first = self.table.columns[0].name
        cells = self.row(row) if row != self.draft_row else (self.draft.values.get(first),)
        return column_of_cell(self.table, self.column(column), cells[0] if cells else None)

    # Hearing of rows

    def _hear(self) -> None:
        source, root = self.source, QModelIndex()
        source.resetting.connect(self.beginResetModel)
        source.reset.connect(self.endResetModel)
        source.removing.connect(lambda first, last: self.beginRemoveRows(root, first, last))
        source.removed.connect(self.endRemoveRows)
        source.inserting.connect(lambda first, last: self.beginInsertRows(root, first, last))
        source.inserted.connect(self.endInsertRows)
        source.fetched.connect(self._repaint)
        source.opened.connect(self._on_opened)
        source.refused.connect(self.filter_refused)

    def _on_opened(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(self.columnCount() - 1, 0))
        self.opened.emit()
        self.counted.emit(self.draft_row, self.total)

    def _repaint(self) -> None:
        if self.places:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _draft_typed(self) -> None:
        if not self.is_loading:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(self.draft_row, 0), self.index(self.draft_row, last))
        self.draft_changed.emit()

    def _edited(self, row: int, column: int) -> str:
        if row == self.draft_row:
            return self.draft.texts.get(self.column(column).name, "")
        cells = self.row(row)
        return "" if cells is None else self.text.plain(cells[column])
