"""What an empty table says: what belongs there, and the ways to fill it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.titles import title
from desktop.shell.actions import Actions
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from engine.schema import Table

_SIGN = 40
_WIDTH = 460
_ELSEWHERE = ("import.open", "import.template")


class EmptyTable(QWidget):
    """Shown over the grid while a table has no rows.

    Signals:
        row_requested(): The user wants to type the first row.
        paste_requested(): The user wants to paste rows.
    """

    row_requested = Signal()
    paste_requested = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        centred = Qt.AlignmentFlag.AlignHCenter
        self._sign = QLabel(alignment=centred)
        self._title, self._meaning, self._empty = (QLabel(alignment=centred, wordWrap=True) for _ in range(3))
        self._title.setProperty("kind", "title")
        self._empty.setProperty("kind", "muted")
        self._add = QPushButton(self.tr("Type the first row"))
        self._add.setProperty("kind", "primary")
        self._add.clicked.connect(self.row_requested)
        self._paste = QPushButton(self.tr("Paste from a spreadsheet"))
        self._paste.clicked.connect(self.paste_requested)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE)
        for button in (self._add, self._paste):
            self._buttons.addWidget(button)
        self._offered: set[str] = set()
        self._arrange()
        theme().changed.connect(self._paint)
        self._paint()

    @property
    def text(self) -> str:
        """What is said."""
        return "\n".join(label.text() for label in (self._title, self._meaning, self._empty))

    def show_table(self, table: Table) -> None:
        """Says what belongs into a table, and offers what other pages can do to fill it."""
        self._title.setText(self.tr("No rows in {table}").replace("{table}", title(table.name)))
        self._meaning.setText(self.tr("A row: {meaning}").replace("{meaning}", _sentence(table.meaning)))
        self._empty.setText(self.tr("Without rows: {meaning}").replace("{meaning}", _sentence(table.empty)))
        self._empty.setVisible(bool(table.empty))
        for name in _ELSEWHERE:
            if name in self._actions and name not in self._offered:
                self._offered.add(name)
                self._buttons.addWidget(_button(self._actions[name]))

    def _arrange(self) -> None:
        words = QWidget()
        words.setFixedWidth(_WIDTH)
        self._sign.setMinimumHeight(_SIGN + SPACE)
        column = QVBoxLayout(words)
        column.setSpacing(SPACE)
        for label in (self._sign, self._title, self._meaning, self._empty):
            column.addWidget(label)
        middle = QHBoxLayout()  # an aligned widget would not get the height that its wrapped words need
        middle.addStretch()
        middle.addWidget(words)
        middle.addStretch()
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self._buttons)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addSpacing(MARGIN)
        layout.addLayout(row)
        layout.addStretch(3)

    def _paint(self) -> None:
        self._sign.setPixmap(icon("table-2", theme().tokens.faint).pixmap(_SIGN, _SIGN))


def _button(action: QAction) -> QPushButton:
    button = QPushButton(action.text())
    button.clicked.connect(action.trigger)
    return button


def _sentence(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
