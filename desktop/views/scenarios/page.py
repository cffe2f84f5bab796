"""The page of scenarios: the tree at the left, the scenario that is looked at on the right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.shell.page import Page
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.scenarios.edits import free_name
from desktop.views.scenarios.outline import Outline, read_outline
from desktop.views.scenarios.override_editing import OverrideEditing
from desktop.views.scenarios.override_form import OverrideForm
from desktop.views.scenarios.overrides_panel import OverridesPanel
from desktop.views.scenarios.page_actions import PageActions
from desktop.views.scenarios.scenario_head import ScenarioHead
from desktop.views.scenarios.steps import ScenarioSteps
from desktop.views.scenarios.sweep_sheet import SweepSheet
from desktop.views.scenarios.tree_panel import TreePanel
from desktop.views.scenarios.trials import OverrideTrials
from engine.changes import ChangeSet
from engine.network.network import BASELINE

_WIDTHS = (350, 1050)


class ScenariosPage(Page):
    """Scenarios and their overrides; every change is asked for, and shown when it has come."""

    def _made(self) -> Iterator[None]:
        context = self.context
        self.outline = Outline()
        self._sweep: SweepSheet | None = None
        self._steps = ScenarioSteps(context, self._on_refused, self)
        self._trials = OverrideTrials(context, self)
        self.page_actions = PageActions(context.actions, self)
        self.tree = TreePanel(self.page_actions.of_tree)
        self.head = ScenarioHead()
        yield
        form = OverrideForm()
        yield
        self.overrides = OverridesPanel(form, self.page_actions.of_overrides, self.page_actions.add)
        yield
        self._editing = OverrideEditing(self.overrides, self._steps, self._trials, self)
        self._run_button = QPushButton(self.tr("Run selected"))
        yield
        yield from self._arranging()
        self._connect()
        yield
        if context.session.is_open:
            self._refresh()

    @property
    def scenario(self) -> str:
        """The scenario that is looked at."""
        return self.tree.current

    def enter(self) -> None:
        """The page follows the scenario that the other pages show."""
        self.tree.choose(self.context.selection.scenario)
        self._editing.refresh()

    def new_beside(self) -> None:
        """Adds a scenario on Baseline."""
        self._new(BASELINE)

    def new_child(self) -> None:
        """Adds a scenario on the one that is looked at."""
        self._new(self.scenario)

    def duplicate_scenario(self) -> None:
        """Copies the scenario that is looked at, with its overrides."""
        name = self.scenario
        copy = free_name(self._names(), self.tr("{name} copy").replace("{name}", name))
        self.tree.await_scenario(copy, edit=True)
        self._steps.duplicate(name, copy)

    def rename_scenario(self) -> None:
        """Lets the user type another name."""
        self.tree.edit_name()

    def delete_scenarios(self) -> None:
        """Deletes the selected scenarios; asks first where others build on them."""
        names = [name for name in self.tree.selected() if name != BASELINE]
        below = {other for name in names for other in self.outline.descendants(name)} - set(names)
        if below:
            self._ask_deletion(names, sorted(below))
        elif names:
            self._steps.delete(names)

    def sweep(self) -> None:
        """Opens the editor of sweeps on the scenario that is looked at."""
        if self._sweep is None:
            self._sweep = SweepSheet(self.context, self)
            self._sweep.made.connect(self.tree.choose)
        self._sweep.begin(self.scenario)

    def add_override(self) -> None:
        """Begins a new override."""
        self._editing.add()

    def duplicate_override(self) -> None:
        """Copies the selected overrides."""
        self._editing.duplicate()

    def delete_overrides(self) -> None:
        """Deletes the selected overrides."""
        self._editing.delete()

    def move_up(self) -> None:
        """Moves the selected override one place up."""
        self._editing.move(-1)

    def move_down(self) -> None:
        """Moves the selected override one place down."""
        self._editing.move(1)

    def _names(self) -> list[str]:
        return [row.name for row in self.outline.rows]

    def _new(self, parent: str) -> None:
        name = free_name(self._names(), self.tr("Scenario"))
        self.tree.await_scenario(name, edit=True)
        self._steps.new(name, parent)

    def _ask_deletion(self, names: list[str], below: list[str]) -> None:
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setText(self.tr("Other scenarios build on what would be deleted."))
        told = self.tr("{names} would go, too. One undo brings all of them back.")
        question.setInformativeText(told.replace("{names}", ", ".join(below)))
        go = question.addButton(self.tr("Delete all of them"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        go.clicked.connect(lambda: self._steps.delete([*names, *below]))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()

    def _refresh(self) -> None:
        self.context.session.ask(read_outline, self._show_outline)

    def _show_outline(self, outline: Outline) -> None:
        self.outline = outline
        self.tree.show_outline(outline)
        self._show_scenario()

    def _show_scenario(self) -> None:
        if self.outline.find(self.scenario) >= 0:
            self.head.show_scenario(self.outline, self.scenario)
            self._editing.show_scenario(self.outline, self.scenario)
            self._show_enabled()

    def _show_enabled(self) -> None:
        lines = self._editing.selected
        own = sum(not line.inherited for line in lines)
        self.page_actions.show_enabled(
            baseline=self.scenario == BASELINE, lines=len(lines), own=own, scenarios=len(self.tree.selected())
        )

    def _on_changed(self, change: ChangeSet, _origin: str) -> None:
        if {"scenarios", "overrides"} & set(change.tables):
            self._refresh()
        elif self.isVisible():
            self._editing.refresh()

    def _on_chosen(self, name: str) -> None:
        self.context.selection.choose_scenario(name)
        self._on_selected()
        self._show_scenario()

    def _on_selected(self) -> None:
        names = self.tree.selected()
        self.context.selection.choose_scenarios(names if len(names) > 1 else ())
        self._show_enabled()

    def _on_renamed(self, old: str, new: str) -> None:
        self.tree.await_scenario(new)
        self._steps.rename(old, new)

    def _on_refused(self) -> None:
        self.tree.await_scenario("")
        self._editing.forget_coming()
        self._refresh()

    def _connect(self) -> None:
        self.context.session.opened.connect(self._refresh)
        self.context.session.changed.connect(self._on_changed)
        self.context.selection.scenario_changed.connect(self.tree.choose)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.selection_changed.connect(self._on_selected)
        self.tree.rename_requested.connect(self._on_renamed)
        self.head.described.connect(self._steps.describe)
        self._editing.selection_changed.connect(self._show_enabled)
        theme().changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        self._run_button.setIcon(icon("play", theme().tokens.on_accent))

    def _arranging(self) -> Iterator[None]:
        """From the outside in: a widget that is put into another takes all that it holds along, which takes time."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        split = QSplitter()
        layout.addWidget(split)
        left, right = QWidget(), QWidget()
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_WIDTHS))
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.tree, 1)
        yield
        column.addLayout(self._foot())
        rows = QVBoxLayout(right)
        rows.setContentsMargins(SPACE, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(self.head)
        yield
        rows.addWidget(self.overrides, 1)

    def _foot(self) -> QHBoxLayout:
        self._run_button.setProperty("kind", "primary")
        self._run_button.clicked.connect(self.context.actions["run.selected"].trigger)
        self._run_button.setToolTip(self.tr("Run the selected scenarios (F5)"))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._run_button, 1)
        everything, sweep = QPushButton(self.tr("Run all")), QPushButton(self.page_actions.sweep.text())
        everything.clicked.connect(self.context.actions["run.all"].trigger)
        sweep.clicked.connect(self.page_actions.sweep.trigger)
        foot.addWidget(everything)
        foot.addWidget(sweep)
        return foot
