"""The header of a grid: title and unit of each column, the order, and a filter below them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from desktop.models.cell_help import unit_text
from desktop.models.table_model import TableModel
from desktop.models.titles import title
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import GAP, SPACE

_LINE = 17
_FILTER = 26
_ICON = 12
_NAME = 176
_PAUSE_MS = 250


class ColumnHeader(QHeaderView):
    """Titles, units and filters of a `TableModel`'s columns.

    Signals:
        sort_requested(tuple): Columns to sort by, each with whether it descends; empty for the user's order.
        filters_requested(tuple): Filters, (column, text) each.
    """

    sort_requested = Signal(object)
    filters_requested = Signal(object)

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._edits: dict[str, QLineEdit] = {}
        self._shows_filters = False
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._tell_filters)
        self.setSectionsClickable(True)
        self.setSectionsMovable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(56)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self._place_edits)
        self.sectionCountChanged.connect(self._place_edits)
        model.modelReset.connect(self._make_edits)
        theme().changed.connect(self.viewport().update)

    @property
    def shows_filters(self) -> bool:
        """Whether the row of filters is there."""
        return self._shows_filters

    def show_filters(self, shown: bool) -> None:
        """Shows or hides the row of filters; hidden, none is in force."""
        self._shows_filters = shown
        if not shown:
            self.clear_filters()
        self._make_edits()
        self.updateGeometry()
        self.updateGeometries()
        self.geometriesChanged.emit()

    def clear_filters(self) -> None:
        """Empties all filters."""
        if any(edit.text() for edit in self._edits.values()):
            for edit in self._edits.values():
                edit.clear()
            self._tell_filters()

    def set_filter(self, column: str, text: str) -> None:
        """Filters a column, as if it were typed."""
        self._edits[column].setText(text)

    def focus_filter(self, column: str) -> None:
        """Puts the cursor into the filter of a column."""
        if column in self._edits:
            self._edits[column].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._edits[column].selectAll()

    def mark_wrong(self, column: str) -> None:
        """Marks the filter that cannot be read; an empty name takes all marks away."""
        for name, edit in self._edits.items():
            dress(edit, "wrong", name == column)

    def sizeHint(self) -> QSize:
        """Two lines, and the filters."""
        height = 2 * _LINE + 2 * GAP + (_FILTER + GAP if self._shows_filters else 0)
        return QSize(super().sizeHint().width(), height)

    def updateGeometries(self) -> None:
        """Filters keep their places below their titles."""
        super().updateGeometries()
        self._place_edits()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Filters scroll with their columns."""
        super().scrollContentsBy(dx, dy)
        self._place_edits()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Title above, unit below, key and order beside."""
        if not 0 <= section < self._model.columnCount():
            return
        tokens = theme().tokens
        column = self._model.column(section)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.line)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = QRect(rect.left() + SPACE, rect.top() + GAP, rect.width() - 2 * SPACE, _LINE)
        side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        name = self._with_icons(painter, inner, section)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        text = QFontMetrics(font).elidedText(title(column.name), Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(_small(self.font()))
        painter.setPen(QColor(tokens.muted))
        below = inner.translated(0, _LINE)
        unit = painter.fontMetrics().elidedText(
            unit_text(column, self._model.source.units), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, int(side | Qt.AlignmentFlag.AlignVCenter), unit)
        painter.restore()

    def _with_icons(self, painter: QPainter, inner: QRect, section: int) -> QRect:
        """Paints key and order; returns the room left for the title."""
        tokens = theme().tokens
        column = self._model.column(section)
        order = dict(self._model.asked.sort)
        if column.name in order:
            symbol = "arrow-down" if order[column.name] else "arrow-up"
            spot = QRect(inner.right() - _ICON, inner.top() + 3, _ICON, _ICON)
            if column.is_number:
                spot.moveLeft(inner.left())
            icon(symbol, tokens.accent).paint(painter, spot)
            return inner.adjusted(_ICON + GAP, 0, 0, 0) if column.is_number else inner.adjusted(0, 0, -_ICON - GAP, 0)
        if column.key and not column.is_number:
            icon("key-round", tokens.faint).paint(painter, QRect(inner.left(), inner.top() + 3, _ICON, _ICON))
            return inner.adjusted(_ICON + GAP, 0, 0, 0)
        return inner

    def _on_clicked(self, section: int) -> None:
        """Ascending, descending, the user's order: one after the other."""
        name = self._model.column(section).name
        now = dict(self._model.asked.sort).get(name)
        wanted = {None: ((name, False),), False: ((name, True),), True: ()}[now]
        self.sort_requested.emit(wanted)

    def _make_edits(self) -> None:
        kept = dict(self._model.asked.filters) if self._shows_filters else {}
        for edit in self._edits.values():
            edit.deleteLater()
        self._edits = {}
        if self._shows_filters:
            self._edits = {column.name: self._edit(column.name, kept) for column in self._model.table.columns}
        self._place_edits()

    def _edit(self, name: str, kept: Mapping[str, str]) -> QLineEdit:
        column = self._model.table.column(name)
        edit = QLineEdit(kept.get(name, ""), self.viewport())
        edit.setPlaceholderText(self.tr(">0, 1..5") if column.is_number else self.tr("Filter"))
        edit.setToolTip(
            self.tr("A number, >5, <=3, 1..5, (blank) or (filled)")
            if column.is_number
            else self.tr("A part of the text, =exactly, !=not, (blank) or (filled)")
        )
        edit.setAccessibleName(self.tr("Filter of {column}").replace("{column}", title(name)))
        edit.setFont(_small(self.font()))
        edit.textChanged.connect(self._pause.start)
        edit.returnPressed.connect(self._tell_filters)
        return edit

    def _place_edits(self) -> None:
        top = 2 * _LINE + GAP
        for number, column in enumerate(self._model.table.columns):
            edit = self._edits.get(column.name)
            if edit is not None:
                left = self.sectionViewportPosition(number)
                edit.setGeometry(left + GAP, top, max(self.sectionSize(number) - 2 * GAP, 0), _FILTER)
                edit.setVisible(self._shows_filters)

    def _tell_filters(self) -> None:
        self._pause.stop()
        filters = tuple((name, edit.text()) for name, edit in self._edits.items() if edit.text().strip())
        if filters != self._model.asked.filters:
            self.filters_requested.emit(filters)


