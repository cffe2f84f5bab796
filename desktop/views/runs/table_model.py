"""The list of runs as Qt sees it, the newest first."""

from __future__ import annotations

from enum import IntEnum
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.theme import icon, theme
from desktop.views.runs.book import RunBook
from desktop.views.runs.figures import amount, duration, gap_text, moment
from desktop.views.runs.states import ending_words, phase_name, state_of
from desktop.views.runs.story import closed_share, seconds_of
from desktop.words import counted
from engine.runs.record import RunRecord, RunStatus
from sync.whereabouts import host_of, name_there, server_of

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

RUN_ROLE = Qt.ItemDataRole.UserRole
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
POINTS_ROLE = Qt.ItemDataRole.UserRole + 2


class Column(IntEnum):
    """Columns of the list."""

    STATE = 0
    SCENARIO = 1
    PROGRESS = 2
    OBJECTIVE = 3
    GAP = 4
    CLOSING = 5
    TIME = 6
    ASKED = 7


_NUMBERS = (Column.OBJECTIVE, Column.GAP, Column.TIME, Column.ASKED)


class RunsModel(QAbstractTableModel):
    """One row a run: what is under way first, then what waits, then the past."""

    def __init__(self, book: RunBook, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._runs = book.order()
        book.changed.connect(self._on_changed)
        theme().changed.connect(self._on_theme_changed)

    def run(self, row: int) -> str:
        """The run in a row."""
        return self._runs[row]

    def row(self, run: str) -> int:
        """The row of a run; -1 for none."""
        return self._runs.index(run) if run in self._runs else -1

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Number of runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """State, scenario, progress, objective, gap, its way down, time, when."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMBERS else int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        record = self._book.record(self._runs[index.row()]) if index.isValid() else None
        if record is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(record, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column in _NUMBERS else None
            case Qt.ItemDataRole.DecorationRole if column is Column.STATE:
                state = state_of(record)
                return icon(state.symbol, state.colour(theme().tokens))
            case Qt.ItemDataRole.ToolTipRole:
                return record.message or None
            case _:
                return self._extra(record, column, role)

    def _extra(self, record: RunRecord, column: Column, role: int) -> Any:
        if role == RUN_ROLE:
            return record.id
        if role == SHARE_ROLE and column is Column.PROGRESS and record.status is RunStatus.RUNNING:
            return closed_share(record, seconds_of(record))
        if role == POINTS_ROLE and column is Column.CLOSING:
            return tuple(self._book.story(record.id).gap)
        return None

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("State"),
            self.tr("Scenario"),
            self.tr("Progress"),
            self.tr("Objective"),
            self.tr("Gap"),
            self.tr("Gap closing"),
            self.tr("Time"),
            self.tr("Asked for"),
        )

    def _text(self, record: RunRecord, column: Column) -> str:
        match column:
            case Column.STATE:
                return state_of(record).word
            case Column.SCENARIO:
                return record.scenario
            case Column.PROGRESS:
                return self._progress(record)
            case Column.OBJECTIVE:
                return amount(record.objective)
            case Column.GAP:
                return gap_text(record.gap)
            case Column.CLOSING:
                return ""
            case Column.TIME:
                return duration(seconds_of(record))
            case Column.ASKED:
                return moment(record.created)

    def _progress(self, record: RunRecord) -> str:
        if record.status is RunStatus.QUEUED:
            return self._waiting(record)
        if record.status is RunStatus.RUNNING:
            return phase_name(self._book.story(record.id).text)
        return self._opened(record) if record.status.is_answer else ending_words(record)

    def _waiting(self, record: RunRecord) -> str:
        if not record.input_hash:
            return self.tr("Freezing the input")
        if not server_of(record):
            return ""
        words = self.tr("On {host}") if name_there(record) else self.tr("To be handed to {host}")
        return words.replace("{host}", host_of(server_of(record)))

    def _opened(self, record: RunRecord) -> str:
        counts = {len(names) for names in record.open_facilities.values()}
        if not counts:
            return ""
        few, many = min(counts), max(counts)
        if few != many:
            return self.tr("{few} to {many} facilities open").replace("{few}", str(few)).replace("{many}", str(many))
        return counted(many, self.tr("1 facility open"), self.tr("{n} facilities open"))

    def _on_changed(self, runs: frozenset[str]) -> None:
        order = self._book.order()
        self._remove(frozenset(order))
        known = frozenset(self._runs)
        self._move([run for run in order if run in known])
        self._insert(order, known)
        for row, run in enumerate(self._runs):
            if run in runs and run in known:
                self._repaint(row, row)

    def _remove(self, left: frozenset[str]) -> None:
        """Removes runs that were deleted."""
        for row in reversed(range(len(self._runs))):
            if self._runs[row] not in left:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._runs[row]
                self.endRemoveRows()

    def _move(self, order: list[str]) -> None:
        """Brings rows into order where runs have begun or ended; what is selected stays selected."""
        if order == self._runs:
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        moved = {run: row for row, run in enumerate(order)}
        places = [self.index(moved[self._runs[index.row()]], index.column()) for index in kept]
        self._runs = order
        self.changePersistentIndexList(kept, places)
        self.layoutChanged.emit()

    def _insert(self, order: list[str], known: frozenset[str]) -> None:
        """Inserts new runs, neighbours at once."""
        for is_known, places in groupby(range(len(order)), lambda row: order[row] in known):
            rows = list(places)
            if not is_known:
                self.beginInsertRows(QModelIndex(), rows[0], rows[-1])
                self._runs[rows[0] : rows[0]] = order[rows[0] : rows[-1] + 1]
                self.endInsertRows()

    def _on_theme_changed(self) -> None:
        self._repaint(0, len(self._runs) - 1)

    def _repaint(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
