"""The tables below the charts: figures, facilities, assignments, inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.axis import exact
from desktop.compute.comparison_values import Contender, SideBySide
from desktop.context import Call, Context
from desktop.models.cell_text import CellText
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.compare.figure_rows import facility_rows, figure_rows
from desktop.views.row_view import read_by_rows
from desktop.views.rows_model import Cell, Header, RowsModel
from desktop.views.save_dialog import ask_where
from desktop.views.spread import spread
from engine.schema import INPUT_TABLES

_FIGURES, _FACILITIES, _ASSIGNMENTS, _INPUTS = range(4)
_WIDEST = 360


class CompareTables(QFrame):
    """One table at a time; the long ones are fetched when they are first looked at.

    Signals:
        filled(int): The table of that number is shown.
    """

    filled = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._context = context
        self._found: SideBySide | None = None
        self._second: Contender | None = None
        self._asked: Call | None = None
        self._is_following = False
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(self.tr("Tables of differences"))
        for name in (self.tr("Key figures"), self.tr("Facilities"), self.tr("Assignments"), self.tr("Inputs")):
            self._tabs.addTab(name)
        self._count = QLabel()
        self._count.setProperty("kind", "muted")
        self._export = QPushButton(self.tr("Export csv…"))
        self._export.clicked.connect(self._ask_where)
        self.model = RowsModel()
        self._view = QTableView()
        self._prepare_view()
        self._arrange()
        context.selection.sites_changed.connect(lambda _sites: self._follow_selection())
        self._tabs.currentChanged.connect(lambda _place: self._fill())
        theme().changed.connect(self._paint)
        self._paint()

    def show_pair(self, found: SideBySide, second: Contender) -> None:
        """Shows other scenarios, and one of them against the first."""
        self._found, self._second = found, second
        self._fill()

    def show_table(self, place: int) -> None:
        """Brings one of the tables to the front."""
        self._tabs.setCurrentIndex(place)

    def show_assignments(self) -> None:
        """Brings the table of changed assignments to the front."""
        self.show_table(_ASSIGNMENTS)

    @property
    def selected(self) -> list[str]:
        """First cells of the selected rows."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return [self.model.cells(row)[0].text for row in rows]

    def write_csv(self, path: Path) -> None:
        """Writes all rows of the table of assignments or inputs, in another process."""
        if self._found is None or self._second is None:
            return
        told = self.tr("Written: {path}").replace("{path}", path.name)
        name = "write_assignments" if self._tabs.currentIndex() == _ASSIGNMENTS else "write_inputs"
        arguments = {**self._pair(self._found.contenders[0], self._second), "out": str(path)}
        self._context.calls.call(f"compare:{name}", arguments, lambda _path: self._count.setText(told))

    def copy(self) -> None:
        """Copies the selected rows with their headers for a spreadsheet."""
        rows = sorted({index.row() for index in self._view.selectionModel().selectedIndexes()})
        if rows:
            header = [header.name for header in self.model.headers]
            body = [[cell.text if cell.value is None else cell.value for cell in self.model.cells(row)] for row in rows]
            QGuiApplication.clipboard().setText(CellText().copied([header, *body]))

    def _prepare_view(self) -> None:
        view = self._view
        view.setModel(self.model)
        read_by_rows(view, self.tr("Differences"), self.copy)
        view.selectionModel().selectionChanged.connect(lambda *_: self._on_rows_chosen())

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(spread([self._tabs], [self._count, self._export]))
        layout.addWidget(self._view, 1)

    def _fill(self) -> None:
        if self._found is None or self._second is None:
            return
        place = self._tabs.currentIndex()
        self._export.setVisible(place in (_ASSIGNMENTS, _INPUTS))
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        if place == _FIGURES:
            self._show(*figure_rows(self._found))
        elif place == _FACILITIES:
            headers, rows = facility_rows(self._found)
            self._show(headers, rows)
            self._tell_rest(len(rows), self._found.facilities, self.tr("the first {shown} of {total}"))
        else:
            self._fetch(place, self._found.contenders[0], self._second)

    def _fetch(self, place: int, first: Contender, second: Contender) -> None:
        self._count.setText(self.tr("Reading…"))
        self.model.show_rows((), ())
        name = "assignments" if place == _ASSIGNMENTS else "inputs"
        headers = _assignment_headers if place == _ASSIGNMENTS else _input_headers
        self._asked = self._context.calls.call(
            f"compare:{name}",
            self._pair(first, second),
            lambda answer: self._take(headers(first.scenario, second.scenario), answer),
        )

    def _pair(self, first: Contender, second: Contender) -> dict[str, str]:
        """What is compared: runs for assignments, scenarios as they stand now for inputs."""
        by_run = self._tabs.currentIndex() == _ASSIGNMENTS
        names = (first.stamp.run, second.stamp.run) if by_run else (first.scenario, second.scenario)
        return {"file": str(self._context.session.path), "first": names[0], "second": names[1]}

    def _take(self, headers: Sequence[Header], answer: Mapping[str, Any]) -> None:
        self._asked = None
        cells = _assignment_cells if self._tabs.currentIndex() == _ASSIGNMENTS else _input_cells
        self._show(headers, [cells(row) for row in answer["rows"]])
        told = self.tr("the first {shown} of {total}; csv holds all")
        self._tell_rest(len(answer["rows"]), answer["total"], told)

    def _tell_rest(self, shown: int, total: int, told: str) -> None:
        if total > shown:
            self._count.setText(told.replace("{shown}", exact(shown)).replace("{total}", exact(total)))

    def _show(self, headers: Sequence[Header], rows: Sequence[Sequence[Cell]]) -> None:
        self._view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model.show_rows(headers, rows)
        self._count.setText(self.tr("{n} rows").replace("{n}", exact(len(rows))) if rows else self.tr("no difference"))
        self._fit_columns()
        self._follow_selection()
        self.filled.emit(self._tabs.currentIndex())

    def _fit_columns(self) -> None:
        metrics = self._view.fontMetrics()
        for column, header in enumerate(self.model.headers):
            shown = [self.model.cells(row)[column].text for row in range(min(self.model.rowCount(), 40))]
            wide = max(metrics.horizontalAdvance(text) for text in [header.name, *shown]) + 28
            self._view.horizontalHeader().resizeSection(column, min(max(wide, 90), _WIDEST))

    def _on_rows_chosen(self) -> None:
        """A facility or customer selected here is selected everywhere."""
        if self._tabs.currentIndex() in (_FACILITIES, _ASSIGNMENTS) and not self._is_following:
            names = self.selected
            if names:
                self._context.selection.choose_sites(names)

    def _follow_selection(self) -> None:
        """Sites that are selected elsewhere are selected here, and the first of them is seen."""
        sites = self._context.selection.sites
        if self._tabs.currentIndex() not in (_FACILITIES, _ASSIGNMENTS) or sites == frozenset(self.selected):
            return
        rows = [row for row in range(self.model.rowCount()) if self.model.cells(row)[0].text in sites]
        chosen = QItemSelection()
        for row in rows:
            chosen.append(QItemSelectionRange(self.model.index(row, 0), self.model.index(row, 0)))
        how = QItemSelectionModel.SelectionFlag
        self._is_following = True
        self._view.selectionModel().select(chosen, how.ClearAndSelect | how.Rows)
        self._is_following = False
        if rows:
            self._view.scrollTo(self.model.index(rows[0], 0))

    def _ask_where(self) -> None:
        name = "assignments.csv" if self._tabs.currentIndex() == _ASSIGNMENTS else "inputs.csv"
        ask_where(self, self.tr("Export csv"), name, self.write_csv)

    def _paint(self) -> None:
        self._export.setIcon(icon("file-down", theme().tokens.muted))
        self._view.viewport().update()


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)


