"""The rows of a result table, fetched page by page from the process that keeps the table."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.context import Calls
from desktop.models.cell_text import CellText, decimals_of
from desktop.models.titles import title
from engine.errors import KnownError
from engine.schema import Table, Unit, result_table

_PAGE_ROWS = 200
_MOST_PAGES = 40
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NOWHERE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex
Row = list[Any]


class ResultTableModel(QAbstractTableModel):
    """One result table of one run; it is never edited.

    Signals:
        counted(int): So many rows pass the filters.
        refused(KnownError): A filter cannot be read; the rows stay as they were.
    """

    counted = Signal(int)
    refused = Signal(object)

    def __init__(
        self, calls: Calls, file: str, run: str, table: str, units: Mapping[str, str], filters: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.table: Table = result_table(table)
        self.run = run
        self._calls = calls
        self._file = file
        self._units = units
        self._texts = CellText()
        self._filters = dict(filters)
        self._sort, self._descending = "", False
        self._total = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._decimals = [_usual_decimals(column.unit) for column in self.table.columns]
        self._ask(0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows that pass the filters, once they are counted."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns of the schema."""
        return 0 if parent.isValid() else len(self.table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name and unit of a column, its meaning for the pointer; numbers of rows."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            unit = column.unit.text(self._units)
            return f"{title(column.name)}\n{unit}" if unit else f"{title(column.name)}\n"
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.meaning
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; its page is fetched where it is not held, and it is blank until then."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.table.columns[index.column()].is_number else _LEFT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole):
            return None
        row = self.row(index.row())
        if row is None:
            return None
        value = row[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return value
        return self._texts.shown(value, self._decimals[index.column()])

    def row(self, place: int) -> Row | None:
        """The cells of a row; None, and its page is fetched, where it is not held."""
        number = place // _PAGE_ROWS
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        self._pages.move_to_end(number)
        return page[place % _PAGE_ROWS]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; -1 for the order of the run."""
        self._sort = self.table.columns[column].name if column >= 0 else ""
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._restart()

    def filter(self, filters: Mapping[str, str]) -> None:
        """Shows the rows that pass filters, by column."""
        self._filters = dict(filters)
        self._restart()

    @property
    def asked(self) -> dict[str, Any]:
        """Which rows in which order, as arguments of a call."""
        return {
            "file": self._file,
            "run": self.run,
            "table": self.table.name,
            "sort": self._sort,
            "descending": self._descending,
            "filters": [[name, text] for name, text in self._filters.items() if text.strip()],
        }

    def _restart(self) -> None:
        """Asks anew; what is shown stays until the answer is there."""
        self._generation += 1
        self._asked.clear()
        self._ask(0, anew=True)

    def _ask(self, number: int, *, anew: bool = False) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        self._calls.call(
            "result_tables:page",
            {**self.asked, "first": number * _PAGE_ROWS, "count": _PAGE_ROWS},
            partial(self._take, self._generation, number, anew or not self._pages),
            partial(self._refuse, self._generation),
        )

    def _take(self, generation: int, number: int, anew: bool, answer: Mapping[str, Any]) -> None:
        if generation != self._generation:
            return
        if anew:
            self.beginResetModel()
            self._pages.clear()
            self._total = answer["total"]
            self._learn_decimals(answer["rows"])
        self._pages[number] = answer["rows"]
        while len(self._pages) > _MOST_PAGES:
            forgotten, _ = self._pages.popitem(last=False)
            self._asked.discard(forgotten)
        if anew:
            self.endResetModel()
            self.counted.emit(self._total)
        else:
            first = number * _PAGE_ROWS
            last = min(first + _PAGE_ROWS, self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _refuse(self, generation: int, error: KnownError) -> None:
        if generation == self._generation:
            self._asked.clear()
            self.refused.emit(error)

    def _learn_decimals(self, rows: list[Row]) -> None:
        """As many decimals as the first rows need, within what the unit usually has."""
        for place, column in enumerate(self.table.columns):
            if column.is_number and rows:
                needed = max((decimals_of(row[place]) for row in rows), default=0)
                self._decimals[place] = min(needed, _usual_decimals(column.unit))


def _usual_decimals(unit: Unit) -> int:
    return {Unit.SHARE: 4, Unit.MONEY_PER_UNIT: 2, Unit.NONE: 3, Unit.DISTANCE: 1, Unit.HOURS: 1}.get(unit, 0)
