"""The sheets of a source: whether each is imported, and which table it feeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.theme import icon, theme
from desktop.views.figures import figure
from desktop.views.import_wizard.draft import SheetDraft
from engine.schema import INPUT_TABLES

NAME, ROWS, TABLE, STATE = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SheetsTable(QTableWidget):
    """One row a sheet.

    Signals:
        chosen(int): Another sheet is looked at.
        use_changed(int, bool): A sheet is to be imported, or not.
        table_chosen(int, str): A sheet feeds another table.
    """

    chosen = Signal(int)
    use_changed = Signal(int, bool)
    table_chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setAccessibleName(self.tr("Sheets of the source"))
        self.setHorizontalHeaderLabels([self.tr("Sheet"), self.tr("Rows"), self.tr("Table"), self.tr("State")])
        self.setWordWrap(False)
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((ROWS, 64), (TABLE, 140), (STATE, 150)):
            self.horizontalHeader().resizeSection(column, width)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(36)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.currentCellChanged.connect(lambda row, *_others: self.chosen.emit(row))

    def show_drafts(self, drafts: Sequence[SheetDraft]) -> None:
        """Shows the sheets; widgets are made anew only where their number differs."""
        if self.rowCount() != len(drafts):
            self.setRowCount(len(drafts))
            for row in range(len(drafts)):
                self._make(row)
        for row, draft in enumerate(drafts):
            self._show(row, draft)

    def _make(self, row: int) -> None:
        use = QCheckBox()
        use.toggled.connect(partial(self.use_changed.emit, row))
        self.setCellWidget(row, NAME, use)
        table = QComboBox()
        table.addItem(self.tr("— leave out —"), "")
        for name, schema in INPUT_TABLES.items():
            table.addItem(name, name)
            table.setItemData(table.count() - 1, schema.meaning, Qt.ItemDataRole.ToolTipRole)
        table.activated.connect(lambda _place, row=row, table=table: self.table_chosen.emit(row, table.currentData()))
        self.setCellWidget(row, TABLE, table)

    def _show(self, row: int, draft: SheetDraft) -> None:
        use, table = self.cellWidget(row, NAME), self.cellWidget(row, TABLE)
        assert isinstance(use, QCheckBox)
        assert isinstance(table, QComboBox)
        use.blockSignals(True)
        use.setText(f"{draft.name} ({self.tr('hidden')})" if draft.hidden else draft.name)
        use.setToolTip(draft.name)
        use.setChecked(draft.used and bool(draft.table))
        use.setEnabled(bool(draft.table))
        use.blockSignals(False)
        table.setCurrentIndex(max(table.findData(draft.table), 0))
        table.setAccessibleName(self.tr("Table that {sheet} feeds").replace("{sheet}", draft.name))
        rows, state = self._item(row, ROWS), self._item(row, STATE)
        rows.setText(figure(draft.rows))
        rows.setTextAlignment(_RIGHT)
        symbol, colour, words = self._state(draft)
        state.setText(words)
        state.setIcon(icon(symbol, colour))

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        """The item of a cell, made where there is none."""
        found = self.item(row, column)
        if found is None:
            found = QTableWidgetItem()
            self.setItem(row, column, found)
        return found

    def _state(self, draft: SheetDraft) -> tuple[str, str, str]:
        tokens = theme().tokens
        if not draft.table:
            return "minus", tokens.faint, self.tr("no table")
        if not draft.used:
            words = self.tr("likely; tick to use") if draft.match == "fuzzy" else self.tr("left out")
            return "circle-help", tokens.muted, words
        if draft.missing:
            return "circle-x", tokens.bad, self.tr("{columns} missing").replace("{columns}", ", ".join(draft.missing))
        if draft.doubtful:
            count = self.tr("{count} to check").replace("{count}", figure(draft.doubtful))
            return "triangle-alert", tokens.warn, count
        said = {"remembered": self.tr("as last time"), "chosen": self.tr("as you chose")}
        return "circle-check", tokens.good, said.get(draft.match, self.tr("recognised"))
