"""The page of scenarios: tree at the left, the scenario that is looked at on the right."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.context import Call, Context
from desktop.shell.page import Page
from desktop.theme.tokens import SPACE
from desktop.views.scenarios import edits
from desktop.views.scenarios.edits import free_name
from desktop.views.scenarios.outline import Outline, read_outline, scenario_tables
from desktop.views.scenarios.overrides_model import OverrideLine, lines_of
from desktop.views.scenarios.overrides_panel import OverridesPanel
from desktop.views.scenarios.page_actions import PageActions
from desktop.views.scenarios.scenario_head import ScenarioHead
from desktop.views.scenarios.sweep_sheet import SweepSheet
from desktop.views.scenarios.tree_panel import TreePanel
from engine.changes import ChangeSet
from engine.errors import KnownError
from engine.network.network import BASELINE

_TREE_WIDTH = 300


class ScenariosPage(Page):
    """Scenarios and their overrides; every change is asked for, and shown when it has come."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.outline = Outline()
        self._report: Call | None = None
        self._preview: Call | None = None
        self._wanted: tuple[str, float] | None = None
        self._edited: OverrideLine | None = None
        self._sweep: SweepSheet | None = None
        self.actions_of_page = PageActions(context.actions, self)
        self.tree = TreePanel(self.actions_of_page.of_tree)
        self.head = ScenarioHead()
        self.overrides = OverridesPanel(self.actions_of_page.of_overrides, self.actions_of_page.add)
        self.overrides.hide_form()
        self._arrange()
        self._connect()
        context.session.opened.connect(self._refresh)
        context.session.changed.connect(self._on_changed)
        if context.session.is_open:
            self._refresh()

    @property
    def scenario(self) -> str:
        """The scenario that is looked at."""
        return self.tree.current

    def enter(self) -> None:
        """The page follows the scenario that the other pages show."""
        self.tree.choose(self.context.selection.scenario)
        self._show_scenario()

    def new_scenario(self, parent: str) -> None:
        """Adds a scenario on a parent, and lets the user type its name."""
        name = free_name([row.name for row in self.outline.rows], self.tr("Scenario"))
        self.tree.edit_name_of(name)
        self._edit(partial(edits.new_scenario, name=name, parent=parent), self.tr("New scenario {name}"), name)

    def new_child(self) -> None:
        """Adds a scenario on the one that is looked at."""
        self.new_scenario(self.scenario)

    def new_beside(self) -> None:
        """Adds a scenario on Baseline."""
        self.new_scenario(BASELINE)

    def duplicate_scenario(self) -> None:
        """Copies the scenario that is looked at, with its overrides."""
        name, taken = self.scenario, [row.name for row in self.outline.rows]
        copy = free_name(taken, self.tr("{name} copy").replace("{name}", name))
        self.tree.edit_name_of(copy)
        self._edit(partial(edits.duplicate_scenario, name=name, copy=copy), self.tr("Duplicate {name}"), name)

    def rename_scenario(self) -> None:
        """Lets the user type another name."""
        self.tree.edit_name()

    def delete_scenarios(self) -> None:
        """Deletes the selected scenarios; asks first where others build on them."""
        names = [name for name in self.tree.selected() if name != BASELINE]
        below = {other for name in names for other in self.outline.descendants(name)} - set(names)
        if not names:
            return
        if not below:
            self._delete([*names])
            return
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setText(self.tr("Other scenarios build on this one."))
        told = self.tr("{names} would go, too. One undo brings all of them back.")
        question.setInformativeText(told.replace("{names}", ", ".join(sorted(below))))
        go = question.addButton(self.tr("Delete all of them"), QMessageBox.ButtonRole.DestructiveRole)
        question.addButton(QMessageBox.StandardButton.Cancel)
        go.clicked.connect(lambda: self._delete([*names, *below]))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()

    def add_override(self) -> None:
        """Begins a new override at the end of the scenario."""
        self._edited = None
        self.overrides.view.clearSelection()
        self.overrides.show_form(self.tr("New override"), editable=True)
        self.overrides.form.show_cells({}, new=True)
        self.overrides.form.focus_first()

    def duplicate_override(self) -> None:
        """Copies the selected overrides behind the others."""
        rows = [{name: getattr(line.override, name) for name in edits.CELLS} for line in self.overrides.selected()]
        if rows:
            self._wanted = (self.scenario, self._next_order())
            make = partial(edits.add_overrides, scenario=self.scenario, rows=rows)
            self._edit(make, self.tr("Duplicate overrides of {name}"), self.scenario)

    def delete_overrides(self) -> None:
        """Deletes the selected overrides of the scenario itself."""
        orders = [line.override.order for line in self.overrides.selected() if not line.inherited]
        if orders:
            self._edited = None
            make = partial(edits.delete_overrides, scenario=self.scenario, orders=orders)
            self._edit(make, self.tr("Delete overrides of {name}"), self.scenario)

    def move_up(self) -> None:
        """Moves the selected override one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """Moves the selected override one place down."""
        self._move(1)

    def run_selected(self) -> None:
        """Runs the selected scenarios."""
        self._run(self.tree.selected() or (self.scenario,))

    def run_all(self) -> None:
        """Runs every scenario."""
        self._run(tuple(row.name for row in self.outline.rows))

    def sweep(self) -> None:
        """Opens the editor of sweeps on the scenario that is looked at."""
        if self._sweep is None:
            self._sweep = SweepSheet(self.context, self)
            self._sweep.made.connect(self._on_swept)
        self._sweep.begin(self.scenario)

    def _run(self, names: tuple[str, ...]) -> None:
        self.context.runs.start(names, self.context.preferences.solve_options)
        self.context.navigation.open_panel("runs")

    def _move(self, step: int) -> None:
        lines = [line for line in self.overrides.selected() if not line.inherited]
        orders = [override.order for override in self.outline.own(self.scenario)]
        if len(lines) != 1:
            return
        place = orders.index(lines[0].override.order)
        target = place + step
        if not 0 <= target < len(orders):
            return
        orders[place], orders[target] = orders[target], orders[place]
        self._wanted = (self.scenario, edits.STEP * (target + 1))
        make = partial(edits.order_overrides, scenario=self.scenario, orders=orders)
        self._edit(make, self.tr("Move an override of {name}"), self.scenario)

    def _delete(self, names: list[str]) -> None:
        label = self.tr("Delete {name}") if len(names) == 1 else self.tr("Delete {name} and others")
        self._edit(partial(edits.delete_scenarios, names=names), label, names[0])

    def _edit(self, make: Any, label: str, name: str) -> None:
        """Asks for one step; `make` makes a change set of the two tables of scenarios."""
        self.context.session.edit(
            lambda project: make(scenario_tables(project)), label.replace("{name}", name), failed=self._on_refused
        )

    def _on_refused(self, error: KnownError) -> None:
        self._wanted = None
        self.context.session.failed.emit(error)
        self._refresh()

    def _on_renamed(self, old: str, new: str) -> None:
        def done(_version: int) -> None:
            if self.context.selection.scenario in {old, BASELINE} or self.tree.current == old:
                self.tree.choose(new)
                self.context.selection.choose_scenario(new)

        self.tree.choose(new)
        self.context.session.edit(
            lambda project: edits.rename_scenario(scenario_tables(project), old, new),
            self.tr("Rename {old} to {new}").replace("{old}", old).replace("{new}", new),
            done=done,
            failed=self._on_refused,
        )

    def _on_described(self, name: str, column: str, text: str) -> None:
        make = partial(edits.describe_scenario, name=name, column=column, text=text)
        self._edit(make, self.tr("Describe {name}"), name)

    def _on_submitted(self, cells: dict[str, str]) -> None:
        form = self.overrides.form
        if self._edited is not None:
            override = self._edited.override
            self._wanted = (override.scenario, override.order)
            make: Any = partial(edits.change_override, scenario=override.scenario, order=override.order, cells=cells)
            label = self.tr("Change an override of {name}")
        else:
            self._wanted = (self.scenario, self._next_order())
            make = partial(edits.add_overrides, scenario=self.scenario, rows=[cells])
            label = self.tr("Add an override to {name}")
        form.keep()
        self._edit(make, label, self.scenario)

    def _on_swept(self, first: str) -> None:
        self.tree.choose(first)
        self.context.selection.choose_scenario(first)

    def _next_order(self) -> float:
        own = self.outline.own(self.scenario)
        return max((override.order for override in own), default=0.0) + edits.STEP

    def _on_changed(self, change: ChangeSet, _origin: str) -> None:
        if {"scenarios", "overrides"} & set(change.tables):
            self._refresh()
        elif self.isVisible():
            self._ask_report()

    def _refresh(self) -> None:
        self.context.session.ask(read_outline, self._show_outline)

    def _show_outline(self, outline: Outline) -> None:
        self.outline = outline
        self.tree.show_outline(outline)
        self._show_scenario()

    def _on_chosen(self, name: str) -> None:
        self._wanted = self._edited = None
        self.overrides.hide_form()
        self.context.selection.choose_scenario(name)
        self._show_scenario()

    def _show_scenario(self) -> None:
        name = self.scenario
        if self.outline.find(name) < 0:
            return
        self.head.show_scenario(self.outline, name)
        chain = [*self.outline.ancestors(name), name]
        lines = [] if name == BASELINE else lines_of([(above, self.outline.own(above)) for above in chain], name)
        wanted = self._wanted
        if wanted is None and self._edited is not None:
            wanted = (self._edited.override.scenario, self._edited.override.order)
        self._wanted = None
        self.overrides.show_lines(lines, wanted, self._empty_words(name))
        if wanted is None and not self._is_making():
            self.overrides.hide_form()
        self._show_enabled()
        self._ask_report()

    def _is_making(self) -> bool:
        """Whether a new override is being typed."""
        return self.overrides.is_form_shown and self._edited is None and self.overrides.form.is_changed()

    def _empty_words(self, name: str) -> str:
        if name == BASELINE:
            return self.tr(
                "Baseline is the tables as they stand. Add a scenario to try something else: it holds only what "
                "differs, so it follows when the tables change."
            )
        return self.tr(
            "{name} has no overrides yet, so it equals its parent. Add one: multiply demand by 1.2 in the West, "
            "close a facility, double a capacity …"
        ).replace("{name}", name)

    def _ask_report(self) -> None:
        if self._report is not None:
            self._report.cancel()
            self._report = None
        if self.scenario == BASELINE or not self.overrides.model.lines:
            return
        arguments = {"project": str(self.context.session.path), "scenario": self.scenario}
        self._report = self.context.calls.call("scenarios:report", arguments, self._show_report)

    def _show_report(self, report: list[dict[str, Any]]) -> None:
        self._report = None
        self.overrides.model.show_report(report)

    def _on_line_chosen(self, line: OverrideLine | None) -> None:
        self._show_enabled()
        if line is None:
            if self._edited is not None:
                self._edited = None
                self.overrides.hide_form()
            return
        self._edited = line
        heading = self.tr("Override {order}").replace("{order}", f"{line.override.order:g}")
        if line.inherited:
            heading = self.tr("From {name}: edit it there").replace("{name}", line.override.scenario)
        self.overrides.show_form(heading, editable=not line.inherited)
        self._show_kept()

    def _show_kept(self) -> None:
        """The form shows the override as it is kept; a new one begins anew."""
        if self._edited is None:
            self.overrides.form.show_cells({}, new=True)
            return
        cells = {name: str(getattr(self._edited.override, name)) for name in edits.CELLS}
        self.overrides.form.show_cells(cells, new=False)

    def _on_settled(self, cells: dict[str, str]) -> None:
        if self._preview is not None:
            self._preview.cancel()
        override = self._edited.override if self._edited is not None else None
        arguments = {
            "project": str(self.context.session.path),
            "scenario": override.scenario if override else self.scenario,
            "cells": cells,
            "order": override.order if override else self._next_order(),
        }
        if self.scenario == BASELINE:
            return
        self.overrides.preview.show_words(self.tr("Looking at the rows …"))
        self._preview = self.context.calls.call(
            "scenarios:preview", arguments, partial(self._show_preview, cells), self._on_preview_failed
        )

    def _show_preview(self, cells: dict[str, str], preview: dict[str, Any]) -> None:
        self._preview = None
        self.overrides.form.show_issues(preview["report"]["issues"])
        self.overrides.preview.show_preview(cells["table"], preview)

    def _on_preview_failed(self, error: KnownError) -> None:
        self._preview = None
        self.overrides.preview.show_words(str(error), "bad")

    def _on_words_wanted(self, field: str, table: str, column: str, begins: str) -> None:
        if field == "where" and not column:
            return
        arguments = {"project": str(self.context.session.path), "table": table, "column": column, "begins": begins}
        # A column that is still being typed has no words; the field says what is wrong with it.
        self.context.calls.call(
            "scenarios:words", arguments, partial(self.overrides.form.offer, field, column), lambda _error: None
        )

    def _show_enabled(self) -> None:
        lines = self.overrides.selected()
        own = [line for line in lines if not line.inherited]
        self.actions_of_page.show_enabled(
            baseline=self.scenario == BASELINE, lines=len(lines), own=len(own), scenarios=len(self.tree.selected())
        )

    def _connect(self) -> None:
        self.tree.chosen.connect(self._on_chosen)
        self.tree.selection_changed.connect(self._show_enabled)
        self.tree.rename_requested.connect(self._on_renamed)
        self.head.described.connect(self._on_described)
        self.overrides.chosen.connect(self._on_line_chosen)
        self.overrides.form.settled.connect(self._on_settled)
        self.overrides.form.submitted.connect(self._on_submitted)
        self.overrides.form.reverted.connect(self._show_kept)
        self.overrides.form.words_wanted.connect(self._on_words_wanted)
        self.context.selection.scenario_changed.connect(self._on_selection_changed)

    def _on_selection_changed(self, name: str) -> None:
        if name != self.scenario:
            self.tree.choose(name)

    def _arrange(self) -> None:
        run = QPushButton()
        run.setProperty("kind", "primary")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        for button, action in (
            (run, self.actions_of_page.run),
            (QPushButton(), self.actions_of_page.run_all),
            (QPushButton(), self.actions_of_page.sweep),
        ):
            button.setText(action.text())
            button.setIcon(action.icon())
            button.clicked.connect(action.trigger)
            foot.addWidget(button, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.tree, 1)
        column.addLayout(foot)
        right = QWidget()
        rows = QVBoxLayout(right)
        rows.setContentsMargins(SPACE, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(self.head)
        rows.addWidget(self.overrides, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([_TREE_WIDTH, 1100])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