def _assignment_cells(row: Sequence[object]) -> list[Cell]:
    return [Cell(exact(float(v)), float(v)) if isinstance(v, float | int) else Cell(str(v)) for v in row]


def _input_cells(row: Sequence[object]) -> list[Cell]:
    """Table, row, column, a value in each scenario, and where the row is; values come as the model writes them."""
    table, place, column, *values, where = map(str, row)
    known = INPUT_TABLES[table].by_name.get(column)
    is_number = known is not None and known.is_number
    return [Cell(table), Cell(place), Cell(column), *(_value(text, is_number) for text in values), Cell(where)]


def _value(text: str, is_number: bool) -> Cell:
    """A cost may name a step cost."""
    try:
        number = float(text) if is_number else None
    except ValueError:
        number = None
    return Cell(text) if number is None else Cell(CellText().exact(number), number)


def _assignment_headers(first: str, second: str) -> list[Header]:
    return [
        Header(_tr("Customer")),
        Header(_tr("Served from in {name}").replace("{name}", first)),
        Header(_tr("Served from in {name}").replace("{name}", second)),
        Header(_tr("Units that move"), is_number=True),
        Header(_tr("Units in {name}").replace("{name}", second), is_number=True),
    ]


def _input_headers(first: str, second: str) -> list[Header]:
    return [
        Header(_tr("Table")),
        Header(_tr("Row")),
        Header(_tr("Column")),
        Header(first),
        Header(second),
        Header(_tr("Row in"), note=_tr("both, or only the first (a) or the second (b) scenario")),
    ]
