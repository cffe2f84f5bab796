"""Why a facility is closed, or open: the scenario solved once more with it the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.charts.bridge import BridgeChart
from desktop.compute.run_figures import RunSummary
from desktop.compute.what_if_values import ForcedSite
from desktop.context import Context
from desktop.views.results.question_dialog import QuestionDialog
from desktop.views.results.why_words import both_lines, change_lines, question, verdict
from desktop.views.results.words import bucket_name
from engine.runs.codec import from_plain

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from sync.store import Project

_SIZE = (860, 580)


class WhyDialog(QuestionDialog):
    """The difference in cost with both gaps, where it comes from, and what else changes."""

    def __init__(self, context: Context, summary: RunSummary, facility: str, parent: QWidget | None = None) -> None:
        self._is_open = any(row.facility == facility and row.is_open for row in summary.facilities)
        self._status = "closed" if self._is_open else "open"
        waiting = _waiting(summary.stamp.scenario, facility, self._status)
        super().__init__(question(facility, self._status), waiting, parent)
        self.resize(*_SIZE)
        self._context = context
        self._summary = summary
        self._facility = facility
        self._bridge = BridgeChart(self.tr("Where the difference comes from"), self.tr("No other solution"))
        self._bridge.hide()
        self._lines = QLabel(wordWrap=True)
        self._lines.setProperty("kind", "muted")
        self.body.addWidget(self._lines)
        self.body.addWidget(self._bridge, 1)
        self._keep = QPushButton(self.tr("Add as a scenario"))
        self._keep.hide()
        self._keep.clicked.connect(self._add_scenario)
        self.buttons.insertWidget(1, self._keep)
        arguments = {
            "file": str(context.session.path),
            "run": summary.stamp.run,
            "facility": facility,
            "status": self._status,
        }
        self.ask_long(context.calls, "what_if:forced", arguments)

    def show_answer(self, answer: Mapping[str, Any]) -> None:
        """The verdict first, then the figures behind it."""
        found = from_plain(ForcedSite, answer)
        self.words.setText(verdict(found))
        self._lines.setText("\n".join([*both_lines(found), *change_lines(found)]))
        self._keep.show()
        if found.costs:
            before = sum(self._summary_costs().values())
            steps = [(bucket_name(bucket), amount) for bucket, amount in found.costs.items()]
            after = before + sum(found.costs.values())
            name = self._facility + (" ✓" if self._status == "open" else " ✗")
            self._bridge.show_bridge((self.tr("As it is"), before), steps, (name, after))
            self._bridge.show()

    def _summary_costs(self) -> dict[str, float]:
        """Costs of the whole horizon, whatever period the page shows."""
        sums: dict[str, float] = {}
        for parts in self._summary.stacks.values():
            for bucket, amount in parts.items():
                sums[bucket] = sums.get(bucket, 0.0) + amount
        return sums

    def _add_scenario(self) -> None:
        """A scenario in which the facility is forced, below the one that was asked about."""
        facility, status, parent = self._facility, self._status, self._summary.stamp.scenario
        self._keep.setEnabled(False)

        def make(project: Project) -> ChangeSet:
            from desktop.views.scenarios.edits import free_name, new_scenario_with
            from engine.conditions.where import quoted
            from engine.scenarios import scenario_names

            network = project.network()
            name = free_name(scenario_names(network), f"{parent}: {facility} {status}")
            row = {
                "table": "facilities",
                "where": f"facility = {quoted(facility)}",
                "column": "status",
                "action": "set",
                "value": status,
            }
            return new_scenario_with(network, name, parent, [row])

        label = self.tr("Add a scenario with {name}").replace("{name}", f"{facility} {status}")
        self._context.session.edit(make, label, done=lambda _version: self._keep.setText(self.tr("Added")))


def _waiting(scenario: str, facility: str, status: str) -> str:
    told = QCoreApplication.translate(
        "results", "Solving {scenario} once more with {name} {status}, two minutes at most…"
    )
    return told.replace("{scenario}", scenario).replace("{name}", facility).replace("{status}", status)
