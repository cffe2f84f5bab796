"""Cells painted by hand, so that thousands scroll smoothly; and the editor that suits each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.models.marks import Mark
from desktop.models.table_model import TableModel
from desktop.theme import theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.data.cell_edit import CellEdit, make_editor
from engine.errors import KnownError
from engine.issues import Severity

if TYPE_CHECKING:
    from desktop.session import Session

Index = QModelIndex | QPersistentModelIndex

_CORNER = 7
_BAR = 3
# Joined once: a flag joined for each cell costs more than the painting of it.
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_COMMITTING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class Ink:
    """Colours of cells, made once for each theme."""

    def __init__(self) -> None:
        tokens = theme().tokens
        self.text, self.faint = QPen(QColor(tokens.text)), QPen(QColor(tokens.faint))
        self.line, self.focus = QPen(QColor(tokens.line)), QPen(QColor(tokens.accent), 2)
        self.selected, self.accent = QColor(tokens.accent_soft), QColor(tokens.accent)
        self.weights = {
            Severity.ERROR: QColor(tokens.bad),
            Severity.WARNING: QColor(tokens.warn),
            Severity.NOTE: QColor(tokens.accent),
        }
        self.washes = {weight: _washed(colour) for weight, colour in self.weights.items()}


class CellDelegate(QStyledItemDelegate):
    """Paints and edits cells of a `TableModel`.

    Signals:
        refused(QWidget, str): What stands in an editor cannot be kept, and why; empty once it can.
    """

    refused = Signal(QWidget, str)

    def __init__(self, model: TableModel, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._session = model, session
        self._ink = Ink()
        theme().changed.connect(self._on_theme_changed)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, text, and what is to be said about the cell: corner for problems, bar for overrides."""
        row, number = index.row(), index.column()
        column, ink = self._model.column(number), self._ink
        rect = option.rect
        mark = self._model.marks_at(row).get(column.name)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, ink.selected)
        elif mark is not None:
            painter.fillRect(rect, ink.washes[mark.severity])
        self._paint_text(painter, option, row, number)
        if mark is not None:
            self._paint_corner(painter, rect, mark)
        if self._model.overridden_at(row, column.name) or self._model.overridden_at(row, ""):
            painter.fillRect(QRect(rect.left(), rect.top() + 2, _BAR, rect.height() - 4), ink.accent)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(ink.focus)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The editor that suits the cell."""
        editor = make_editor(self._model, index.row(), index.column(), self._session, parent)
        editor.textChanged.connect(lambda: self._check(editor))
        editor.hinted.connect(lambda words: self.refused.emit(editor, words))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The exact value, without thousands separators; what is being typed stays as it is."""
        if isinstance(editor, CellEdit) and not editor.isModified():
            editor.show_text(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        """Asks for the change."""
        if isinstance(editor, CellEdit) and isinstance(model, TableModel):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """The whole cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """An editor stays open while what was typed cannot be kept."""
        if isinstance(editor, CellEdit) and self._would_commit(event) and not self._is_readable(editor):
            return True
        return super().eventFilter(editor, event)

    def _would_commit(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.key() in _COMMITTING
        return event.type() == QEvent.Type.FocusOut

    def _is_readable(self, editor: CellEdit) -> bool:
        try:
            self._model.read(editor.row, editor.column, editor.text())
        except KnownError as error:
            self.refused.emit(editor, error.message)
            return False
        return True

    def _check(self, editor: CellEdit) -> None:
        """Takes the complaint back as soon as the text can be kept."""
        try:
            self._model.read(editor.row, editor.column, editor.text())
        except KnownError:
            return
        self.refused.emit(editor, "")

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, row: int, number: int) -> None:
        column = self._model.column(number)
        text = self._model.shown(row, number)
        pen = self._ink.text
        if not text:
            text, pen = self._placeholder(row, number), self._ink.faint
        if not text:
            return
        painter.setPen(pen)
        inner = option.rect.adjusted(SPACE, 0, -SPACE, 0)
        metrics: QFontMetrics = option.fontMetrics
        if metrics.horizontalAdvance(text) > inner.width():
            # A number cut off could be read as another one.
            text = "…" if column.is_number else metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT if column.is_number else _LEFT, text)

    def _placeholder(self, row: int, number: int) -> str:
        """What a blank stands for; in the new row what belongs there."""
        if row == self._model.draft_row:
            return self.tr("New row") if number == 0 and self._model.draft.is_empty else ""
        column = self._model.column(number)
        if column.default is None or self._model.row(row) is None:
            return ""
        return self._model.text.plain(column.default)

    def _paint_corner(self, painter: QPainter, rect: QRect, mark: Mark) -> None:
        right, top = rect.right() + 1, rect.top()
        corner = [QPointF(right - _CORNER, top), QPointF(right, top), QPointF(right, top + _CORNER)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink.weights[mark.severity])
        if mark.severity is Severity.ERROR:
            painter.drawPolygon(QPolygonF(corner))
        else:
            painter.drawEllipse(QRectF(right - _CORNER, top + GAP / 2, _CORNER - 2, _CORNER - 2))
        painter.restore()

    def _on_theme_changed(self) -> None:
        self._ink = Ink()
        parent = self.parent()
        if isinstance(parent, QAbstractItemView):
            parent.viewport().update()


def _washed(colour: QColor) -> QColor:
    wash = QColor(colour)
    wash.setAlphaF(0.10)
    return wash
