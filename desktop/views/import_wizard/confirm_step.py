"""The last step: control totals beside the source's, and what the import would change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import dress, icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.figures import figure

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ConfirmStep(QWidget):
    """Totals above, changes below, and the way in which rows that exist are treated.

    Signals:
        mode_changed(): Rows that exist are treated otherwise; the change has to be made anew.
    """

    mode_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = QComboBox()
        self._mode.setAccessibleName(self.tr("What becomes of rows that exist"))
        for text, mode in (
            (self.tr("Add new rows, update rows that exist"), "update"),
            (self.tr("Add new rows only; refuse if one exists with other values"), "add"),
            (self.tr("Replace the tables: also delete rows that the source does not have"), "replace"),
        ):
            self._mode.addItem(text, mode)
        self._mode.activated.connect(lambda _place: self.mode_changed.emit())
        self._remember = QCheckBox(self.tr("Remember this mapping as"))
        self._remember.setChecked(True)
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name of the mapping"))
        self._name.setMaximumWidth(260)
        self._remember.toggled.connect(self._name.setEnabled)
        self._totals_words = QLabel()
        self.totals = _table(
            [
                self.tr("Column"),
                self.tr("Sheet"),
                self.tr("Sum in the source"),
                self.tr("Sum used"),
                self.tr("Sum left out"),
                self.tr("Difference"),
            ]
        )
        self.totals.setAccessibleName(self.tr("Control totals"))
        self._changes_words = QLabel()
        self._changes_words.setWordWrap(True)
        self.changes = QTreeWidget()
        self.changes.setAccessibleName(self.tr("What the import changes"))
        self.changes.setHeaderLabels([self.tr("Table"), self.tr("Added"), self.tr("Changed"), self.tr("Deleted")])
        for column in (1, 2, 3):
            self.changes.headerItem().setTextAlignment(column, _RIGHT)
        self._arrange()

    @property
    def mode(self) -> str:
        """What becomes of rows that exist: update, add, replace."""
        return str(self._mode.currentData())

    @property
    def remembered_as(self) -> str:
        """Name under which the mapping is kept; empty where it is not."""
        return self._name.text().strip() if self._remember.isChecked() else ""

    def suggest_name(self, name: str) -> None:
        """Proposes a name for the mapping."""
        self._name.setText(name)

    def show_totals(self, totals: list[dict[str, Any]]) -> None:
        """Shows the sums of `desktop.compute.importing.check`."""
        self.totals.setRowCount(len(totals))
        for row, total in enumerate(totals):
            self._show_total(row, total)
        wrong = sum(bool(total["difference"]) for total in totals)
        texts = sum(total["texts"] for total in totals)
        words = self.tr("Every sum of the source is used or left out, to the last digit.")
        if wrong:
            words = self.tr("{count} sums differ from the source; look at them before you apply.")
            words = words.replace("{count}", figure(wrong))
        if texts:
            note = self.tr("{count} numbers are written as text; Excel's own SUM does not count them.")
            words = f"{words} {note.replace('{count}', figure(texts))}"
        self._say(self._totals_words, words, "bad" if wrong else "muted")

    def show_busy(self) -> None:
        """The change is being made."""
        self.changes.clear()
        self._say(self._changes_words, self.tr("Comparing with the project …"), "muted")

    def show_refusal(self, text: str) -> None:
        """The change cannot be made."""
        self.changes.clear()
        self._say(self._changes_words, text, "bad")

    def show_change(self, change: dict[str, Any]) -> None:
        """Shows the answer of `desktop.compute.importing.change`."""
        self.changes.clear()
        for table in change["tables"]:
            counts = [figure(table[name]) if table[name] else "" for name in ("inserted", "updated", "deleted")]
            item = QTreeWidgetItem([table["table"], *counts])
            for column in (1, 2, 3):
                item.setTextAlignment(column, _RIGHT)
            self.changes.addTopLevelItem(item)
            for sample in table["samples"]:
                line = self._sample(sample)
                item.addChild(line)
                line.setFirstColumnSpanned(True)
            item.setExpanded(True)
        words = self.tr("Nothing changes: the project has all of these rows already.")
        if change["rows"]:
            words = self.tr("{count} rows change, as one step that one undo takes back.")
        self._say(self._changes_words, words.replace("{count}", figure(change["rows"])), "heading")

    def _sample(self, sample: dict[str, Any]) -> QTreeWidgetItem:
        signs = {"inserted": "plus", "updated": "pencil", "deleted": "minus"}
        tokens = theme().tokens
        colours = {"inserted": tokens.good, "updated": tokens.accent, "deleted": tokens.bad}
        key = " | ".join(text for text in sample["key"].values() if text)
        cells = ", ".join(f"{name} {text}" for name, text in sample["cells"].items())
        item = QTreeWidgetItem([f"{key}: {cells}" if cells else key])
        item.setIcon(0, icon(signs[sample["kind"]], colours[sample["kind"]]))
        return item

    def _show_total(self, row: int, total: dict[str, Any]) -> None:
        tokens = theme().tokens
        difference = total["difference"]
        texts = [f"{total['table']}.{total['column']}", total["sheet"] or total["file"]]
        texts += [figure(total[name], 4) for name in ("source", "used", "left_out")]
        texts.append(figure(difference, 4) if difference else self.tr("none"))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(_RIGHT if column > 1 else _LEFT)
            if column == 5:
                item.setIcon(
                    icon("circle-x" if difference else "circle-check", tokens.bad if difference else tokens.good)
                )
            if column == 4 and total["left_out"]:
                item.setForeground(QColor(tokens.warn))
            self.totals.setItem(row, column, item)

    def _say(self, label: QLabel, words: str, kind: str) -> None:
        label.setText(words)
        dress(label, "kind", kind)

    def _arrange(self) -> None:
        header = self.changes.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.totals.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        way = QHBoxLayout()
        way.setSpacing(SPACE)
        way.addWidget(self._mode, 1)
        way.addWidget(self._remember)
        way.addWidget(self._name)
        above, below = QFrame(), QFrame()
        headings = (self.tr("Control totals"), self.tr("Changes"))
        for card, heading, words, view in (
            (above, headings[0], self._totals_words, self.totals),
            (below, headings[1], self._changes_words, self.changes),
        ):
            card.setProperty("card", "true")
            column = QVBoxLayout(card)
            column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
            title = QLabel(heading)
            title.setProperty("kind", "heading")
            column.addWidget(title)
            column.addWidget(words)
            column.addWidget(view, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(SPACE)
        split.addWidget(above)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([230, 430])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(way)
        layout.addWidget(split, 1)


def _table(headers: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(headers))
    for place, text in enumerate(headers):
        item = QTableWidgetItem(text)
        item.setTextAlignment(_RIGHT if place > 1 else _LEFT)
        table.setHorizontalHeaderItem(place, item)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table
