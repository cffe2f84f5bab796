"""The editor of sweeps: what is varied, and the scenarios that come of it, as a grid."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.calls.latest import LatestCalls
from desktop.context import Context
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.field import Field
from desktop.views.figures import figure
from engine.changes import decode
from engine.errors import KnownError
from engine.schema import INPUT_TABLES, SETTINGS
from sync.store import Project

_CALM_MS = 300
_SIZE = (900, 640)
_NOT_VARIED = frozenset({"scenarios", "overrides", "settings"})


class AxisLine(QWidget):
    """One axis: ``table.column[where] = values``, in two fields.

    Signals:
        edited(): The user has typed.
        removed(): The axis is not wanted any more.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = QLineEdit()
        self.cells.setPlaceholderText(self.tr("demand.quantity[customer.region = West]"))
        self.cells.setCompleter(_completer(self))
        self.cells.completer().activated.connect(lambda _text: self.edited.emit())
        self.values = QLineEdit()
        self.values.setPlaceholderText(self.tr("*0.9, *1.0, *1.1"))
        self._remove = QToolButton()
        self._remove.setToolTip(self.tr("Leave this out of the sweep"))
        self._remove.setAccessibleName(self._remove.toolTip())
        self.cells_field = Field(self.tr("What is varied: table.column[where]"), self.cells)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.cells_field, 3)
        layout.addWidget(Field(self.tr("Values: 50, 100 set; *1.1 multiply; +100 add"), self.values), 2)
        layout.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        for field in (self.cells, self.values):
            field.textEdited.connect(lambda _text: self.edited.emit())
        self._remove.clicked.connect(self.removed)
        theme().changed.connect(self._paint)
        self._paint()

    @property
    def text(self) -> str:
        """The axis as the engine reads it; empty while nothing is typed."""
        cells, values = self.cells.text().strip(), self.values.text().strip()
        return f"{cells}={values}" if cells or values else ""

    def _paint(self) -> None:
        self._remove.setIcon(icon("x", theme().tokens.muted))


