"""Every result table of a run in one place: tabs, filters, sorting, copy, csv."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QTabBar, QTableView, QVBoxLayout, QWidget

from desktop.charts.axis import exact
from desktop.context import Context
from desktop.models.cell_text import CellText
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.results.filter_row import FilterRow
from desktop.views.results.site_rows import fit_columns, show_site, sites_of
from desktop.views.results.table_model import ResultTableModel
from desktop.views.results.words import table_name
from desktop.views.row_view import read_by_rows
from desktop.views.save_dialog import ask_where
from desktop.views.spread import spread
from engine.errors import KnownError
from engine.schema import RESULT_TABLES

_ORDER = (
    "result_facilities",
    "result_demand",
    "result_flows",
    "result_service",
    "result_costs",
    "result_limits",
    "result_production",
    "result_supply",
    "result_inventory",
    "result_lanes",
)


class ResultGrid(QFrame):
    """Tables of one run.

    Signals:
        asked_about(str, str): The user asks a question about a site: ``facility`` or ``customer``, and its name.
    """

    asked_about = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._context = context
        self._run = ""
        self._period = ""
        self._units: Mapping[str, str] = {}
        self._model: ResultTableModel | None = None
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName(self.tr("Result tables"))
        for name in _ORDER:
            self._tabs.setTabToolTip(self._tabs.addTab(table_name(name)), RESULT_TABLES[name].meaning)
        self._count = QLabel()
        self._count.setProperty("kind", "muted")
        self._ask = QPushButton()
        self._ask.clicked.connect(self._on_ask)
        self._export = QPushButton(self.tr("Export csv…"))
        self._export.clicked.connect(self._ask_where)
        self._view = QTableView()
        self._filters = FilterRow(self._view)
        self._prepare_view()
        self._arrange()
        self._tabs.currentChanged.connect(self._show)
        self._filters.changed.connect(self._on_filters_changed)
        context.selection.sites_changed.connect(self._on_sites_changed)
        theme().changed.connect(self._paint)
        self._paint()

    @property
    def model(self) -> ResultTableModel | None:
        """The table that is shown."""
        return self._model

    @property
    def view(self) -> QTableView:
        """The view that shows it."""
        return self._view

    def show_run(self, run: str, units: Mapping[str, str]) -> None:
        """Shows the tables of another run."""
        if run != self._run:
            self._run, self._units = run, units
            self._show(self._tabs.currentIndex())
            arguments = {"file": str(self._context.session.path), "run": run}
            self._context.calls.call("result_tables:tables", arguments, self._mark_empty)

    def show_period(self, period: str) -> None:
        """Narrows tables to a period, as the figures above them are; empty for all."""
        if period != self._period:
            self._period = period
            if self._model is not None and "period" in self._model.table.by_name:
                self.filter("period", f"={period}" if period else "")

    def show_table(self, name: str) -> None:
        """Brings a table to the front."""
        self._tabs.setCurrentIndex(_ORDER.index(name))

    def show_rows(self, name: str, column: str, text: str) -> None:
        """Brings a table to the front, with the rows in which a column holds a text."""
        self.show_table(name)
        self.filter(column, f"={text}")

    def filter(self, column: str, text: str) -> None:
        """Filters the table that is shown."""
        self._filters.set_filter(column, text)

    def copy(self) -> None:
        """Copies the selected cells, with headers where whole rows are selected, for a spreadsheet."""
        model = self._model
        if model is None or not self._view.selectionModel().hasSelection():
            return
        cells = sorted((index.row(), index.column()) for index in self._view.selectionModel().selectedIndexes())
        columns = sorted({column for _, column in cells})
        rows = [model.row(row) for row in sorted({row for row, _ in cells})]
        header = [model.table.columns[column].name for column in columns]
        body = [[row[column] for column in columns] for row in rows if row is not None]
        QGuiApplication.clipboard().setText(CellText().copied([header, *body]))

    def write_csv(self, path: Path) -> None:
        """Writes the rows that are shown to a csv file, in another process."""
        if self._model is not None:
            told = self.tr("Written: {path}").replace("{path}", path.name)
            self._context.calls.call(
                "result_tables:write_csv", {**self._model.asked, "out": str(path)}, lambda _path: self._tell(told)
            )

    def _prepare_view(self) -> None:
        view = self._view
        read_by_rows(view, self.tr("Result table"), self.copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(spread([self._tabs], [self._count, self._ask, self._export]))
        layout.addWidget(self._filters)
        layout.addWidget(self._view, 1)

    def _show(self, place: int) -> None:
        """Makes the model of a tab; it fills when the first page is there."""
        if not self._run:
            return
        name = _ORDER[place]
        file = str(self._context.session.path)
        old = self._model
        filters = {"period": f"={self._period}"} if self._period and "period" in RESULT_TABLES[name].by_name else {}
        self._model = ResultTableModel(self._context.calls, file, self._run, name, self._units, filters)
        self._model.setParent(self)
        self._model.counted.connect(self._on_counted)
        self._model.refused.connect(self._on_refused)
        self._view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._view.setModel(self._model)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._on_rows_chosen())
        if old is not None:
            old.deleteLater()
        self._filters.show_table(self._model.table, filters)
        self._count.setText(self.tr("Reading…"))
        self._paint()

    def _mark_empty(self, counts: Mapping[str, int]) -> None:
        """Tables without rows are pale and say so."""
        for place, name in enumerate(_ORDER):
            count = counts.get(name, 0)
            self._tabs.setTabEnabled(place, count > 0)
            told = RESULT_TABLES[name].meaning if count else self.tr("This run has no rows of it.")
            self._tabs.setTabToolTip(place, told)

    def _on_counted(self, count: int) -> None:
        self._filters.mark_wrong("")
        self._tell(self.tr("{n} rows").replace("{n}", exact(count)))
        self._fit_columns()
        self._on_sites_changed(self._context.selection.sites)

    def _on_refused(self, error: KnownError) -> None:
        if error.code == "filter-unreadable":
            self._filters.mark_wrong(error.where)
        self._tell(f"{error.message} {error.what_to_do}")

    def _on_filters_changed(self, filters: Mapping[str, str]) -> None:
        if self._model is not None:
            self._model.filter(filters)

    def _fit_columns(self) -> None:
        """Once for each table of a run."""
        model, header = self._model, self._view.horizontalHeader()
        if model is not None and header.property("fitted") != (self._run, model.table.name):
            header.setProperty("fitted", (self._run, model.table.name))
            fit_columns(self._view, model)

    def _on_rows_chosen(self) -> None:
        """Rows selected here are sites selected everywhere."""
        model = self._model
        if model is None:
            return
        rows = [index.row() for index in self._view.selectionModel().selectedRows()]
        self._ask.setEnabled(len(rows) == 1)
        sites = sites_of(model, rows)
        if sites:
            self._context.selection.choose_sites(sites)

    def _on_sites_changed(self, sites: frozenset[str]) -> None:
        """A site selected elsewhere is brought into view."""
        if self._model is not None and not self._view.hasFocus() and sites:
            self._ask.setEnabled(show_site(self._view, self._model, sites))

    def _question(self) -> tuple[str, str]:
        """The column that questions of the table shown are about, and the words on the button."""
        name = self._model.table.name if self._model is not None else ""
        if name == "result_facilities":
            return "facility", self.tr("Why open or closed?")
        if name in ("result_demand", "result_service"):
            return "customer", self.tr("Who could serve next?")
        return "", ""

    def _on_ask(self) -> None:
        column, _ = self._question()
        index = self._view.currentIndex()
        row = self._model.row(index.row()) if self._model is not None and index.isValid() else None
        if column and row is not None and self._model is not None:
            self.asked_about.emit(column, str(row[self._model.table.column_names.index(column)]))

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy", theme().tokens.muted), self.tr("Copy"), self.copy)
        column, words = self._question()
        if column:
            menu.addAction(icon("circle-help", theme().tokens.muted), words, self._on_ask)
        menu.addAction(icon("file-down", theme().tokens.muted), self.tr("Export csv…"), self._ask_where)
        menu.popup(self._view.viewport().mapToGlobal(where))

    def _ask_where(self) -> None:
        if self._model is not None:
            ask_where(self, self.tr("Export csv"), f"{self._model.table.name}.csv", self.write_csv)

    def _tell(self, text: str) -> None:
        self._count.setText(text)

    def _paint(self) -> None:
        column, words = self._question()
        self._ask.setVisible(bool(column))
        self._ask.setText(words)
        self._ask.setEnabled(bool(column) and self._view.currentIndex().isValid())
        self._ask.setIcon(icon("circle-help", theme().tokens.muted))
        self._export.setIcon(icon("file-down", theme().tokens.muted))
