"""The tree of scenarios with the buttons that edit it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.theme.tokens import GAP, SPACE
from desktop.views.scenarios.outline import Outline
from desktop.views.scenarios.tree_model import NAME, OVERRIDES, ScenarioTree
from engine.network.network import BASELINE

_COUNT_WIDTH = 84


class TreePanel(QFrame):
    """Scenarios by parent.

    Signals:
        chosen(str): Another scenario is looked at.
        selection_changed(): Other scenarios are selected.
        rename_requested(str, str): The user typed another name for a scenario.
    """

    chosen = Signal(str)
    selection_changed = Signal()
    rename_requested = Signal(str, str)

    def __init__(self, tools: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.model = ScenarioTree(self)
        self.model.rename_requested.connect(self.rename_requested)
        self._current = BASELINE
        self._awaited = ""
        self._edits = False
        self.view = QTreeView()
        self.view.setAccessibleName(self.tr("Scenarios by parent"))
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.view.setExpandsOnDoubleClick(False)
        self.view.setUniformRowHeights(True)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(OVERRIDES, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(OVERRIDES, _COUNT_WIDTH)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.selectionModel().selectionChanged.connect(lambda *_ranges: self.selection_changed.emit())
        self._arrange(tools)

    @property
    def current(self) -> str:
        """The scenario that is looked at."""
        return self._current

    def selected(self) -> tuple[str, ...]:
        """Selected scenarios in tree order."""
        rows = self.view.selectionModel().selectedRows(NAME)
        places = sorted(index.internalId() for index in rows)
        return tuple(self.model.outline.rows[place].name for place in places)

    def show_outline(self, outline: Outline) -> None:
        """Shows the scenarios of the project; what was looked at stays so, as long as it is there."""
        selected, before = self.selected(), self._current
        self.model.show_outline(outline)
        self.view.expandAll()
        came = outline.find(self._awaited) >= 0
        if came:
            self._current, self._awaited = self._awaited, ""
        elif outline.find(self._current) < 0:
            self._current = BASELINE
        self._select(selected if self._current in selected else (self._current,))
        if self._current != before:
            self.chosen.emit(self._current)
        if came and self._edits:
            self._edits = False
            self.edit_name()

    def choose(self, name: str) -> None:
        """Looks at a scenario, now or as soon as there is one of that name."""
        if self.model.outline.find(name) < 0:
            self.await_scenario(name)
        elif name != self._current:
            self._current = name
            self._select((name,))
            self.chosen.emit(name)

    def await_scenario(self, name: str, *, edit: bool = False) -> None:
        """Looks at a scenario as soon as it comes, and perhaps lets the user type its name; empty for none."""
        self._awaited, self._edits = name, edit

    def edit_name(self) -> None:
        """Lets the user type another name for the scenario that is looked at."""
        self.view.edit(self.model.place_of(self._current))

    def _select(self, names: Sequence[str]) -> None:
        chooser = self.view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        whole = flags.Select | flags.Rows
        chooser.setCurrentIndex(self.model.place_of(self._current), flags.ClearAndSelect | flags.Rows)
        for name in names:
            if (index := self.model.place_of(name)).isValid():
                chooser.select(index, whole)
        self.view.scrollTo(self.model.place_of(self._current))

    def _arrange(self, tools: Sequence[QAction]) -> None:
        heading = QLabel(self.tr("Scenarios"))
        heading.setProperty("kind", "heading")
        strip = QHBoxLayout()
        strip.setSpacing(GAP)
        strip.addWidget(heading, 1)
        for action in tools:
            strip.addWidget(tool_button(action))
        offer_in_menu(self.view, tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(strip)
        layout.addWidget(self.view, 1)

    def _on_current_changed(self) -> None:
        name = self.model.name_at(self.view.currentIndex())
        if name and name != self._current:
            self._current = name
            self.chosen.emit(name)


def tool_button(action: QAction) -> QToolButton:
    """A small button that shows an action's icon and says its text."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    keys = action.shortcut().toString()
    button.setToolTip(f"{action.text()} ({keys})" if keys else action.text())
    return button


def offer_in_menu(view: QAbstractItemView, tools: Sequence[QAction]) -> None:
    """Offers actions in the menu of a list, too; the last of them, which deletes, by the key for it."""
    view.addActions(list(tools))
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    delete = QShortcut(QKeySequence.StandardKey.Delete, view, context=Qt.ShortcutContext.WidgetShortcut)
    delete.activated.connect(tools[-1].trigger)
