"""The form of an override: action, table, column, value and condition, read as a sentence from left to right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme.tokens import SPACE
from desktop.views.field import Field
from desktop.views.scenarios.condition_edit import ConditionEdit
from desktop.views.scenarios.value_edit import ValueEdit
from engine.scenarios import Action, override_sentence
from engine.scenarios.overlay import OVERRIDABLE
from engine.schema import INPUT_TABLES, Column

_CALM_MS = 250
_WHOLE_ROWS = (Action.INCLUDE, Action.EXCLUDE, Action.INSERT, Action.DELETE)
_CALCULATED = (Action.ADD, Action.MULTIPLY)


class OverrideForm(QWidget):
    """Cells of one override, with typed editors; mistakes stand under their fields.

    Signals:
        settled(object): The typing has paused and the cells have no mistake of form: a dict of them.
        mistaken(): The typing has paused and the cells have a mistake of form.
        submitted(object): The user wants the cells to be kept.
        reverted(): The user wants the kept cells back.
        words_wanted(str, str, str, str): Words are wanted for a field (``where`` or ``value``) of a table's column,
            and how they begin; answer by `offer`.
    """

    settled = Signal(object)
    mistaken = Signal()
    submitted = Signal(object)
    reverted = Signal()
    words_wanted = Signal(str, str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, str] = {}
        self._action = _combo([(str(action), str(action)) for action in Action])
        self._table = _combo([(name, INPUT_TABLES[name].meaning) for name in OVERRIDABLE])
        self._column = _combo([])
        self._value = ValueEdit()
        self._where = ConditionEdit()
        self._where.setPlaceholderText(self.tr("every row; or e.g. customer.region = West; product = Water | Juice"))
        self._where.setClearButtonEnabled(True)
        self.fields = {
            "action": Field(self.tr("Action"), self._action),
            "table": Field(self.tr("Table"), self._table),
            "column": Field(self.tr("Column"), self._column),
            "value": Field(self.tr("Value"), self._value),
            "where": Field(self.tr("Where"), self._where),
        }
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._submit = QPushButton(self.tr("Keep"))
        self._submit.setProperty("kind", "primary")
        self._submit.setToolTip(self.tr("Keep the override as it is typed (Ctrl+Enter)"))
        self._submit.setShortcut("Ctrl+Return")
        self._revert = QPushButton(self.tr("Undo typing"))
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._arrange()
        self._connect()
        self.show_cells({}, new=True)

    def cells(self) -> dict[str, str]:
        """What is typed, as a row of overrides."""
        action = self._chosen_action()
        whole = action in _WHOLE_ROWS
        return {
            "table": self._table.currentText(),
            "where": self._where.text().strip(),
            "column": "" if whole else self._column.currentText(),
            "action": str(action),
            "value": "" if whole else self._value.text(),
        }

    def is_changed(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.cells() != self._kept

    def show_cells(self, cells: Mapping[str, str], *, new: bool) -> None:
        """Shows an override; a new one begins with what is used most."""
        started = cells or {"table": "demand", "column": "quantity", "action": "multiply", "value": "", "where": ""}
        self._table.setCurrentText(started["table"])
        self._action.setCurrentText(started["action"])
        self._fill_columns(started["column"])
        self._where.set_table(self._table.currentText())
        self._where.setText(started["where"])
        self._show_kind()
        self._value.set_text(started["value"])
        self._kept = {} if new else dict(started)
        self._submit.setText(self.tr("Add override") if new else self.tr("Keep changes"))
        self.clear_errors()
        self._on_edited(complete=not new)

    def keep(self) -> None:
        """What is typed is kept now."""
        self._kept = self.cells()
        self._show_state()

    def focus_first(self) -> None:
        """Puts the cursor where typing begins."""
        self._action.setFocus()

    def clear_errors(self) -> None:
        """Nothing is known to be wrong."""
        for field in self.fields.values():
            field.set_error("")

    def show_issues(self, issues: list[dict[str, Any]]) -> None:
        """Puts what the tables say against the cells under their fields."""
        for name, field in self.fields.items():
            own = [issue for issue in issues if issue["column"] == name and issue["severity"] == "error"]
            field.set_error(" ".join(str(issue["message"]) for issue in own))
        self._show_state()

    def offer(self, field: str, column: str, words: list[str]) -> None:
        """Words that were wanted."""
        if field == "where":
            self._where.offer(column, words)
        elif column == self._column.currentText():
            self._value.offer(words)

    def _arrange(self) -> None:
        line = QGridLayout()
        line.setHorizontalSpacing(SPACE)
        for place, (name, stretch) in enumerate((("action", 2), ("table", 3), ("column", 3), ("value", 3))):
            line.addWidget(self.fields[name], 0, place)
            line.setColumnStretch(place, stretch)
        foot = QHBoxLayout()
        foot.addWidget(self._sentence, 1)
        foot.addWidget(self._revert)
        foot.addWidget(self._submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(line)
        layout.addWidget(self.fields["where"])
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._action.activated.connect(self._on_action_changed)
        self._table.activated.connect(self._on_table_changed)
        self._column.activated.connect(self._on_column_changed)
        self._value.edited.connect(self._on_edited)
        self._where.textEdited.connect(self._on_edited)
        self._where.editingFinished.connect(lambda: self._check(complete=True))
        self._where.words_wanted.connect(self._on_words_wanted)
        self._value.words_wanted.connect(
            lambda: self.words_wanted.emit("value", self._table.currentText(), self._column.currentText(), "")
        )
        self._calm.timeout.connect(self._on_calm)
        self._submit.clicked.connect(self._on_submit)
        self._revert.clicked.connect(self.reverted)

    def _on_words_wanted(self, column: str, begins: str) -> None:
        self.words_wanted.emit("where", self._table.currentText(), column, begins)

    def _on_action_changed(self) -> None:
        self._fill_columns(self._column.currentText())
        self._show_kind()
        self._on_edited()

    def _on_table_changed(self) -> None:
        self._where.set_table(self._table.currentText())
        self._fill_columns(self._column.currentText())
        self._show_kind()
        self._on_edited()

    def _on_column_changed(self) -> None:
        self._show_kind()
        self._on_edited()

    def _on_edited(self, *_args: object, complete: bool = False) -> None:
        self._check(complete=complete)
        self._calm.start()

    def _on_calm(self) -> None:
        if self._is_well_formed():
            self.settled.emit(self.cells())
        else:
            self.mistaken.emit()

    def _on_submit(self) -> None:
        self._check(complete=True)
        if self._is_well_formed():
            self.submitted.emit(self.cells())

    def _is_well_formed(self) -> bool:
        return not self._where.mistake(complete=True) and not self._value.mistake()

    def _check(self, *, complete: bool) -> None:
        """Puts the mistakes of form under their fields, and takes back what was said of the values before."""
        self.clear_errors()
        self.fields["where"].set_error(self._where.mistake(complete=complete))
        self.fields["value"].set_error(self._value.mistake() if self._value.text() or complete else "")
        self._show_state()

    def _show_state(self) -> None:
        self._sentence.setText(override_sentence(self.cells()))
        self._sentence.setProperty("kind", "muted")
        changed = self.is_changed()
        self._submit.setEnabled(changed and self._is_well_formed())
        self._revert.setEnabled(changed)

    def _show_kind(self) -> None:
        action = self._chosen_action()
        whole = action in _WHOLE_ROWS
        self.fields["column"].setVisible(not whole)
        self.fields["value"].setVisible(not whole)
        label = self.tr("Cells of the new row") if action is Action.INSERT else self.tr("Where")
        self.fields["where"].set_label(label)
        self._value.set_kind(None if whole else self._chosen_column(), action)
        if action is Action.INSERT and not self._where.text():
            self._where.setText(required_cells(self._table.currentText()))
        column = self._chosen_column()
        self._column.setToolTip("" if column is None else column.meaning)
        self._table.setToolTip(INPUT_TABLES[self._table.currentText()].meaning)

    def _fill_columns(self, wanted: str) -> None:
        """Columns that can be overridden: no keys, and numbers alone where they are calculated with."""
        table = INPUT_TABLES[self._table.currentText()]
        numbers = self._chosen_action() in _CALCULATED and table.name != "settings"
        names = [
            (column.name, column.meaning)
            for column in table.columns
            if not column.key and (column.is_number or not numbers)
        ]
        _refill(self._column, names)
        place = self._column.findText(wanted)
        self._column.setCurrentIndex(max(place, 0))

    def _chosen_action(self) -> Action:
        return Action(self._action.currentText())

    def _chosen_column(self) -> Column | None:
        return INPUT_TABLES[self._table.currentText()].by_name.get(self._column.currentText())


def required_cells(table: str) -> str:
    """The cells that a new row of a table needs, to be filled in."""
    return "; ".join(f"{column.name} = " for column in INPUT_TABLES[table].columns if column.required)


def _combo(entries: list[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    combo.setMaxVisibleItems(24)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    _refill(combo, entries)
    return combo


def _refill(combo: QComboBox, entries: list[tuple[str, str]]) -> None:
    combo.clear()
    for place, (text, meaning) in enumerate(entries):
        combo.addItem(text)
        combo.setItemData(place, meaning, Qt.ItemDataRole.ToolTipRole)
