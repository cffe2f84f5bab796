"""The overrides of the scenario that is looked at: chosen, typed, tried, kept, ordered."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.views.scenarios import edits
from desktop.views.scenarios.outline import Outline
from desktop.views.scenarios.overrides_model import OverrideLine, lines_of
from desktop.views.scenarios.overrides_panel import OverridesPanel
from desktop.views.scenarios.steps import ScenarioSteps
from desktop.views.scenarios.trials import OverrideTrials
from engine.errors import KnownError
from engine.network.network import BASELINE


class OverrideEditing(QObject):
    """Between the panel of overrides, the steps and the trials.

    Signals:
        selection_changed(): Other overrides are selected.
    """

    selection_changed = Signal()

    def __init__(self, panel: OverridesPanel, steps: ScenarioSteps, trials: OverrideTrials, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._steps = steps
        self._trials = trials
        self._outline = Outline()
        self._scenario = BASELINE
        self._edited: OverrideLine | None = None
        self._coming: tuple[str, float] | None = None
        panel.hide_form()
        panel.chosen.connect(self._on_chosen)
        panel.form.settled.connect(self._on_settled)
        panel.form.mistaken.connect(self._on_mistaken)
        panel.form.submitted.connect(self._on_submitted)
        panel.form.reverted.connect(self._show_kept)
        panel.form.words_wanted.connect(trials.words)
        trials.reported.connect(panel.model.show_report)
        trials.previewed.connect(self._on_previewed)
        trials.refused.connect(self._on_trial_refused)
        trials.found.connect(panel.form.offer)

    @property
    def selected(self) -> list[OverrideLine]:
        """Selected lines."""
        return self._panel.selected()

    def show_scenario(self, outline: Outline, name: str) -> None:
        """Shows the overrides of a scenario; the one that is looked at stays so while it is there."""
        other = name != self._scenario
        if other:
            self._edited = self._coming = None
        self._outline, self._scenario = outline, name
        edited = self._edited.override if self._edited is not None else None
        wanted = self._coming or ((edited.scenario, edited.order) if edited is not None else None)
        self._coming = None
        chain = [*outline.ancestors(name), name]
        lines = [] if name == BASELINE else lines_of([(above, outline.own(above)) for above in chain], name)
        self._panel.show_lines(lines, wanted, self._empty_words())
        if other or (wanted is None and not self._is_making()):
            self._panel.hide_form()
        self.refresh()

    def refresh(self) -> None:
        """Asks anew what the overrides do."""
        if self._panel.model.lines:
            self._trials.report(self._scenario)

    def forget_coming(self) -> None:
        """A step was refused: no override comes of it."""
        self._coming = None

    def add(self) -> None:
        """Begins a new override at the end of the scenario."""
        self._panel.view.clearSelection()
        self._edited = None
        self._panel.show_form(self.tr("New override"), editable=True)
        self._panel.form.show_cells({}, new=True)
        self._panel.form.focus_first()

    def duplicate(self) -> None:
        """Copies the selected overrides behind the others."""
        rows = [{name: getattr(line.override, name) for name in edits.CELLS} for line in self.selected]
        if rows:
            self._coming = (self._scenario, self._next_order())
            self._steps.add_overrides(self._scenario, rows)

    def delete(self) -> None:
        """Deletes the selected overrides of the scenario itself."""
        orders = [line.override.order for line in self.selected if not line.inherited]
        if orders:
            self._edited = None
            self._steps.delete_overrides(self._scenario, orders)

    def move(self, step: int) -> None:
        """Moves the selected override up (−1) or down (1)."""
        own = [line for line in self.selected if not line.inherited]
        orders = [override.order for override in self._outline.own(self._scenario)]
        if len(own) != 1:
            return
        place = orders.index(own[0].override.order)
        target = place + step
        if 0 <= target < len(orders):
            orders[place], orders[target] = orders[target], orders[place]
            self._coming = (self._scenario, edits.STEP * (target + 1))
            self._steps.order_overrides(self._scenario, orders)

    def _is_making(self) -> bool:
        """Whether a new override is being typed."""
        return self._panel.is_form_shown and self._edited is None

    def _on_chosen(self, line: OverrideLine | None) -> None:
        self.selection_changed.emit()
        if line is None:
            if self._edited is not None:
                self._edited = None
                self._panel.hide_form()
            return
        again = self._edited is not None and self._edited.override == line.override
        if again and self._panel.form.is_changed():
            return  # the list was filled anew around what is being typed
        self._edited = line
        heading = self.tr("Override {order}").replace("{order}", f"{line.override.order:g}")
        if line.inherited:
            heading = self.tr("From {name}: edit it there").replace("{name}", line.override.scenario)
        self._panel.show_form(heading, editable=not line.inherited)
        self._show_kept()

    def _show_kept(self) -> None:
        """The form shows the override as it is kept; a new one begins anew."""
        if self._edited is None:
            self._panel.form.show_cells({}, new=True)
            return
        cells = {name: str(getattr(self._edited.override, name)) for name in edits.CELLS}
        self._panel.form.show_cells(cells, new=False)

    def _on_settled(self, cells: dict[str, str]) -> None:
        if not self._panel.is_form_shown or self._scenario == BASELINE:
            return
        self._panel.preview.show_words(self.tr("Looking at the rows …"))
        if self._edited is not None:
            self._trials.preview(self._edited.override.scenario, self._edited.override.order, cells)
        else:
            self._trials.preview(self._scenario, self._next_order(), cells)

    def _on_mistaken(self) -> None:
        self._panel.preview.show_words(self.tr("The rows are shown as soon as the override can be read."))

    def _on_previewed(self, cells: dict[str, str], preview: dict[str, Any]) -> None:
        if cells == self._panel.form.cells():
            self._panel.form.show_issues(preview["report"]["issues"])
            self._panel.preview.show_preview(cells["table"], preview)

    def _on_trial_refused(self, error: KnownError) -> None:
        self._panel.preview.show_words(str(error), "bad")

    def _on_submitted(self, cells: dict[str, str]) -> None:
        if self._edited is not None:
            override = self._edited.override
            self._coming = (override.scenario, override.order)
            self._steps.change_override(override.scenario, override.order, cells)
        else:
            self._coming = (self._scenario, self._next_order())
            self._steps.add_overrides(self._scenario, [cells])

    def _next_order(self) -> float:
        own = self._outline.own(self._scenario)
        return max((override.order for override in own), default=0.0) + edits.STEP

    def _empty_words(self) -> str:
        if self._scenario == BASELINE:
            return self.tr(
                "Baseline is the tables as they stand. Add a scenario to try something else: it holds only what "
                "differs, so it follows when the tables change."
            )
        return self.tr(
            "{name} has no overrides yet, so it equals its parent. Add one: multiply demand by 1.2 in the West, "
            "close a facility, double a capacity …"
        ).replace("{name}", self._scenario)