def _completer(parent: QWidget) -> QCompleter:
    """Offers every cell that a sweep can vary, by any part of its name."""
    completer = QCompleter(axis_names(), parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return completer


def axis_names() -> list[str]:
    """``table.column`` of every column of numbers, and ``settings.name`` of every setting that is one."""
    columns = [
        f"{table.name}.{column.name}"
        for table in INPUT_TABLES.values()
        for column in table.columns
        if column.is_number and not column.key and table.name not in _NOT_VARIED
    ]
    return [*columns, *(f"settings.{setting.name}" for setting in SETTINGS if setting.type.is_number)]


class SweepSheet(QDialog):
    """A sheet beside the page; nothing is made before the user says so.

    Signals:
        made(str): The scenarios are there; the name of the first one.
    """

    made = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._parent_scenario = ""
        self._calls = LatestCalls(context.calls, self)
        self._count = 0
        self.axes: list[AxisLine] = []
        self.setWindowTitle(self.tr("Sweep"))
        self.resize(*_SIZE)
        self._on = QLabel()
        self._on.setWordWrap(True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE)
        self._add = QPushButton(self.tr("Vary something else, too"))
        self._told = QLabel()
        self._told.setWordWrap(True)
        self.grid = QTableWidget()
        self.grid.setAccessibleName(self.tr("Scenarios of the sweep"))
        self.grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.grid.setShowGrid(False)
        self.grid.verticalHeader().hide()
        self.grid.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.make = QPushButton()
        self.make.setProperty("kind", "primary")
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._ask)
        self._add.clicked.connect(self._on_add)
        self.make.clicked.connect(self._on_create)
        self._arrange()
        self._show_count(0)

    def begin(self, scenario: str) -> None:
        """Shows the sheet for sweeps on a scenario; axes typed before stay."""
        self._parent_scenario = scenario
        self._on.setText(
            self.tr(
                "Makes a scenario on {name} for every combination of the values. Each is an ordinary scenario that "
                "you can edit, run and compare."
            ).replace("{name}", f"<b>{scenario}</b>")
        )
        if not self.axes:
            self._on_add()
        self._calm.start()
        self.show()
        self.raise_()
        self.axes[0].cells.setFocus()

    def _on_add(self) -> None:
        line = AxisLine()
        line.edited.connect(self._on_edited)
        line.removed.connect(partial(self._on_removed, line))
        self.axes.append(line)
        self._lines.addWidget(line)

    def _on_removed(self, line: AxisLine) -> None:
        self.axes.remove(line)
        self._lines.removeWidget(line)
        line.deleteLater()
        self._on_edited()
        if not self.axes:
            self._on_add()

    def _on_edited(self) -> None:
        self.make.setEnabled(False)
        self._calm.start()

    def _arguments(self) -> dict[str, Any]:
        axes = [line.text for line in self.axes if line.text]
        return {"project": str(self._context.session.path), "axes": axes, "parent": self._parent_scenario}

    def _ask(self) -> None:
        self._calls.cancel("points")
        arguments = self._arguments()
        if not arguments["axes"] or not all(line.values.text().strip() for line in self.axes if line.text):
            self._tell(self.tr("Say what is varied, and the values it gets."), "muted")
            self._show_count(0)
            return
        self._calls.call("points", "scenarios:sweep_points", arguments, self._show, self._on_failed)

    def _show(self, points: dict[str, Any]) -> None:
        rows, count = points["rows"], points["count"]
        self.grid.setColumnCount(len(points["columns"]))
        self.grid.setHorizontalHeaderLabels(points["columns"])
        self.grid.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                self.grid.setItem(row, column, QTableWidgetItem(text))
        self.grid.resizeColumnsToContents()
        more = count - len(rows)
        told = self.tr("{count} scenarios").replace("{count}", figure(count))
        self._tell(
            told + (self.tr(", the first {shown} are shown").replace("{shown}", figure(len(rows))) if more else "")
        )
        self._show_count(count)

    def _on_failed(self, error: KnownError) -> None:
        self.grid.setRowCount(0)
        self._show_count(0)
        self._tell(f"{error.message} {error.what_to_do}".strip(), "bad")

    def _on_create(self) -> None:
        """The change set is made in another process and committed as one step."""
        self.make.setEnabled(False)
        folder = QTemporaryDir()
        file = Path(folder.path()) / "change"
        arguments = {**self._arguments(), "change_file": str(file)}

        def make(points: dict[str, Any]) -> None:
            def read(_project: Project) -> Any:
                return decode(file.read_bytes())

            def done(_version: int) -> None:
                folder.remove()
                self.hide()
                self.made.emit(points["names"][0])

            def failed(error: KnownError) -> None:
                folder.remove()
                self._on_failed(error)

            label = self.tr("Sweep of {count} scenarios").replace("{count}", figure(points["count"]))
            self._context.session.edit(read, label, done=done, failed=failed)

        def refused(error: KnownError) -> None:
            folder.remove()
            self._on_failed(error)

        self._calls.call("make", "scenarios:sweep_points", arguments, make, refused)

    def _show_count(self, count: int) -> None:
        self._count = count
        words = (
            self.tr("Make {count} scenarios").replace("{count}", figure(count)) if count else self.tr("Make scenarios")
        )
        self.make.setText(words)
        self.make.setEnabled(count > 0)
        self.grid.setVisible(count > 0)

    def _tell(self, text: str, kind: str = "heading") -> None:
        self._told.setText(text)
        dress(self._told, "kind", kind)

    def _arrange(self) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        inside.setSpacing(SPACE)
        inside.addLayout(self._lines)
        inside.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        cancel = QPushButton(self.tr("Close"))
        cancel.clicked.connect(self.hide)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addWidget(self._on)
        layout.addWidget(card)
        layout.addWidget(self._told)
        layout.addWidget(self.grid, 1)
        layout.addStretch()
        layout.addLayout(foot)
