"""The list of runs as a widget, for the page and for the panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.runs.book import RunBook
from desktop.views.runs.cells import ClosingCell, ProgressCell
from desktop.views.runs.table_model import Column, RunsModel

_ROW = 32
_ROOMY = 960  # pixels
_WIDTHS = {
    Column.STATE: 120,
    Column.SCENARIO: 200,
    Column.OBJECTIVE: 130,
    Column.GAP: 90,
    Column.CLOSING: 130,
    Column.TIME: 90,
    Column.ASKED: 130,
}


class RunsTable(QTableView):
    """Runs, one of them current.

    Signals:
        run_changed(str): Another run is the current one, empty for none.
        opened(str): A run was double-clicked, or Enter was pressed on it.
        touched(): The list got the keys or the pointer.
    """

    run_changed = Signal(str)
    opened = Signal(str)
    touched = Signal()

    def __init__(self, book: RunBook, hidden: Sequence[Column] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = RunsModel(book, self)
        self.setModel(self._runs)
        self.setAccessibleName(self.tr("Runs"))
        self.setItemDelegateForColumn(Column.PROGRESS, ProgressCell(self))
        self.setItemDelegateForColumn(Column.CLOSING, ClosingCell(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(MARGIN, MARGIN))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setStyleSheet(f"QTableView::item {{ padding: 0 {SPACE}px; }}")
        self._shape(hidden)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.activated.connect(lambda index: self.opened.emit(self._runs.run(index.row())))

    @property
    def run(self) -> str:
        """The current run; empty for none."""
        index = self.currentIndex()
        return self._runs.run(index.row()) if index.isValid() else ""

    def choose(self, run: str) -> None:
        """Makes a run the current one."""
        row = self._runs.row(run)
        if row >= 0:
            self.setCurrentIndex(self._runs.index(row, Column.SCENARIO))

    def offer(self, actions: Sequence[QAction], delete: QAction) -> None:
        """What can be done with the current run, in its menu; the last by the key for it, too."""
        between = QAction(self)
        between.setSeparator(True)
        self.addActions([*actions, between, delete])
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self, delete.trigger)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, progress has it, and how the gap closed stands with the run alone."""
        self.setColumnHidden(Column.CLOSING, self.width() < _ROOMY)
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tells that the list is touched."""
        super().focusInEvent(event)
        if self.currentIndex().isValid():  # Qt makes the first row current then, but does not select it
            self.selectRow(self.currentIndex().row())
        self.touched.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tells that the list is touched."""
        super().mousePressEvent(event)
        self.touched.emit()

    def _shape(self, hidden: Sequence[Column]) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.PROGRESS, QHeaderView.ResizeMode.Stretch)
        for column in hidden:
            self.setColumnHidden(column, True)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.run_changed.emit(self._runs.run(now.row()) if now.isValid() else "")
