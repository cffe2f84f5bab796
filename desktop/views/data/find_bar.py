"""Find and replace, in a bar above the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.session import Session
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.data.grid import GridView
from desktop.words import counted
from engine.errors import KnownError

if TYPE_CHECKING:
    from desktop.models.sought import Sought
    from desktop.session.database import Ticket
    from sync.store import Project

_PAUSE_MS = 200
_PATTERN_HELP = (
    "What is typed is a regular expression: ^ and $ for begin and end, . for any letter, .* for any text, "
    "[0-9] for a figure, (a|b) for one of two. In the text that takes its place, \\1 stands for the first group."
)


class FindBar(QFrame):
    """Looks for a text in the rows shown; goes from one cell to the next.

    Signals:
        replace_requested(Replacement): What is replaced by what, and where.
    """

    replace_requested = Signal(object)

    def __init__(self, grid: GridView, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid, self._model, self._session = grid, grid.table_model, session
        self._rows: np.ndarray = np.empty(0, dtype=np.int64)
        self._ticket: Ticket | None = None
        self._find, self._by = QLineEdit(), QLineEdit()
        self._count, self._wrong = QLabel(), QLabel(wordWrap=True)
        self._only = QCheckBox(self.tr("Only in this column"))
        self._whole = QCheckBox(self.tr("Whole cells"))
        self._pattern = QCheckBox(self.tr("Pattern"))
        self._previous, self._next, self._away = QToolButton(), QToolButton(), QToolButton()
        self._replace_all = QPushButton(self.tr("Replace all"))
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)
        self._arrange()
        self._connect()
        self._paint()
        self.hide()

    def open(self, *, replacing: bool) -> None:
        """Shows the bar and puts the cursor into it."""
        self.show()
        (self._by if replacing and self._find.text() else self._find).setFocus()
        self._find.selectAll()
        self._look()

    def look_for(self, text: str) -> None:
        """Looks for a text, as if it were typed."""
        self._find.setText(text)

    @property
    def found(self) -> int:
        """Rows that contain the text."""
        return len(self._rows)

    def step(self, way: int) -> None:
        """Goes to the next cell that contains the text, or to the one before."""
        if len(self._rows):
            self._go(self._next_row(way), way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the bar."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def _next_row(self, way: int) -> int:
        now = self._grid.currentIndex().row()
        spot = int(np.searchsorted(self._rows, now, side="right" if way > 0 else "left"))
        return int(self._rows[(spot if way > 0 else spot - 1) % len(self._rows)])

    def _go(self, row: int, way: int) -> None:
        """Chooses the cell once the store has said in which column the text stands."""
        from desktop.models.replacing import columns_with

        place, sought, table = self._model.place_at(row), self._sought(), self._model.table.name

        def chosen(columns: list[int]) -> None:
            if self._model.place_at(row) == place and columns:
                self._grid.choose([row], columns[0] if way > 0 else columns[-1])

        def question(project: Project) -> list[int]:
            cells = project.cells(table, [place] if place is not None else [])
            return [column for row_cells in cells for column in columns_with(row_cells, sought)]

        self._session.ask(question, chosen)

    def _look(self) -> None:
        from desktop.models.replacing import found_rows

        sought, asked, held = self._sought(), self._model.asked, self._model.places
        if self._ticket is not None:
            self._ticket.cancel()
        self._tell_wrong("")
        if not sought.text:
            self._on_found(np.empty(0, dtype=np.int64))
            return
        self._ticket = self._session.ask(
            lambda project: found_rows(project, asked, held, sought), self._on_found, self._on_refused
        )

    def _sought(self) -> Sought:
        from desktop.models.sought import Sought

        decimal = self._model.text.decimal
        return Sought(self._find.text(), decimal, self._whole.isChecked(), self._pattern.isChecked())

    def _on_refused(self, error: KnownError) -> None:
        """Nothing is found then; why, stands where it was typed."""
        self._on_found(np.empty(0, dtype=np.int64))
        self._tell_wrong(str(error))

    def _tell_wrong(self, words: str) -> None:
        dress(self._find, "wrong", bool(words))
        self._wrong.setText(words)
        self._wrong.setVisible(bool(words))

    def _on_found(self, rows: np.ndarray) -> None:
        self._ticket, self._rows = None, rows
        words = counted(len(rows), self.tr("1 row"), self.tr("{n} rows")) if len(rows) else self.tr("Nothing found")
        self._count.setText(words if self._find.text() else "")
        for widget in (self._previous, self._next, self._replace_all):
            widget.setEnabled(bool(len(rows)))

    def _on_replace_all(self) -> None:
        index = self._grid.currentIndex()
        from desktop.models.replacing import Replacement

        only = self._only.isChecked() and index.isValid()
        column = self._model.column(index.column()).name if only else ""
        self.replace_requested.emit(Replacement(self._sought(), self._by.text(), column))

    def _close(self) -> None:
        self.hide()
        self._grid.setFocus()

    def _connect(self) -> None:
        self._find.textChanged.connect(self._pause.start)
        for box in (self._whole, self._pattern):
            box.toggled.connect(self._pause.start)
        self._find.returnPressed.connect(lambda: self.step(1))
        self._next.clicked.connect(lambda: self.step(1))
        self._previous.clicked.connect(lambda: self.step(-1))
        self._replace_all.clicked.connect(self._on_replace_all)
        self._away.clicked.connect(self._close)
        self._model.opened.connect(lambda: self._pause.start() if self.isVisible() else None)
        theme().changed.connect(self._paint)

    def _arrange(self) -> None:
        self._find.setPlaceholderText(self.tr("Find in this table"))
        self._find.setAccessibleName(self.tr("Find"))
        self._by.setPlaceholderText(self.tr("Replace by"))
        self._by.setAccessibleName(self.tr("Replace by"))
        self._count.setProperty("kind", "muted")
        self._count.setMinimumWidth(96)
        for button, words in (
            (self._previous, self.tr("Previous")),
            (self._next, self.tr("Next (Enter)")),
            (self._away, self.tr("Close (Esc)")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._pattern.setToolTip(self.tr(_PATTERN_HELP))
        self._wrong.setProperty("kind", "bad")
        self._wrong.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.setSpacing(SPACE)
        finding = (self._find, self._previous, self._next, self._count, self._whole, self._pattern)
        for number, widget in enumerate(finding):
            layout.addWidget(widget, 0, number)
        layout.addWidget(self._away, 0, len(finding))
        layout.addWidget(self._wrong, 1, 0, 1, len(finding))
        layout.addWidget(self._by, 2, 0)
        layout.addWidget(self._replace_all, 2, 1, 1, 3)
        layout.addWidget(self._only, 2, 4, 1, 2)
        layout.setColumnStretch(0, 1)

    def _paint(self) -> None:
        muted = theme().tokens.muted
        self._previous.setIcon(icon("chevron-up", muted))
        self._next.setIcon(icon("chevron-down", muted))
        self._away.setIcon(icon("x", muted))
