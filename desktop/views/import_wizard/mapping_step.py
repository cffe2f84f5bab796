"""The step in which sheets are told their tables and headers their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSpinBox, QSplitter, QVBoxLayout, QWidget

from desktop.theme import theme
from desktop.theme.tokens import SPACE
from desktop.views.figures import figure
from desktop.views.import_wizard.columns_table import ColumnsTable
from desktop.views.import_wizard.draft import SheetDraft, draft_of, remembered, remembered_all
from desktop.views.import_wizard.sheets_table import SheetsTable
from desktop.views.spin_box import padded
from engine.schema import INPUT_TABLES


class MappingStep(QWidget):
    """Sheets at the left, the headers of the one that is looked at on the right.

    Signals:
        columns_wanted(str, str, int): A sheet, a table and a header row (0 to find it): answer by `show_columns`.
        changed(): Something else is mapped.
    """

    columns_wanted = Signal(str, str, int)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drafts: list[SheetDraft] = []
        self._suggested: list[SheetDraft] = []
        self._profile: dict[str, Any] | None = None
        self._at = 0
        self._memory = QLabel()
        self._forget = QPushButton(self.tr("Use suggestions instead"))
        self.another = QPushButton(self.tr("Feed another table from this sheet, too"))
        self._unused = QLabel(wordWrap=True)
        self._unused.setProperty("kind", "warn")
        self.sheets = SheetsTable()
        self.columns = ColumnsTable()
        self._heading = QLabel()
        self._heading.setProperty("kind", "heading")
        self._meaning = QLabel()
        self._meaning.setProperty("kind", "muted")
        self._meaning.setWordWrap(True)
        self._row = padded(QSpinBox())
        self._row.setRange(1, 1)
        self._row.setAccessibleName(self.tr("Row of the headers"))
        self._row.setMinimumWidth(76)
        self._arrange()
        self.sheets.chosen.connect(self._on_sheet_chosen)
        self.sheets.use_changed.connect(self._on_use_changed)
        self.sheets.table_chosen.connect(self._on_table_chosen)
        self.columns.column_chosen.connect(lambda place, name: self._put(self._draft.with_column(place, name)))
        self.columns.constant_typed.connect(lambda name, text: self._put(self._draft.with_constant(name, text)))
        self.columns.factor_typed.connect(lambda name, factor: self._put(self._draft.with_factor(name, factor)))
        self._row.valueChanged.connect(self._on_row_changed)
        self._forget.clicked.connect(self._on_forget)
        self.another.clicked.connect(self.feed_another_table)
        theme().changed.connect(self._show)

    @property
    def is_complete(self) -> bool:
        """Whether a sheet is used and no used one lacks a column or has one fed twice."""
        used = [draft for draft in self.drafts if draft.used]
        fed = [(draft.name, draft.table) for draft in used]
        return bool(used) and len(fed) == len(set(fed)) and not any(draft.missing or draft.doubled for draft in used)

    def show_source(self, data: dict[str, Any]) -> None:
        """Shows what was read; a remembered mapping is followed."""
        self._suggested = [draft_of(sheet) for sheet in data["sheets"]]
        memory = data["remembered"]
        self._profile = memory["profile"] if memory else None
        words = self.tr("Mapped as remembered under “{name}”.") if memory and memory["name"] else ""
        self._memory.setText(words.replace("{name}", memory["name"]) if words else self.tr("Mapped as before."))
        for widget in (self._memory, self._forget):
            widget.setVisible(memory is not None)
        self._fill(self._suggested)
        if self._profile is not None:
            self._ask_remembered(self._profile)

    def feed_another_table(self) -> None:
        """Lets the sheet that is looked at feed one more table."""
        again = replace(self._draft, table="", match="", used=False, headers=(), constants={}, factors={})
        self.drafts.insert(self._at + 1, again)
        self._at += 1
        self._show()
        self.sheets.setCurrentCell(self._at, 0)

    def show_columns(self, data: dict[str, Any]) -> None:
        """What the headers of a sheet mean in the table that was chosen."""
        wanted = (data["name"], data["table"])
        asked = [at for at, draft in enumerate(self.drafts) if (draft.name, draft.table) == wanted]
        if not asked:  # another table was chosen meanwhile
            return
        at = min(asked, key=lambda place: bool(self.drafts[place].headers))  # one without headers waits for them
        before = self.drafts[at]
        draft = replace(draft_of(data), match=before.match, used=before.used)
        if self._profile is not None and before.match == "remembered":
            draft = remembered(draft, self._profile)
        self.drafts[at] = draft
        self._show()

    def _ask_remembered(self, profile: dict[str, Any]) -> None:
        self.drafts = [recalled for draft in self.drafts for recalled in remembered_all(draft, profile)]
        self._show()
        for draft in self.drafts:
            if draft.match == "remembered":
                self.columns_wanted.emit(draft.name, draft.table, draft.header_row)

    @property
    def _draft(self) -> SheetDraft:
        return self.drafts[self._at]

    def _fill(self, drafts: Sequence[SheetDraft]) -> None:
        self.drafts = list(drafts)
        first = next((place for place, draft in enumerate(drafts) if draft.used), 0)
        self._at = first
        self._show()
        self.sheets.setCurrentCell(first, 0)

    def _put(self, draft: SheetDraft) -> None:
        self.drafts[self._at] = draft
        self._show()

    def _show(self) -> None:
        self.sheets.show_drafts(self.drafts)
        self._tell_of_unused()
        if self.drafts:
            draft = self._draft
            self._heading.setText(f"{draft.name} → {draft.table}" if draft.table else draft.name)
            meaning = INPUT_TABLES[draft.table].meaning if draft.table else ""
            self._meaning.setText(meaning or self.tr("Choose the table that the sheet feeds, or leave it out."))
            self._row.blockSignals(True)
            self._row.setRange(1, max(draft.rows, 1))
            self._row.setValue(max(draft.header_row, 1))
            self._row.setEnabled(bool(draft.table))
            self._row.blockSignals(False)
            self.columns.show_draft(draft)
        self.changed.emit()

    def _tell_of_unused(self) -> None:
        """Sheets that look like tables and are not ticked are said by name: their rows would be missed later."""
        used = {draft.name for draft in self.drafts if draft.used}
        unused = [draft for draft in self.drafts if draft.table and not draft.hidden and draft.name not in used]
        names = ", ".join(f"{draft.name} ({figure(draft.rows)})" for draft in unused)
        self._unused.setVisible(bool(unused))
        words = self.tr("Not imported, with their rows: {names}. Tick what is wanted.")
        self._unused.setText(words.replace("{names}", names))

    def _on_sheet_chosen(self, row: int) -> None:
        if 0 <= row < len(self.drafts) and row != self._at:
            self._at = row
            self._show()

    def _on_use_changed(self, row: int, used: bool) -> None:
        self._at = row
        self.sheets.setCurrentCell(row, 0)
        self._put(replace(self.drafts[row], used=used))

    def _on_table_chosen(self, row: int, table: str) -> None:
        self._at = row
        self.sheets.setCurrentCell(row, 0)
        draft = replace(self.drafts[row], table=table, match="chosen" if table else "", used=bool(table))
        self._put(replace(draft, headers=(), constants={}, factors={}))
        if table:
            self.columns_wanted.emit(draft.name, table, 0)

    def _on_row_changed(self, row: int) -> None:
        self.columns_wanted.emit(self._draft.name, self._draft.table, row)

    def _on_forget(self) -> None:
        self._profile = None
        self._memory.hide()
        self._forget.hide()
        self._fill(self._suggested)

    def _arrange(self) -> None:
        memory = QHBoxLayout()
        memory.addWidget(self._memory)
        memory.addWidget(self._forget)
        memory.addStretch(1)
        left = _card(self.sheets, self._unused, self.another)
        right = QFrame()
        right.setProperty("card", "true")
        column = QVBoxLayout(right)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        line = QHBoxLayout()
        line.addWidget(self._heading, 1)
        words = QLabel(self.tr("Headers in row"))
        words.setProperty("kind", "muted")
        line.addWidget(words)
        line.addWidget(self._row)
        column.addLayout(line)
        column.addWidget(self._meaning)
        column.addWidget(self.columns, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(SPACE)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([520, 640])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(memory)
        layout.addWidget(split, 1)


def _card(inside: QWidget, words: QWidget, below: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
    layout.addWidget(inside, 1)
    layout.addWidget(words)
    layout.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)
    return card