class RowHeader(QHeaderView):
    """Numbers of rows, with a sign for rows that have problems or were imported, and the plus of the new row."""

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._model = model
        self._names_rows = False
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        theme().changed.connect(self.viewport().update)

    @property
    def names_rows(self) -> bool:
        """Whether rows are named here, because their first column is scrolled away."""
        return self._names_rows

    def name_rows(self, named: bool) -> None:
        """Shows what rows are called beside their numbers, or only these."""
        self._names_rows = named
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As wide as the last number needs, and the names."""
        width = self._number_width() + (_NAME if self._names_rows else 0)
        return QSize(width, super().sizeHint().height())

    def _number_width(self) -> int:
        digits = f"{max(self._model.rowCount(), 100):,}"
        return self.fontMetrics().horizontalAdvance(digits) + 2 * SPACE + _ICON

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The number, and the heaviest problem of the row."""
        tokens = theme().tokens
        painter.save()
        painter.fillRect(rect, QColor(tokens.surface))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        spot = QRect(rect.left() + GAP, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        marks = self._model.marks_at(section)
        if marks:
            worst = min((mark.severity for mark in marks.values()), key=("error", "warning", "note").index)
            symbol, colour = _SIGNS[worst]
            icon(symbol, getattr(tokens, colour)).paint(painter, spot)
        elif self._is_imported(section):
            icon("file-down", tokens.faint).paint(painter, spot)
        if self._names_rows:
            self._paint_name(painter, rect, section)
            rect = QRect(rect.left(), rect.top(), self._number_width(), rect.height())
        painter.setFont(_small(self.font()))
        painter.setPen(QColor(tokens.accent if section == self._model.draft_row else tokens.faint))
        text = self._model.headerData(section, Qt.Orientation.Vertical)
        painter.drawText(
            rect.adjusted(0, 0, -SPACE, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text
        )
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The first two parts of the row's key."""
        key = self._model.key_at(section)
        if key is None:
            return
        room = rect.adjusted(self._number_width(), 0, -GAP, 0)
        text = self.fontMetrics().elidedText(
            " · ".join(part for part in key[:2] if part), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setFont(self.font())
        painter.setPen(QColor(theme().tokens.text))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _is_imported(self, section: int) -> bool:
        cells = self._model.held_row(section)
        return cells is not None and bool(self._model.source_of(cells))


_SIGNS = {"error": ("circle-x", "bad"), "warning": ("triangle-alert", "warn"), "note": ("info", "accent")}


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() - 1)
    return small
