"""The row in view as a form: each cell with its unit, what a blank stands for, and where it came from."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from desktop.models.cell_help import column_tip, unit_text
from desktop.models.table_model import TableModel
from desktop.models.titles import title
from desktop.session import Session
from desktop.theme import dress
from desktop.theme.tokens import GAP, SPACE
from desktop.views.data.cell_edit import CellEdit, make_editor
from engine.errors import KnownError
from engine.schema import Column

_LABEL = 116

Spot = tuple[str, int | None, str]


class RowForm(QScrollArea):
    """Cells of one row below each other; edited here as in the grid."""

    def __init__(self, model: TableModel, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._session = model, session
        self._row = -1
        self._built_for: object = None
        self._fields: dict[str, CellEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._unkept: dict[Spot, str] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The row as a form"))
        self._refresh = QTimer(self, interval=0, singleShot=True)
        self._refresh.timeout.connect(self._show)
        model.dataChanged.connect(self._refresh.start)

    def show_row(self, row: int) -> None:
        """Shows another row; −1 for none."""
        self._row = row
        self._refresh.start()

    def field(self, column: str) -> CellEdit:
        """The field of a column."""
        return self._fields[column]

    def note(self, column: str) -> str:
        """What stands below the field of a column."""
        return self._notes[column].text()

    def _show(self) -> None:
        if not self.isVisible():
            return
        row = self._row
        if row < 0 or (row != self._model.draft_row and self._model.row(row) is None):
            self._set_enabled(enabled=False)
            self._set_shown(shown=row >= 0)
            return
        self._build(row)
        self._set_enabled(enabled=True)
        self._set_shown(shown=True)
        for number, column in enumerate(self._model.table.columns):
            self._show_cell(row, number, column)

    def _show_cell(self, row: int, number: int, column: Column) -> None:
        field = self._fields[column.name]
        if field.row != row or not (field.hasFocus() and field.isModified()):
            field.row = row
            kept = self._unkept.get(self._spot(row, column.name))
            text = self._text(row, number) if kept is None else kept
            if field.text() != text:
                field.setText(text)
            field.setCursorPosition(0)
            field.setModified(kept is not None)
        self._tell(row, column, field)

    def _text(self, row: int, number: int) -> str:
        cells = self._model.row(row)
        if cells is None:
            return str(self._model.index(row, number).data(Qt.ItemDataRole.EditRole))
        return self._model.text.exact(cells[number])

    def _tell(self, row: int, column: Column, field: CellEdit) -> None:
        """The note below a field: what is wrong with it, what a scenario makes of it, where it came from."""
        note = self._notes[column.name]
        lines, kind = self._said(row, column, field)
        note.setVisible(bool(lines))
        note.setTextFormat(Qt.TextFormat.RichText)
        note.setText("<br>".join(map(escape, lines)))
        dress(note, "kind", kind)

    def _said(self, row: int, column: Column, field: CellEdit) -> tuple[list[str], str]:
        wrong = self._wrong(row, field) if field.isModified() else ""
        if wrong:
            return [wrong], "bad"
        mark = self._model.marks_at(row).get(column.name)
        if mark is not None:
            return list(mark.messages), "bad" if mark.severity == "error" else "warn"
        lines = []
        changed = self._model.overridden_at(row, column.name)
        if changed is not None:
            value = self._model.text.exact(changed.value) or self.tr("blank")
            lines.append(self.tr("The scenario makes it {value}").replace("{value}", value))
        cells = self._model.row(row)
        source = self._model.source_of(cells, column.name) if cells is not None and field.text() else ""
        if source:
            lines.append(self.tr("Imported from {source}").replace("{source}", source))
        return lines, "muted"

    def _wrong(self, row: int, field: CellEdit) -> str:
        try:
            self._model.read(row, field.column, field.text())
        except KnownError as error:
            return error.message
        return ""

    def _keep(self, field: CellEdit) -> None:
        """Asks for the change; a text that cannot stand there is kept for when the row is looked at again."""
        if not field.isModified() or field.row < 0:
            return
        column = self._model.column(field.column)
        spot = self._spot(field.row, column.name)
        if self._model.setData(self._model.index(field.row, field.column), field.text()):
            field.setModified(False)
            self._unkept.pop(spot, None)
        else:
            self._unkept[spot] = field.text()
        self._tell(field.row, column, field)

    def _spot(self, row: int, column: str) -> Spot:
        return self._model.table.name, self._model.place_at(row), column

    def _build(self, row: int) -> None:
        """One field a column, made anew for another table; the value of a setting depends on its row."""
        table = self._model.table
        wanted: object = (table.name, row) if table.name == "settings" else (table.name, dict(self._model.source.units))
        if wanted == self._built_for:
            return
        self._built_for = wanted
        body = QWidget()
        layout = QGridLayout(body)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setHorizontalSpacing(SPACE)
        layout.setVerticalSpacing(GAP)
        layout.setColumnStretch(1, 1)
        self._fields, self._notes = {}, {}
        for number, column in enumerate(table.columns):
            self._add(layout, row, number, column)
        layout.setRowStretch(2 * len(table.columns), 1)
        self.setWidget(body)

    def _add(self, layout: QGridLayout, row: int, number: int, column: Column) -> None:
        name = QLabel(title(column.name), wordWrap=True)
        name.setFixedWidth(_LABEL)
        name.setProperty("kind", "muted")
        name.setToolTip(column_tip(column, self._model.source.units))
        field = make_editor(self._model, row, number, self._session, self)
        field.setFrame(True)
        field.setPlaceholderText(self._placeholder(column))
        field.setToolTip(unit_text(column, self._model.source.units))
        field.editingFinished.connect(lambda: self._keep(field))
        note = QLabel(wordWrap=True)
        note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(name, 2 * number, 0)
        layout.addWidget(field, 2 * number, 1)
        layout.addWidget(note, 2 * number + 1, 1)
        note.hide()
        self._fields[column.name], self._notes[column.name] = field, note

    def _placeholder(self, column: Column) -> str:
        """What a blank stands for."""
        if column.default is not None:
            return self.tr("{value} (default)").replace("{value}", self._model.text.plain(column.default))
        return column.blank

    def _set_shown(self, *, shown: bool) -> None:
        body = self.widget()
        if body is not None:
            body.setVisible(shown)

    def _set_enabled(self, *, enabled: bool) -> None:
        body = self.widget()
        if body is not None:
            body.setEnabled(enabled)
