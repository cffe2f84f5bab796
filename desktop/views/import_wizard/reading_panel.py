"""The first step for csv: how its text is read, what that gives, and what speaks against it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.import_wizard.grid_model import GridModel, SheetShape
from desktop.views.import_wizard.reading_choices import ReadingChoices
from desktop.views.import_wizard.reading_problems import ReadingProblems, sign_of, worst

_BAR = (160, 6)


class ReadingPanel(QWidget):
    """Choosers above, the first rows of a file below.

    Signals:
        chosen(): Something else is chosen; the file has to be looked at anew.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: list[dict[str, Any]] = []
        self.choices = ReadingChoices()
        self.problems = ReadingProblems()
        self.grid = GridModel(self)
        self._memory = QLabel()
        self._memory.setProperty("kind", "muted")
        self._file = QComboBox()
        self._file.setAccessibleName(self.tr("File shown"))
        self._all = QLabel(self.tr("One choice holds for all files of the folder."))
        self._all.setProperty("kind", "muted")
        self._file.activated.connect(lambda _place: self._show_file())
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedSize(*_BAR)
        self._busy.setAccessibleName(self.tr("Reading the first rows"))
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self._busy.hide()
        self._cells = QTableView()
        self._cells.setAccessibleName(self.tr("First rows of the file"))
        self._cells.setModel(self.grid)
        self._cells.verticalHeader().setDefaultSectionSize(26)
        self._cells.horizontalHeader().setDefaultSectionSize(140)
        self._nothing = QLabel(self.tr("The first rows stand here as soon as the text can be read."))
        self._nothing.setProperty("kind", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.as_found = QPushButton(self.tr("Use what was found"))
        self.as_found.setToolTip(self.tr("Leave encoding, delimiter and decimal sign to the file"))
        self.as_found.clicked.connect(self._on_as_found)
        self.choices.chosen.connect(self._on_chosen)
        theme().changed.connect(self._paint)
        self._arrange()

    @property
    def is_ready(self) -> bool:
        """Whether what is chosen was looked at, and no file is refused under it."""
        return bool(self._files) and not self._busy.isVisibleTo(self) and not any(f["refusal"] for f in self._files)

    @property
    def has_files(self) -> bool:
        """Whether there is csv to show."""
        return bool(self._files)

    def forget(self) -> None:
        """The source is gone."""
        self._files = []
        self._file.clear()
        self._busy.hide()

    def show_look(self, look: dict[str, Any]) -> None:
        """Shows the answer of `desktop.compute.csv_look.look`."""
        self._busy.hide()
        self._files = look["files"]
        self.choices.show_choices(look["choices"])
        words = self.tr("Read as remembered under “{name}”.").replace("{name}", look["remembered"])
        self._memory.setText(words if look["remembered"] else "")
        self._show_names()
        self._show_file()

    def show_refusal(self, text: str) -> None:
        """The whole file cannot be read as chosen, though its first rows could."""
        self._busy.hide()
        at = self._file.currentIndex()
        self._files[at] = {**self._files[at], "refusal": text}
        self._paint()
        self._show_file()

    def _on_as_found(self) -> None:
        self.choices.show_choices(dict.fromkeys(self.choices.choices))
        self.choices.encoding.setFocus()
        self._on_chosen()

    def _on_chosen(self) -> None:
        self._busy.show()
        self.chosen.emit()

    def _show_names(self) -> None:
        """Offers the files, each with the sign of its worst problem; one that is refused is shown first."""
        names = [file["name"] for file in self._files]
        if names != [self._file.itemText(place) for place in range(self._file.count())]:
            self._file.clear()
            self._file.addItems(names)
        is_folder = len(names) > 1
        self._file.setVisible(is_folder)
        self._all.setVisible(is_folder)
        refused = next((place for place, file in enumerate(self._files) if file["refusal"]), None)
        if refused is not None and not self._files[self._file.currentIndex()]["refusal"]:
            self._file.setCurrentIndex(refused)
        self._paint()

    def _paint(self) -> None:
        for place, file in enumerate(self._files):
            self._file.setItemIcon(place, sign_of(worst(file)))

    def _show_file(self) -> None:
        file = self._files[self._file.currentIndex()]
        self.choices.show_found(file["found"])
        self.problems.show_file(file)
        rows = [] if file["refusal"] else file["rows"]
        self.grid.show_sheet(SheetShape(file["name"], len(rows), len(rows[0]) if rows else 0, file["header_row"]))
        self.grid.take_page(file["name"], 0, rows)
        marks = {(mark["row"], mark["at"]): (mark["severity"], mark["message"]) for mark in file["marks"]}
        self.grid.show_marks(marks, frozenset())
        self._cells.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.as_found.setVisible(any(self.choices.choices.values()))

    def _arrange(self) -> None:
        title = QLabel(self.tr("How the file is read"))
        title.setProperty("kind", "heading")
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(title)
        head.addWidget(self._memory)
        head.addWidget(self._busy)
        head.addStretch(1)
        head.addWidget(self._all)
        head.addWidget(self._file)
        above, below = QFrame(), QFrame()
        for card in (above, below):
            card.setProperty("card", "true")
        column = QVBoxLayout(above)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.choices, 1)
        line.addWidget(self.as_found, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        column.addWidget(self.problems)
        inner = QVBoxLayout(below)
        inner.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        inner.addWidget(self._cells)
        inner.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(above)
        layout.addWidget(below, 1)
