"""What an override would do: the rows it meets, before and after."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from desktop.theme import dress, theme
from desktop.theme.tokens import GAP
from desktop.views.figures import cell_figure, figure
from engine.schema import INPUT_TABLES

Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PreviewModel(QAbstractTableModel):
    """Rows of a table, the changed column twice: now and then. Rows that come or go stand out as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = INPUT_TABLES["demand"]
        self._columns: list[str] = []
        self._changed = ""
        self._rows: list[dict[str, list[str] | None]] = []

    def show_preview(self, table: str, preview: dict[str, Any]) -> None:
        """Shows the answer of `desktop.compute.scenarios.preview`."""
        self.beginResetModel()
        self._table = INPUT_TABLES[table]
        self._columns = list(preview["columns"])
        self._changed = preview["column"]
        self._rows = preview["rows"]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: columns, the changed one twice."""
        return 0 if parent.isValid() or not self._columns else len(self._columns) + bool(self._changed)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: headers."""
        if orientation is Qt.Orientation.Vertical or section >= self.columnCount():
            return None
        name, after = self._column(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._table.column(name).is_number else _LEFT
        if role == Qt.ItemDataRole.DisplayRole:
            if name != self._changed:
                return name
            return (self.tr("{name}, after") if after else self.tr("{name}, before")).replace("{name}", name)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        name, after = self._column(index.column())
        column = self._table.column(name)
        before_row, after_row = self._rows[index.row()]["before"], self._rows[index.row()]["after"]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                row = after_row if after or before_row is None else before_row
                shown = before_row if name == self._changed and not after else row
                return self._text(shown, name)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.is_number else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(name, before_row, after_row, after=after)
            case Qt.ItemDataRole.FontRole:
                return _font(struck=after_row is None, strong=after and before_row != after_row)
        return None

    def _column(self, section: int) -> tuple[str, bool]:
        """The name of a column, and whether it shows the value after; the changed column is the last."""
        if section < len(self._columns):
            return self._columns[section], False
        return self._changed, True

    def _text(self, row: list[str] | None, name: str) -> str:
        if row is None:
            return ""
        text = row[self._columns.index(name)]
        if not text and name == self._changed:
            return self.tr("blank")
        return cell_figure(text, self._table.column(name))

    def _colour(
        self, name: str, before: list[str] | None, after_row: list[str] | None, *, after: bool
    ) -> QColor | None:
        tokens = theme().tokens
        if after_row is None:
            return QColor(tokens.bad)
        if before is None and not self._changed:
            return QColor(tokens.good)
        if name == self._changed and not after:
            return QColor(tokens.muted)
        return None


class _Rows(QTableView):
    """Asks for no more than it needs.

    A layout with wrapped text takes what a widget asks for as its least, and presses all of them together.
    """

    def sizeHint(self) -> QSize:
        """Qt: the height that is wanted, which what is left over adds to."""
        return self.minimumSizeHint()


class Preview(QWidget):
    """Counts in words, and the first rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PreviewModel(self)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._table = _Rows()
        self._table.setAccessibleName(self.tr("First rows before and after"))
        self._table.setModel(self.model)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._words)
        layout.addWidget(self._table, 1)

    @property
    def words(self) -> str:
        """The counts as they stand."""
        return self._words.text()

    def show_words(self, text: str, kind: str = "muted") -> None:
        """Shows a sentence in place of a preview."""
        self._words.setText(text)
        self._paint_words(kind)
        self._table.hide()

    def show_preview(self, table: str, preview: dict[str, Any]) -> None:
        """Shows the answer of `desktop.compute.scenarios.preview`."""
        self.model.show_preview(table, preview)
        report = preview["report"]
        remarks = [str(issue["message"]) for issue in report["issues"] if issue["severity"] != "error"]
        if report["effect"] is None:
            self.show_words(self.tr("The override changes nothing as it stands; see above."), "bad")
            return
        self._words.setText("  ".join([self._counts(report["effect"]), *remarks]))
        self._paint_words("warn" if remarks else "heading")
        self._table.setVisible(bool(preview["rows"]))
        self._table.resizeColumnsToContents()

    def _counts(self, effect: dict[str, Any]) -> str:
        hit, changed = effect["rows_hit"], effect["rows_changed"]
        came = effect["rows_after"] - effect["rows_before"]
        if came < 0:
            words = self.tr("{hit} of {all} rows go").replace("{hit}", figure(-came))
        elif came > 0 and not effect["column"]:
            words = self.tr("1 row comes to {all}")
        else:
            words = self.tr("{hit} of {all} rows hit, {changed} change")
        words = words.replace("{hit}", figure(hit)).replace("{changed}", figure(changed))
        words = words.replace("{all}", figure(effect["rows_before"]))
        return f"{words} · {self._sums(effect)}" if effect["sum_before"] is not None else words

    def _sums(self, effect: dict[str, Any]) -> str:
        before, after = effect["sum_before"], effect["sum_after"]
        words = self.tr("sum of {column} {before} → {after}").replace("{column}", effect["column"])
        words = words.replace("{before}", figure(before, 2)).replace("{after}", figure(after, 2))
        return f"{words} ({(after - before) / abs(before):+.1%})" if before else words

    def _paint_words(self, kind: str) -> None:
        dress(self._words, "kind", kind)


def _font(*, struck: bool, strong: bool) -> QFont | None:
    if not (struck or strong):
        return None
    font = QFont()
    font.setStrikeOut(struck)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font
