"""The page of the history: every change with its author and time, and the way back to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QPushButton, QTreeView, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.page import Page
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.history.model import NUMBER, ORIGIN, WHAT, WHEN, WHO, HistoryModel

if TYPE_CHECKING:
    from sync.store import JournalEntry, Project

_WIDTHS = {NUMBER: 64, WHEN: 168, WHO: 120, WHAT: 300, ORIGIN: 128}


class HistoryPage(Page):
    """Versions, the newest first; going back is a change itself and can be undone."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._model = HistoryModel(self)
        self._list = self._made_list()
        self._back = QPushButton(self.tr("Go back to this version"))
        self._back.setEnabled(False)
        self._back.clicked.connect(self._go_back)
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("kind", "muted")
        self._arrange()
        context.session.changed.connect(self._on_changed)
        theme().changed.connect(self._paint)
        self._paint()

    def enter(self) -> None:
        """Reads the journal anew."""
        self.context.session.ask(_history, self._show)

    def _made_list(self) -> QTreeView:
        view = QTreeView()
        view.setModel(self._model)
        view.setAccessibleName(self.tr("Changes of the project"))
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        for column, width in _WIDTHS.items():
            view.header().resizeSection(column, width)
        view.header().setStretchLastSection(True)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.selectionModel().currentRowChanged.connect(self._on_chosen)
        return view

    def _arrange(self) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, SPACE, 1, SPACE)
        inside.addWidget(self._list, 1)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.addWidget(self._hint, 1)
        row.addWidget(self._back)
        inside.addWidget(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def _on_changed(self) -> None:
        if self.isVisible():
            self.enter()

    def _show(self, found: tuple[list[JournalEntry], frozenset[int]]) -> None:
        self._model.show_history(*found)
        self._on_chosen()

    def _on_chosen(self) -> None:
        row = self._list.currentIndex().row()
        self._back.setEnabled(row > 0)
        if row < 0:
            words = self.tr("Choose a version to go back to. Going back is a change of its own: it can be undone.")
        elif row == 0:
            words = self.tr("This is how the project stands now.")
        else:
            words = self.tr("{n} later changes would be taken back, as one step that can be undone.")
            words = words.replace("{n}", str(row))
        self._hint.setText(words)

    def _go_back(self) -> None:
        row = self._list.currentIndex().row()
        if row > 0:
            self.context.session.rollback(self._model.entry(row).version)

    def _paint(self) -> None:
        self._back.setIcon(icon("history", theme().tokens.muted))


def _history(project: Project) -> tuple[list[JournalEntry], frozenset[int]]:
    """The journal, and the versions in it that are undone."""
    return project.history(), frozenset(project.steps()[1])
