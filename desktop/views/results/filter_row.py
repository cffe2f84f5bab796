"""A row of fields above a table, one for each column, that moves and stretches with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from desktop.models.titles import title
from desktop.theme import dress
from engine.schema import Table

_HEIGHT = 28
_PAUSE_MS = 250


class FilterRow(QWidget):
    """Filters by column.

    Signals:
        changed(object): Texts by column, a pause after the last key.
    """

    changed = Signal(object)

    def __init__(self, view: QTableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._names: list[str] = []
        self._fields: list[QLineEdit] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.changed.emit(self.filters()))
        self.setFixedHeight(_HEIGHT)
        header = view.horizontalHeader()
        header.sectionResized.connect(self._place)
        header.geometriesChanged.connect(self._place)
        view.horizontalScrollBar().valueChanged.connect(self._place)

    def show_table(self, table: Table, filters: Mapping[str, str] | None = None) -> None:
        """Makes the fields of another table, empty but for the filters that it has from the beginning."""
        for field in self._fields:
            field.deleteLater()
        self._names = [column.name for column in table.columns]
        self._fields = []
        for column in table.columns:
            field = QLineEdit(self)
            field.setAccessibleName(self.tr("Filter {column}").replace("{column}", title(column.name)))
            field.setPlaceholderText(">0, 1..5" if column.is_number else self.tr("contains"))
            field.setToolTip(self.tr("Part of a text or a number; =, !=, <, >, 1..5, (blank), (filled)"))
            field.setText((filters or {}).get(column.name, ""))
            field.textChanged.connect(lambda _text: self._pause.start())
            field.show()
            self._fields.append(field)
        self._place()

    def filters(self) -> dict[str, str]:
        """Texts that are not blank, by column."""
        texts = zip(self._names, self._fields, strict=True)
        return {name: field.text() for name, field in texts if field.text().strip()}

    def set_filter(self, column: str, text: str) -> None:
        """Writes a filter; rows follow at once."""
        self._fields[self._names.index(column)].setText(text)

    def mark_wrong(self, column: str) -> None:
        """Sets off the field that cannot be read; empty for none."""
        for name, field in zip(self._names, self._fields, strict=True):
            dress(field, "wrong", name == column)

    def _place(self) -> None:
        header, origin = self._view.horizontalHeader(), self._view.verticalHeader().width()
        for place, field in enumerate(self._fields):
            if place < header.count():
                left = origin + header.sectionViewportPosition(place)
                field.setGeometry(left + 1, 1, max(header.sectionSize(place) - 2, 0), _HEIGHT - 2)
