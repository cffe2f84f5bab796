"""The headers of a sheet: what each feeds, how sure that is, and what else the table needs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QDoubleValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.theme import icon, theme
from desktop.views.import_wizard.draft import HeaderDraft, SheetDraft
from engine.schema import INPUT_TABLES

HEADER, EXAMPLES, COLUMN, STATE, FACTOR = range(5)


class ColumnsTable(QTableWidget):
    """One row a header, then one for each column that the table needs and no header feeds.

    Signals:
        column_chosen(int, str): A header, by its place, feeds another column; empty for none.
        constant_typed(str, str): A column gets one value in all rows.
        factor_typed(str, float): A column is multiplied by a number.
    """

    column_chosen = Signal(int, str)
    constant_typed = Signal(str, str)
    factor_typed = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._draft: SheetDraft | None = None
        self.setAccessibleName(self.tr("Headers of the sheet and the columns they feed"))
        self.setHorizontalHeaderLabels(
            [self.tr("Header"), self.tr("First values"), self.tr("Column"), self.tr("State"), self.tr("Times")]
        )
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(EXAMPLES, QHeaderView.ResizeMode.Stretch)
        for column, width in ((HEADER, 150), (COLUMN, 160), (STATE, 120), (FACTOR, 64)):
            header.resizeSection(column, width)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(36)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def show_draft(self, draft: SheetDraft) -> None:
        """Shows a sheet; where it is laid out as before only the words change, so that the cursor stays."""
        same = self._draft is not None and _shape(self._draft) == _shape(draft)
        self._draft = draft
        if not same:
            self._build(draft)
        for row, header in enumerate(draft.headers):
            self._show_header(row, header, draft)
        for row, name in enumerate(_asked(draft), start=len(draft.headers)):
            self._show_state(row, *self._state_of_asked(name, draft))

    def _build(self, draft: SheetDraft) -> None:
        asked = _asked(draft)
        self.clearContents()
        self.setRowCount(len(draft.headers) + len(asked))
        for row, header in enumerate(draft.headers):
            self._item(row, HEADER).setText(header.header)
            self._item(row, EXAMPLES).setText(" · ".join(header.examples))
            self.setCellWidget(row, COLUMN, self._chooser(row, draft.table))
        for row, name in enumerate(asked, start=len(draft.headers)):
            self._item(row, HEADER).setText(self.tr("no header"))
            self._item(row, COLUMN).setText(name)
            self.setCellWidget(row, EXAMPLES, self._constant(name, draft.constants.get(name, "")))

    def _show_header(self, row: int, header: HeaderDraft, draft: SheetDraft) -> None:
        chooser = self.cellWidget(row, COLUMN)
        assert isinstance(chooser, QComboBox)
        chooser.setCurrentIndex(max(chooser.findData(header.column), 0))
        self._show_factor(row, header, draft)
        tokens = theme().tokens
        colour = QColor(tokens.text if header.column else tokens.faint)
        for column in (HEADER, EXAMPLES):
            self._item(row, column).setForeground(colour)
        self._show_state(row, *self._state_of_header(header, draft))

    def _show_factor(self, row: int, header: HeaderDraft, draft: SheetDraft) -> None:
        """A field for a factor where the column holds numbers."""
        field = self.cellWidget(row, FACTOR)
        if not (header.column and INPUT_TABLES[draft.table].column(header.column).is_number):
            self.removeCellWidget(row, FACTOR)
            return
        if not isinstance(field, QLineEdit):
            field = self._factor(row)
            self.setCellWidget(row, FACTOR, field)
        if not field.hasFocus():
            value = draft.factors.get(header.column, 1.0)
            field.setText("" if value == 1.0 else f"{value:g}")

    def _state_of_header(self, header: HeaderDraft, draft: SheetDraft) -> tuple[str, str, str]:
        tokens = theme().tokens
        if not header.column:
            return "minus", tokens.faint, self.tr("left out")
        if header.column in draft.doubled:
            return "circle-x", tokens.bad, self.tr("fed twice")
        words = {
            "exact": self.tr("same name"),
            "synonym": self.tr("synonym"),
            "chosen": self.tr("you chose"),
            "remembered": self.tr("as last time"),
        }
        if header.match in words:
            return "circle-check", tokens.good, words[header.match]
        said = self.tr("by values, {share}") if header.match == "values" else self.tr("alike, {share}")
        return "triangle-alert", tokens.warn, said.replace("{share}", f"{header.confidence:.0%}")

    def _state_of_asked(self, column: str, draft: SheetDraft) -> tuple[str, str, str]:
        tokens = theme().tokens
        if draft.constants.get(column):
            return "circle-check", tokens.good, self.tr("same in all rows")
        return "circle-x", tokens.bad, self.tr("needed")

    def _show_state(self, row: int, symbol: str, colour: str, words: str) -> None:
        self._item(row, STATE).setText(words)
        self._item(row, STATE).setIcon(icon(symbol, colour))

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        """The item of a cell, made where there is none."""
        found = self.item(row, column)
        if found is None:
            found = QTableWidgetItem()
            self.setItem(row, column, found)
        return found

    def _chooser(self, row: int, table: str) -> QComboBox:
        chooser = QComboBox()
        chooser.addItem(self.tr("— leave out —"), "")
        for column in INPUT_TABLES[table].columns if table else ():
            text = f"{column.name} *" if column.required else column.name
            chooser.addItem(text, column.name)
            chooser.setItemData(chooser.count() - 1, column.meaning, Qt.ItemDataRole.ToolTipRole)
        chooser.setAccessibleName(self.tr("Column"))
        chooser.setMaxVisibleItems(24)
        chooser.activated.connect(lambda _place: self.column_chosen.emit(row, chooser.currentData()))
        return chooser

    def _factor(self, row: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText("× 1")
        field.setAccessibleName(self.tr("Factor"))
        field.setToolTip(self.tr("Values are multiplied by this number, where the source has another unit"))
        field.setValidator(QDoubleValidator(field))
        field.textEdited.connect(lambda text: self._on_factor(row, text))
        return field

    def _on_factor(self, row: int, text: str) -> None:
        assert self._draft is not None
        column = self._draft.headers[row].column
        try:
            factor = float(text or "1")
        except ValueError:  # a sign or an exponent is being typed
            return
        if column and factor:
            self.factor_typed.emit(column, factor)

    def _constant(self, column: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setPlaceholderText(self.tr("one value for all rows"))
        field.setAccessibleName(self.tr("Value of {column} in all rows").replace("{column}", column))
        field.textEdited.connect(lambda typed: self.constant_typed.emit(column, typed))
        return field


def _asked(draft: SheetDraft) -> list[str]:
    """Columns that the table needs and no header feeds."""
    fed = {header.column for header in draft.headers}
    columns = INPUT_TABLES[draft.table].columns if draft.table else ()
    return [column.name for column in columns if column.required and column.name not in fed]


def _shape(draft: SheetDraft) -> tuple[object, ...]:
    return (draft.name, draft.table, tuple(header.header for header in draft.headers), tuple(_asked(draft)))
