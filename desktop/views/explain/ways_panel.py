"""The ways to a solution: a tab each, the cells to change, and the buttons that carry them out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.theme.tokens import SPACE
from desktop.views.explain.changes_model import ROW, ChangesModel, change_words
from engine.network.network import BASELINE


class WaysPanel(QWidget):
    """Changes of the way that is chosen.

    Signals:
        apply_requested(object, bool): Overrides are to be added; whether to a new scenario.
        row_requested(str, object, str): A table, a key and a column are to be shown.
    """

    apply_requested = Signal(object, bool)
    row_requested = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways: list[dict[str, Any]] = []
        self._scenario = ""
        self.model = ChangesModel(self)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("Ways to a solution"))
        self.tabs.setExpanding(False)
        self.view = QTableView()
        self.view.setAccessibleName(self.tr("Cells to change"))
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ROW, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(90)
        self._sentences = QLabel()
        self._sentences.setWordWrap(True)
        self._sentences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = QLabel()
        self._note.setProperty("kind", "muted")
        self._note.setWordWrap(True)
        self.show_cell = QPushButton(self.tr("Show cell"))
        self.apply_new = QPushButton()
        self.apply = QPushButton()
        self.apply.setProperty("kind", "primary")
        self._arrange()
        self.tabs.currentChanged.connect(self._show_way)
        self.view.doubleClicked.connect(self._on_show_cell)
        self.view.selectionModel().currentChanged.connect(lambda *_rows: self._show_buttons())
        self.show_cell.clicked.connect(lambda: self._on_show_cell(self.view.currentIndex()))
        self.apply.clicked.connect(lambda: self._on_apply(new=self._scenario == BASELINE))
        self.apply_new.clicked.connect(lambda: self._on_apply(new=True))
        self.show_ways(BASELINE, [])

    def show_ways(self, scenario: str, ways: list[dict[str, Any]]) -> None:
        """Shows the ways of `desktop.compute.explaining.explain`."""
        self._scenario, self._ways = scenario, ways
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for number in range(len(ways)):
            words = self.tr("Suggestion") if number == 0 else self.tr("Or instead ({number})")
            self.tabs.addTab(words.replace("{number}", str(number)))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(ways) > 1)
        to_this = self.tr("Apply to {name}").replace("{name}", scenario)
        to_new = self.tr("Apply as a new scenario")
        self.apply.setText(to_new if scenario == BASELINE else to_this)
        self.apply_new.setText(self.tr("Apply as a new scenario on it"))
        self.apply_new.setVisible(scenario != BASELINE)
        self._show_way()

    def _way(self) -> dict[str, Any] | None:
        at = self.tabs.currentIndex()
        return self._ways[at] if 0 <= at < len(self._ways) else None

    def _show_way(self) -> None:
        way = self._way()
        self.model.show_changes(way["changes"] if way else [])
        self._sentences.setText("\n".join(map(change_words, way["changes"])) if way else "")
        if way:
            self.view.selectRow(0)
        words = self.tr("Applied, they are overrides: the tables stay as they are, and one undo takes them back.")
        if way and way["overrides"] is None:
            words = self.tr("A condition cannot pick these rows alone; type the values into the tables or an override.")
        self._note.setText(words)
        self._show_buttons()

    def _show_buttons(self) -> None:
        way = self._way()
        can = bool(way and way["overrides"])
        self.apply.setEnabled(can)
        self.apply_new.setEnabled(can)
        self.show_cell.setEnabled(self.view.currentIndex().isValid())

    def _on_apply(self, *, new: bool) -> None:
        way = self._way()
        if way and way["overrides"]:
            self.apply_requested.emit(way["overrides"], new)

    def _on_show_cell(self, index: QModelIndex) -> None:
        if index.isValid():
            change = self.model.changes[index.row()]
            self.row_requested.emit(change["table"], change["key"], change["column"])

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._note, 1)
        for button in (self.show_cell, self.apply_new, self.apply):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.tabs)
        layout.addWidget(self._sentences)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
