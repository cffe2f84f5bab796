"""The command palette: type a few letters, press Enter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.goals import NAMED, Goal, action_goal, baseline_goal, row_goal, scenario_goal, table_goals
from desktop.shell.palette_line import KEYS, PaletteLine
from desktop.theme.tokens import MARGIN, SPACE

if TYPE_CHECKING:
    from desktop.session.database import Ticket
    from sync.store import Project

_WIDTH, _HEIGHT = 560, 380
_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_GOAL = Qt.ItemDataRole.UserRole
_PAUSE_MS = 120
_LISTED, _OF_A_TABLE = 60, 8
_NOT_FITTING = 3


class CommandPalette(QFrame):
    """A field and what matches it, over the window: actions, tables, columns, scenarios, rows by name."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("card", "true")
        self.setObjectName("command-palette")
        self._context = context
        self._window = window
        self._goals: list[Goal] = []
        self._ticket: Ticket | None = None
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("An action, a table, a column, a scenario, a site …"))
        self._field.setAccessibleName(self.tr("Find anything"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("What was found"))
        self._list.setIconSize(QSize(MARGIN, MARGIN))
        self._list.setItemDelegate(PaletteLine(self._list))
        self._nothing = QLabel(self.tr("Nothing is called like that."))
        self._nothing.setProperty("kind", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        for widget in (self._field, self._list, self._nothing):
            layout.addWidget(widget)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)
        self._field.textChanged.connect(self._on_text_changed)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._list.itemActivated.connect(self._run)
        self.hide()

    def open(self) -> None:
        """Shows the palette in the middle of the window's top."""
        width, height = min(_WIDTH, self._window.width() - 40), min(_HEIGHT, self._window.height() - 80)
        self.setGeometry((self._window.width() - width) // 2, 60, width, height)
        self._field.clear()
        self._on_text_changed("")
        self.show()
        self.raise_()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list, Escape and loss of focus close."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            if event.key() in _KEYS:
                self._list.keyPressEvent(event)
                return True
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _on_text_changed(self, text: str) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        words = text.lower().split()
        self._list.clear()
        self._goals = []
        self._add(self._fitting(words))
        self._list.setCurrentRow(0)
        if words:
            self._pause.start()
        self._tell_of_nothing()

    def _fitting(self, words: list[str]) -> list[Goal]:
        """Enabled actions in their order while nothing is typed; else whatever fits, the best first."""
        actions = [action_goal(action) for action in self._context.actions if action.isEnabled()]
        if not words:
            return actions
        goals = [*actions, baseline_goal(self._context), *table_goals(self._context)]
        ranked = sorted(((goal.rank(words), goal) for goal in goals), key=lambda pair: pair[0])
        return [goal for rank, goal in ranked if rank < _NOT_FITTING][:_LISTED]

    def _look(self) -> None:
        """Asks the store for names; they come below what is listed, so that Enter runs what is seen as chosen."""
        text = self._field.text().strip()
        if not text or not self._context.session.is_open:
            return

        def names(project: Project) -> list[tuple[str, str]]:
            tables = ("scenarios", *NAMED)
            return [(table, name) for table in tables for name in project.rows.names_like([table], text, _OF_A_TABLE)]

        self._ticket = self._context.session.ask(names, self._on_named)

    def _on_named(self, names: list[tuple[str, str]]) -> None:
        self._ticket = None
        self._add(
            scenario_goal(self._context, name) if table == "scenarios" else row_goal(self._context, table, name)
            for table, name in names
        )
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._tell_of_nothing()

    def _add(self, goals: Iterable[Goal]) -> None:
        for goal in goals:
            item = QListWidgetItem(goal.picture, goal.text)
            item.setData(KEYS, goal.note)
            item.setData(_GOAL, len(self._goals))
            self._goals.append(goal)
            self._list.addItem(item)

    def _tell_of_nothing(self) -> None:
        """Says that nothing fits, but not before the store was asked."""
        nothing = not self._goals and not self._pause.isActive() and self._ticket is None
        self._list.setHidden(nothing)
        self._nothing.setVisible(nothing)

    def _run(self) -> None:
        item = self._list.currentItem()
        self.hide()
        if item is not None:
            self._goals[item.data(_GOAL)].run()
