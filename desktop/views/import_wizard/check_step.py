"""The step in which every problem stands in its cell, and rows are left out by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import dress
from desktop.theme.tokens import SPACE
from desktop.views.figures import figure
from desktop.views.import_wizard.grid_model import GridModel, SheetShape
from desktop.views.import_wizard.problems_model import MESSAGE, PLACE, VALUE, ProblemsModel, kinds_of
from desktop.views.import_wizard.reading_choices import choose
from desktop.words import counted


class CheckStep(QWidget):
    """Problems above, the cells of a sheet below.

    Signals:
        changed(): Other rows are left out, or the source is read by other rules; it has to be checked anew.
        again_requested(): The source was mended and is to be read again.
    """

    changed = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.excluded: dict[str, frozenset[int]] = {}
        self._marks: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
        self._shapes: dict[str, SheetShape] = {}
        self.problems = ProblemsModel(self)
        self.grid = GridModel(self)
        self._counts = QLabel()
        self._counts.setWordWrap(True)
        self._kind = QComboBox()
        self._kind.setAccessibleName(self.tr("Kind of problems listed"))
        self._kind.setMinimumContentsLength(34)
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._issues: list[dict[str, Any]] = []
        self._list = self._problem_list()
        self._cells = self._cell_grid()
        self._sheet = QComboBox()
        self._sheet.setAccessibleName(self.tr("Sheet shown"))
        self._decimal = _choice([(self.tr("as the file shows"), None), ("1234.5", "."), ("1234,5", ",")])
        self._decimal.setAccessibleName(self.tr("Decimal sign of numbers written as text"))
        self._days = _choice([(self.tr("as the file shows"), None), ("31/12/2026", True), ("12/31/2026", False)])
        self._days.setAccessibleName(self.tr("Order of day and month"))
        self.leave_out = QPushButton(self.tr("Leave these rows out"))
        self.leave_out_all = QPushButton()
        self.again = QPushButton(self.tr("Read again"))
        self.again.setToolTip(self.tr("Read the source again after you have mended it; the mapping stays"))
        self.take_back = QPushButton(self.tr("Take all rows back"))
        self._arrange()
        self._sheet.activated.connect(lambda _place: self._show_sheet(self._sheet.currentText()))
        self._kind.activated.connect(lambda _place: self._on_kind_chosen())
        self._decimal.activated.connect(lambda _place: self.changed.emit())
        self._days.activated.connect(lambda _place: self.changed.emit())
        self.leave_out.clicked.connect(lambda: self._exclude(self._chosen_rows()))
        self.leave_out_all.clicked.connect(lambda: self._exclude(self._rows_alike()))
        self.take_back.clicked.connect(self._on_take_back)
        self.again.clicked.connect(self.again_requested)
        self._show_buttons()

    def begin(self, shapes: list[SheetShape]) -> None:
        """Shows the sheets that are used; rows left out stay so where their sheet still is."""
        self._shapes = {shape.name: shape for shape in shapes}
        self.excluded = {name: rows for name, rows in self.excluded.items() if name in self._shapes}
        shown = self._sheet.currentText()
        self._sheet.clear()
        self._sheet.addItems(list(self._shapes))
        self._show_sheet(shown if shown in self._shapes else self._sheet.itemText(0))

    def forget(self) -> None:
        """Another source: nothing is left out of it."""
        self.excluded = {}

    @property
    def options(self) -> dict[str, Any]:
        """How the rows are read, as plain data."""
        return {
            "decimal": self._decimal.currentData(),
            "day_first": self._days.currentData(),
            "excluded": {name: sorted(rows) for name, rows in self.excluded.items() if rows},
        }

    def set_decimal(self, decimal: str | None) -> None:
        """Shows the decimal sign that was chosen elsewhere; nothing is checked anew."""
        choose(self._decimal, decimal)

    def show_check(self, check: dict[str, Any]) -> None:
        """Shows the answer of `desktop.compute.importing.check`."""
        self._issues = check["issues"]
        self._show_kinds()
        marks: dict[str, dict[tuple[int, int], tuple[str, str]]] = defaultdict(dict)
        for issue in reversed(check["issues"]):  # the gravest come first and are put last
            marks[issue["sheet"]][issue["row"], issue["at"]] = (issue["severity"], issue["message"])
        self._marks = marks
        self._counts.setText(self._words(check))
        dress(self._counts, "kind", "bad" if check["counts"]["error"] else "heading")
        self._mark()
        if check["counts"]["error"] and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self.problems.index(0, MESSAGE))  # the gravest come first
        self._show_buttons()

    def _show_kinds(self) -> None:
        """Offers the kinds of problems; the one that was looked at stays while there are any of it."""
        chosen = self._kind.currentData()
        self._kind.clear()
        self._kind.addItem(self.tr("All problems ({count})").replace("{count}", figure(len(self._issues))), None)
        for kind, words in kinds_of(self._issues):
            self._kind.addItem(words, kind)
        # By hand: Qt compares what Python objects it holds by identity.
        kinds = [self._kind.itemData(place) for place in range(self._kind.count())]
        self._kind.setCurrentIndex(kinds.index(chosen) if chosen in kinds else 0)
        self._on_kind_chosen()

    def _on_kind_chosen(self) -> None:
        kind = self._kind.currentData()
        listed = [issue for issue in self._issues if kind in (None, (issue["rule"], issue["table"], issue["column"]))]
        self.problems.show_issues(listed)
        self.problems.show_excluded(self.excluded)
        self._show_buttons()

    def _words(self, check: dict[str, Any]) -> str:
        total = {
            name: sum(sheet[name] for sheet in check["sheets"]) for name in ("read", "used", "reported", "excluded")
        }
        words = self.tr("{read} rows read = {used} used + {reported} with errors + {excluded} left out by hand")
        for name, count in total.items():
            words = words.replace(f"{{{name}}}", figure(count))
        counts = check["counts"]
        said = ", ".join(
            (
                counted(counts["error"], self.tr("1 error"), self.tr("{n} errors")),
                counted(counts["warning"], self.tr("1 warning"), self.tr("{n} warnings")),
                counted(counts["note"], self.tr("1 note"), self.tr("{n} notes")),
            )
        )
        more = sum(counts.values()) - len(check["issues"])
        shown = self.tr(" (the first {count} are listed)").replace("{count}", figure(len(check["issues"])))
        return f"{words}  ·  {said}{shown if more > 0 else ''}"

    def _show_sheet(self, name: str) -> None:
        if name in self._shapes:
            self._sheet.setCurrentText(name)
            self.grid.show_sheet(self._shapes[name])
            self._mark()

    def _mark(self) -> None:
        name = self.grid.sheet
        self.grid.show_marks(self._marks.get(name, {}), self.excluded.get(name, frozenset()))

    def _on_problem_chosen(self, index: QModelIndex) -> None:
        self._show_buttons()
        if not index.isValid():
            return
        issue = self.problems.issues[index.row()]
        if issue["sheet"] != self.grid.sheet:
            self._show_sheet(issue["sheet"])
        if issue["sheet"] == self.grid.sheet and issue["row"] >= 0:
            cell = self.grid.index(issue["row"], max(issue["at"], 0))
            self._cells.setCurrentIndex(cell)
            self._cells.scrollTo(cell, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _chosen_rows(self) -> dict[str, set[int]]:
        """Rows, counted from 1, of the selected cells below the headers; else of the selected problems."""
        shape = self._shapes.get(self.grid.sheet)
        cells = {index.row() + 1 for index in self._cells.selectionModel().selectedIndexes()}
        below = {row for row in cells if shape is not None and row > shape.header_row}
        return {self.grid.sheet: below} if below else {}

    def _rows_alike(self) -> dict[str, set[int]]:
        """Rows of all problems of the rule and column of the one that is chosen."""
        index = self._list.currentIndex()
        if not index.isValid():
            return {}
        chosen = self.problems.issues[index.row()]
        found: dict[str, set[int]] = defaultdict(set)
        for issue in self.problems.issues:
            if issue["row"] >= 0 and all(issue[name] == chosen[name] for name in ("rule", "table", "column")):
                shape = self._shapes.get(issue["sheet"])
                if shape is not None and issue["row"] + 1 > shape.header_row:
                    found[issue["sheet"]].add(issue["row"] + 1)
        return dict(found)

    def _exclude(self, rows: dict[str, set[int]]) -> None:
        if rows:
            for sheet, numbers in rows.items():
                self.excluded[sheet] = self.excluded.get(sheet, frozenset()) | numbers
            self._on_excluded()

    def _on_take_back(self) -> None:
        self.excluded = {}
        self._on_excluded()

    def _on_excluded(self) -> None:
        self.problems.show_excluded(self.excluded)
        self._mark()
        self._show_buttons()
        self.changed.emit()

    def _show_buttons(self) -> None:
        chosen = sum(map(len, self._chosen_rows().values()))
        alike = sum(map(len, self._rows_alike().values()))
        words = self.tr("Leave out {count} rows") if chosen != 1 else self.tr("Leave out this row")
        self.leave_out.setText(words.replace("{count}", figure(chosen)) if chosen else self.tr("Leave rows out"))
        self.leave_out.setEnabled(chosen > 0)
        self.leave_out_all.setText(
            self.tr("Leave out all {count} rows with this problem").replace("{count}", figure(alike))
        )
        self.leave_out_all.setVisible(alike > 1)
        self.take_back.setVisible(any(self.excluded.values()))

    def _problem_list(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(self.tr("Problems by cell"))
        view.setModel(self.problems)
        view.verticalHeader().hide()
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(VALUE, 120)
        header.resizeSection(PLACE, 200)
        view.selectionModel().currentChanged.connect(lambda index, _before: self._on_problem_chosen(index))
        return view

    def _cell_grid(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(self.tr("Cells of the sheet"))
        view.setModel(self.grid)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.verticalHeader().setDefaultSectionSize(26)
        view.horizontalHeader().setDefaultSectionSize(130)
        view.selectionModel().selectionChanged.connect(lambda *_ranges: self._show_buttons())
        return view

    def _arrange(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(SPACE)
        tools.addWidget(self._sheet)
        tools.addWidget(self.leave_out)
        tools.addWidget(self.leave_out_all)
        tools.addWidget(self.take_back)
        tools.addWidget(self.again)
        tools.addStretch(1)
        for words, choice in ((self.tr("Numbers as text"), self._decimal), (self.tr("Dates"), self._days)):
            label = QLabel(words)
            label.setProperty("kind", "muted")
            tools.addWidget(label)
            tools.addWidget(choice)
        head = QHBoxLayout()
        head.addWidget(self._counts, 1)
        head.addWidget(self._kind)
        above, below = QFrame(), QFrame()
        for card, line, view in ((above, head, self._list), (below, tools, self._cells)):
            card.setProperty("card", "true")
            column = QVBoxLayout(card)
            column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
            column.setSpacing(SPACE)
            column.addLayout(line)
            column.addWidget(view, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(SPACE)
        split.addWidget(above)
        split.addWidget(below)
        split.setSizes([260, 400])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)


def _choice(entries: list[tuple[str, Any]]) -> QComboBox:
    choice = QComboBox()
    for text, value in entries:
        choice.addItem(text, value)
    return choice
