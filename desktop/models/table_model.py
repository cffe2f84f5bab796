"""One Qt model for every table: columns from the schema, rows from the store page by page, and a new row at the end."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.models.cell_help import cell_tip, column_tip
from desktop.models.cell_text import CellText
from desktop.models.draft import Draft
from desktop.models.marks import Key, Mark, Marks
from desktop.models.row_cache import ROWS_IN_A_PAGE, HeldRow, Row, RowCache
from desktop.models.titles import title
from desktop.session import Selection, Session
from engine.errors import KnownError
from engine.network import Source
from engine.network.network import key_text
from engine.schema import Column, Table, input_table
from sync.store import Asked

if TYPE_CHECKING:
    from desktop.models.overriding import OverriddenCell
    from desktop.models.reading import Opened, PageRead
    from desktop.session.database import Ticket
    from engine.changes import ChangeSet

Index = QModelIndex | QPersistentModelIndex

_SCENARIO_TABLES = frozenset({"scenarios", "overrides", "groups"})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


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
        self.asked = Asked("settings")
        self.table: Table = input_table("settings")
        self.draft = Draft(self.table)
        self.sources: Mapping[int, Source] = {}
        self.units: Mapping[str, str] = {}
        self.total = 0
        self.is_loading = False
        self._session, self._selection, self._marks = session, selection, marks
        self._places: array[int] = array("q")
        self._rows = RowCache()
        self._decimals: list[int] = []
        self._generation = 0
        self._opening: Ticket | None = None
        self._wanted: set[int] = set()
        self._asked_pages: dict[int, Ticket] = {}
        self._visible = range(0)
        self._fetch = QTimer(self, interval=0, singleShot=True)
        self._fetch.timeout.connect(self._ask_pages)
        session.changed.connect(self._on_changed)
        selection.scenario_changed.connect(self._on_scenario_changed)
        marks.changed.connect(self._repaint)

    # What is shown

    def show(self, asked: Asked) -> None:
        """Shows a table, or the same one in another order or under other filters."""
        self.asked = asked
        self._open()

    def place_at(self, row: int) -> int | None:
        """Id of the row that stands there; None for the new row."""
        return self._places[row] if 0 <= row < len(self._places) else None

    def places_at(self, rows: range) -> tuple[int, ...]:
        """Ids of rows that stand below each other, without the new row."""
        return tuple(self._places[max(rows.start, 0) : rows.stop])

    def row_of(self, place: int) -> int:
        """Where the row of that id stands; −1 where it is not shown."""
        found = np.flatnonzero(np.frombuffer(self._places, dtype=np.int64) == place)
        return int(found[0]) if len(found) else -1

    @property
    def places(self) -> array[int]:
        """Ids of all rows shown, in order; treat it as read-only."""
        return self._places

    @property
    def draft_row(self) -> int:
        """Where the new row stands: below all others."""
        return len(self._places)

    def column(self, number: int) -> Column:
        """The schema's column."""
        return self.table.columns[number]

    def row(self, number: int) -> Row | None:
        """Cells of a row, schema columns and then provenance; None while they are not there, which asks for them."""
        held = self._held(number)
        return None if held is None else held.cells

    def held_row(self, number: int) -> Row | None:
        """As `row`, without asking for what is not there."""
        held = self._rows.get(self._places[number]) if 0 <= number < len(self._places) else None
        return None if held is None else held.cells

    def key_at(self, number: int) -> Key | None:
        """Key of a row as text; None while it is not there."""
        row = self.row(number)
        return None if row is None else tuple(key_text(row[self._number(name)]) for name in self.table.key)

    def marks_at(self, number: int) -> Mapping[str, Mark]:
        """Problems of a row by column; the empty name stands for the row as such."""
        key = self.key_at(number)
        return {} if key is None else self._marks.of_row(self.table.name, key)

    def overridden_at(self, row: int, column: str) -> OverriddenCell | None:
        """What the chosen scenario makes of a cell; None where nothing."""
        held = self._held(row)
        return None if held is None else held.overridden.get(column)

    def source_of(self, row: Row, column: str = "") -> str:
        """Where a row's cell was imported from; empty for a row typed in."""
        source = self.sources.get(row[-2]) if row[-2] is not None else None
        return source.cell(column, int(row[-1] or 0)) if source else ""

    def shown(self, row: int, column: int) -> str:
        """A cell as the grid shows it; empty while it is not there."""
        if row == self.draft_row:
            return self.draft.texts.get(self.column(column).name, "")
        held = self._held(row)
        if held is None:
            return ""
        text = held.texts.get(column)
        if text is None:
            text = held.texts[column] = self.text.shown(held.cells[column], self._decimals[column])
        return text

    def look_at(self, rows: range) -> None:
        """Says which rows are visible: they are fetched first, and questions about others are taken back."""
        self._visible = rows

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
        return 0 if parent.isValid() or self.is_loading else len(self._places) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The table's columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be chosen and edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags

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
        return column_tip(column, self.units) if role == Qt.ItemDataRole.ToolTipRole else None

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

    # Asking the store

    def _open(self) -> None:
        """Asks for the rows of the table as asked."""
        from desktop.models.reading import open_rows

        self._generation += 1
        if self._opening is not None:
            self._opening.cancel()
        asked, generation, scenario = self.asked, self._generation, self._selection.scenario
        held = self._places if asked.table == self.table.name else array("q")
        if asked.table != self.table.name:
            self._change_table(input_table(asked.table))
        self._opening = self._session.ask(
            lambda project: open_rows(project, asked, held, scenario),
            lambda answer: self._on_opened(answer, generation),
            self._on_refused,
        )

    def _change_table(self, table: Table) -> None:
        self.beginResetModel()
        self.is_loading = True
        self.table, self.draft = table, Draft(table)
        self._places = array("q")
        self._forget_rows()
        self._decimals = [0] * len(table.columns)
        self.endResetModel()

    def _on_refused(self, error: KnownError) -> None:
        self._opening = None
        if self.is_loading:
            self.beginResetModel()
            self.is_loading = False
            self.endResetModel()
        self.filter_refused.emit(error)

    def _on_opened(self, answer: Opened, generation: int) -> None:
        if generation != self._generation:
            return
        self._opening = None
        self.units, self.sources, self.total = answer.units, answer.sources, answer.total
        if self.is_loading or answer.difference.is_other or not self._decimals:
            self._take_all(answer)
        else:
            self._take_difference(answer)
        self._take_page(answer.first)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.table.columns) - 1, 0))
        self.opened.emit()
        self.counted.emit(len(self._places), self.total)

    def _take_all(self, answer: Opened) -> None:
        self.beginResetModel()
        self.is_loading = False
        self._decimals = self._decimals or [0] * len(self.table.columns)
        self._places = answer.places
        self._forget_rows()
        self.endResetModel()

    def _take_difference(self, answer: Opened) -> None:
        """Rows come and go one range after the other, so that what is selected and in view stays so."""
        difference = answer.difference
        for first, last in difference.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._places[first : last + 1]
            self.endRemoveRows()
        if difference.added:
            end = len(self._places)
            self.beginInsertRows(QModelIndex(), end, end + difference.added - 1)
            self._places = answer.places
            self.endInsertRows()
        self._repaint()

    def _held(self, row: int) -> HeldRow | None:
        if not 0 <= row < len(self._places):
            return None
        held = self._rows.get(self._places[row])
        if not self._rows.is_fresh(held):
            self._want(row // ROWS_IN_A_PAGE)
        return held

    def _want(self, number: int) -> None:
        if number not in self._asked_pages:
            self._wanted.add(number)
            if not self._fetch.isActive():
                self._fetch.start()

    def _ask_pages(self) -> None:
        from desktop.models.reading import read_page

        for number in [number for number in self._asked_pages if not self._is_visible(number)]:
            self._asked_pages.pop(number).cancel()
        for number in sorted(self._wanted, key=self._is_visible, reverse=True):
            first = number * ROWS_IN_A_PAGE
            places = self._places[first : first + ROWS_IN_A_PAGE]
            if places:
                self._asked_pages[number] = self._ask_page(read_page, number, places)
        self._wanted.clear()

    def _ask_page(self, read: Any, number: int, places: array[int]) -> Ticket:
        table, scenario, generation = self.table.name, self._selection.scenario, self._generation

        def answered(answer: PageRead) -> None:
            self._asked_pages.pop(number, None)
            if generation == self._generation:
                self._take_page(answer)

        return self._session.ask(lambda project: read(project, table, places, scenario), answered)

    def _take_page(self, answer: PageRead) -> None:
        wider = [max(a, b) for a, b in zip(self._decimals, answer.decimals, strict=True)]
        if wider != self._decimals:
            self._decimals = wider
            self._rows.forget_texts()
        self._rows.put(answer.places, answer.rows, answer.overridden)
        self._repaint()

    def _is_visible(self, number: int) -> bool:
        first = number * ROWS_IN_A_PAGE
        return not self._visible or (first < self._visible.stop and first + ROWS_IN_A_PAGE > self._visible.start)

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._forget_questions()

    def _forget_questions(self) -> None:
        for ticket in self._asked_pages.values():
            ticket.cancel()
        self._asked_pages.clear()
        self._wanted.clear()

    # Hearing of changes

    def _on_changed(self, change_set: ChangeSet, _origin: str) -> None:
        touched = set(change_set.touched_columns(self.table.name))
        if touched and self._moves_rows(change_set, touched):
            self._refresh_pages()
            self._open()
        elif touched or _SCENARIO_TABLES & set(change_set.tables):
            self._refresh_pages()
        elif "settings" in change_set.tables:
            self._open()

    def _moves_rows(self, change_set: ChangeSet, touched: set[str]) -> bool:
        change = change_set.tables[self.table.name]
        ordering = {name for name, _ in self.asked.sort} | {name for name, _ in self.asked.filters}
        return bool(len(change.inserted) or len(change.deleted) or self.asked.search or touched & ordering)

    def _on_scenario_changed(self) -> None:
        self._refresh_pages()

    def _refresh_pages(self) -> None:
        """Pages in view are fetched anew; what they held is shown until then."""
        self._generation += 1
        if self._opening is not None:
            self._open()
        self._forget_questions()
        self._rows.mark_stale()
        self._repaint()

    def _repaint(self) -> None:
        if self._places:
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

    def _number(self, name: str) -> int:
        return self.table.column_names.index(name)
