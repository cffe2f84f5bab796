"""What can be done with runs, as actions of the window: run scenarios, cancel, run again, open results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.views.runs.deleting import RunDeletion, outdated
from engine.runs.record import RunRecord, RunStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from desktop.context import Context
    from desktop.shell.actions import Actions
    from sync.store import Project

_PANEL = "runs"
_OF_ONE = ("run.results", "run.explain", "run.again", "run.cancel")


class RunSteps(QObject):
    """Adds the actions, and keeps the count beside the panel of runs; made once for a window."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        add = context.actions.add
        add("run.selected", self.tr("Run selected scenarios"), self._run_selected, shortcut="F5", symbol="play")
        add("run.all", self.tr("Run all scenarios"), self._run_all, shortcut="Shift+F5", symbol="circle-play")
        add("run.results", self.tr("Open results"), self._open_results, symbol="chart-column")
        add("run.explain", self.tr("Explain"), self._explain, symbol="lightbulb")
        add("run.again", self.tr("Run again"), self._run_again, symbol="refresh-cw")
        add("run.cancel", self.tr("Cancel run"), self._cancel, symbol="circle-stop")
        self._deletion = RunDeletion(context, self)
        add("run.delete", self.tr("Delete run…"), self._delete, symbol="trash-2")
        older = self.tr("Delete all runs but the latest…")
        add("run.delete_older", older, self._deletion.ask_older, symbol="trash-2")
        add("run.cancel_all", self.tr("Cancel all runs"), self._cancel_all, symbol="circle-stop")
        aim(context.actions, None)
        self._calm = QTimer(self, interval=0, singleShot=True)
        self._calm.timeout.connect(self._count)
        for signal in (context.runs.changed, context.runs.deleted):
            signal.connect(self._calm.start)
        self._count()

    def _run_selected(self) -> None:
        self._start(self._context.selection.scenarios or (self._context.selection.scenario,))

    def _run_all(self) -> None:
        self._context.session.ask(_scenarios, self._start)

    def _start(self, scenarios: Sequence[str]) -> None:
        self._context.runs.start(scenarios, self._context.preferences.solve_options)
        self._context.navigation.open_panel(_PANEL)

    def _open_results(self) -> None:
        record = self._aimed("run.results")
        if record is not None:
            self._context.selection.choose_scenario(record.scenario)
            self._context.selection.choose_run(record.id)
            self._context.navigation.open_page("results")

    def _explain(self) -> None:
        record = self._aimed("run.explain")
        if record is not None:
            self._context.selection.choose_scenario(record.scenario)
            self._context.actions["explain.scenario"].trigger()

    def _run_again(self) -> None:
        record = self._aimed("run.again")
        if record is not None:
            self._context.runs.start([record.scenario], record.options, anew=True)

    def _cancel(self) -> None:
        record = self._aimed("run.cancel")
        if record is not None:
            self._context.runs.cancel(record.id)

    def _delete(self) -> None:
        record = self._aimed("run.delete")
        if record is not None:
            self._deletion.ask_one(record)

    def _cancel_all(self) -> None:
        for record in self._context.runs.records():
            if not record.status.is_final:
                self._context.runs.cancel(record.id)

    def _aimed(self, name: str) -> RunRecord | None:
        run = self._context.actions[name].data()
        return next((record for record in self._context.runs.records() if record.id == run), None)

    def _count(self) -> None:
        records = self._context.runs.records()
        open_runs = sum(not record.status.is_final for record in records)
        self._context.navigation.set_badge(_PANEL, str(open_runs) if open_runs else "")
        self._context.actions["run.cancel_all"].setEnabled(open_runs > 0)
        self._context.actions["run.delete_older"].setEnabled(bool(outdated(records)))


def aim(actions: Actions, record: RunRecord | None) -> None:
    """Lets the actions on one run mean this one; enabled where they make sense."""
    ended = record is not None and record.status.is_final
    enabled = {
        "run.results": ended and record is not None and record.objective is not None,
        "run.explain": record is not None and record.status is RunStatus.INFEASIBLE and "explain.scenario" in actions,
        "run.again": ended,
        "run.cancel": record is not None and not ended,
        "run.delete": ended,
    }
    for name, is_enabled in enabled.items():
        actions[name].setData(record.id if record is not None else None)
        actions[name].setEnabled(is_enabled)


def actions_of_one(actions: Actions) -> tuple[QAction, ...]:
    """The actions on one run, in the order in which they are shown."""
    return tuple(actions[name] for name in _OF_ONE)


def _scenarios(project: Project) -> list[str]:
    from engine.network import Network
    from engine.scenarios import scenario_names

    return list(scenario_names(Network.of({"scenarios": project.table("scenarios")})))
