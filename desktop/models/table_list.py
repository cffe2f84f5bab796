"""The tables of the project by theme, with how many rows, problems and overrides each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.marks import Marks
from desktop.models.titles import title
from desktop.session import Selection, Session
from engine.changes import ChangeSet
from engine.issues import Severity
from engine.schema import INPUT_TABLES

Index = QModelIndex | QPersistentModelIndex

THEMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Model", ("settings", "periods", "products")),
    ("Sites", ("suppliers", "facilities", "facility_periods", "customers")),
    ("Quantities", ("demand", "supply", "production", "bills", "inventory")),
    ("Transport", ("modes", "lanes")),
    ("Groups and limits", ("groups", "facility_limits", "flow_limits", "service_limits")),
    ("Options", ("capacity_options", "step_costs")),
    ("Scenarios", ("scenarios", "overrides")),
)
_SCENARIO_TABLES = frozenset({"scenarios", "overrides"})


@dataclass
class TableCounts:
    """What is told of tables.

    Attributes:
        rows: Rows of each.
        overrides: Overrides of the chosen scenario that change each.
    """

    rows: dict[str, int] = field(default_factory=dict)
    overrides: dict[str, int] = field(default_factory=dict)


class TableListModel(QAbstractItemModel):
    """Two levels: themes, and tables below them.

    Signals:
        counted(): The numbers of rows are known, or others than before.
    """

    counted = Signal()

    def __init__(self, session: Session, selection: Selection, marks: Marks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counts = TableCounts()
        self._shown: dict[str, tuple[object, ...]] = {}
        self._session, self._selection, self._marks = session, selection, marks
        session.opened.connect(self.count)
        session.changed.connect(self._on_changed)
        selection.scenario_changed.connect(self.count)
        marks.changed.connect(self._repaint)
        if session.is_open:
            self.count()

    def count(self) -> None:
        """Asks for the numbers."""
        scenario = self._selection.scenario
        self._session.ask(lambda project: _counted(project, scenario), self._on_counted)

    def table_at(self, index: Index) -> str:
        """Name of the table that stands there; empty for a theme."""
        if not index.isValid() or not index.internalId():
            return ""
        return THEMES[index.internalId() - 1][1][index.row()]

    def index_of(self, table: str) -> QModelIndex:
        """Where a table stands."""
        for number, (_, tables) in enumerate(THEMES):
            if table in tables:
                return self.index(tables.index(table), 0, self.index(number, 0))
        return QModelIndex()

    def problems(self, table: str) -> tuple[Severity | None, int]:
        """The heaviest weight of a table's problems, and how many have it."""
        counts = self._marks.counts(table)
        for severity in (Severity.ERROR, Severity.WARNING):
            if counts.get(severity):
                return severity, counts[severity]
        return None, 0

    # Qt's side; a table's index carries the number of its theme plus one, a theme's index carries 0

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The index of a theme, or of a table below one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The theme of a table."""
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Themes, or the tables of one."""
        if not parent.isValid():
            return len(THEMES)
        return 0 if parent.internalId() else len(THEMES[parent.row()][1])

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One: badges are painted beside the name."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tables can be chosen, themes only folded."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) if self.table_at(index) else Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names; what a row of the table says as help; everything in words for screen readers."""
        if not index.isValid():
            return None
        table = self.table_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return title(table) if table else self.tr(THEMES[index.row()][0])
        if role == Qt.ItemDataRole.ToolTipRole and table:
            return INPUT_TABLES[table].meaning
        if role == Qt.ItemDataRole.AccessibleTextRole and table:
            return self._said(table)
        return None

    def _said(self, table: str) -> str:
        severity, count = self.problems(table)
        words = [title(table), f"{self.counts.rows.get(table, 0):,} rows"]
        words += [f"{count:,} {severity}"] if severity else []
        overrides = self.counts.overrides.get(table, 0)
        return ", ".join([*words, f"{overrides:,} overrides"] if overrides else words)

    def _on_changed(self, change_set: ChangeSet, _origin: str) -> None:
        moved = any(len(change.inserted) or len(change.deleted) for change in change_set.tables.values())
        if moved or _SCENARIO_TABLES & set(change_set.tables):
            self.count()

    def _on_counted(self, counts: TableCounts) -> None:
        self.counts = counts
        self._repaint()
        self.counted.emit()

    def _repaint(self) -> None:
        """Tells of the tables of which something else stands there now; most changes are about one."""
        for number, (_, tables) in enumerate(THEMES):
            theme = self.index(number, 0)
            for row, table in enumerate(tables):
                shown = (self.counts.rows.get(table), self.counts.overrides.get(table), self.problems(table))
                if self._shown.get(table) != shown:
                    self._shown[table] = shown
                    index = self.index(row, 0, theme)
                    self.dataChanged.emit(index, index)


def _counted(project: Any, scenario: str) -> TableCounts:
    from desktop.models.overriding import override_counts

    return TableCounts(project.row_counts(), override_counts(project, scenario))
