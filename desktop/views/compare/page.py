"""The page that compares two to six scenarios by their newest runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.charts.bridge import BridgeChart
from desktop.charts.stack import Stack, StackChart
from desktop.compute.comparison_values import Contender, SideBySide
from desktop.context import Call, Calls, Context
from desktop.shell.page import Page
from desktop.theme.tokens import SPACE
from desktop.views.compare.chooser import ScenarioChoice
from desktop.views.compare.contender_cards import ContenderCards
from desktop.views.compare.tables import CompareTables
from desktop.views.compare.upper import UpperHalf
from desktop.views.compare.words import other_unit, verdict_text
from desktop.views.results.chart_card import ChartCard
from desktop.views.results.words import bucket_name, named, stamp_text
from engine.runs.codec import from_plain

_PAUSE_MS = 600
_LEAST = 2


class ComparePage(Page):
    """Cards, bridge, cost stack, the map of changed assignments and tables of differences."""

    def __init__(self, context: Context, parent: QWidget | None = None, draws: Calls | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: list[str] = []
        self._found: SideBySide | None = None
        self._second = ""
        self._asked: Call | None = None
        self._is_due = True
        self._is_edited = False
        self.choice = ScenarioChoice()
        self.cards = ContenderCards()
        self.bridge = BridgeChart(
            self.tr("From one cost to the other"), self.tr("Costs of different currencies have no bridge")
        )
        self.stack = StackChart(self.tr("Cost by scenario, present value"), "", self.tr("No costs"))
        self.upper = UpperHalf(context, self._made_charts(), draws)
        self.tables = CompareTables(context)
        self._verdict = QLabel(wordWrap=True)
        self._verdict.setProperty("kind", "muted")
        self._nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._nothing.setProperty("kind", "muted")
        self._pages = QStackedWidget()
        self._edited = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._connect()

    @property
    def found(self) -> SideBySide | None:
        """What is compared; None where there are not two results."""
        return self._found

    @property
    def verdict(self) -> str:
        """What may be said about the two scenarios of the bridge."""
        return self._verdict.text()

    def enter(self) -> None:
        """Fetches what has changed meanwhile."""
        if self._is_due:
            self._refresh()
        elif self._is_edited:
            self._ask_stale()

    def header(self) -> QWidget | None:
        """The choice of scenarios."""
        return self.choice

    def compare(self, scenarios: Sequence[str]) -> None:
        """Compares other scenarios with the first of them."""
        self._wanted = list(scenarios)
        self._refresh()

    def choose(self, scenario: str) -> None:
        """Sets a scenario against the first one, in the bridge and the tables."""
        found = self._found
        if found is None:
            return
        self._second = scenario
        first = found.contenders[0]
        second = next(contender for contender in found.contenders if contender.scenario == scenario)
        self.cards.choose(scenario)
        self._verdict.setText(verdict_text(second, first, found.units["currency"]))
        begin = None if other_unit(second, first, "currency") else (first.scenario, sum(first.costs.values()))
        self.bridge.show_bridge(begin, _steps(first, second), (scenario, sum(second.costs.values())))
        self.bridge.setAccessibleName(f"{first.scenario} → {scenario}")
        self.upper.show_pair(first, second)
        self.tables.show_pair(found, second)

    def _made_charts(self) -> QWidget:
        charts = QWidget()
        row = QHBoxLayout(charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(ChartCard([(self.tr("Bridge"), self.bridge)], self._note), 3)
        row.addWidget(ChartCard([(self.tr("Costs"), self.stack)], self._note), 2)
        return charts

    def _arrange(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.upper)
        split.addWidget(self.tables)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 4)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE)
        compared = QWidget()
        column = QVBoxLayout(compared)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.cards)
        told = QHBoxLayout()
        told.setSpacing(SPACE)
        told.addWidget(self._verdict, 1)
        told.addWidget(self.upper.switch)
        column.addLayout(told)
        column.addWidget(split, 1)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(compared)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _connect(self) -> None:
        self.choice.changed.connect(self.compare)
        self.cards.chosen.connect(self.choose)
        self.stack.chosen.connect(self._on_stack_chosen)
        self.upper.map_shown.connect(self.tables.show_assignments)
        for signal in (self.context.runs.stored, self.context.runs.deleted):
            signal.connect(lambda _record: self._on_stored())
        self.context.session.changed.connect(lambda *_: self._edited.start())
        self._edited.timeout.connect(self._ask_stale)

    def _on_stored(self) -> None:
        self._is_due = True
        if self.isVisible():
            self._refresh()

    def _on_stack_chosen(self, scenario: str) -> None:
        if self._found is not None and scenario != self._found.contenders[0].scenario:
            self.choose(scenario)

    def _refresh(self) -> None:
        self._is_due = False
        if self._asked is not None:
            self._asked.cancel()
        arguments = {"file": str(self.context.session.path), "scenarios": self._wanted}
        self._asked = self.context.calls.call("compare:side_by_side", arguments, self._show)

    def _show(self, answer: Mapping[str, Any]) -> None:
        self._asked = None
        found = from_plain(SideBySide, answer)
        names = [contender.scenario for contender in found.contenders]
        self.choice.show_scenarios(found.known, names, found.last)
        if len(names) < _LEAST:
            self._found = None
            self._nothing.setText(self._advice(found))
            self._pages.setCurrentIndex(0)
            return
        self._found = found
        currency = found.units["currency"]
        self.cards.show_contenders(found.contenders, currency, found.last)
        alike = [c for c in found.contenders if not other_unit(c, found.contenders[0], "currency")]
        self.stack.show_stacks([Stack(c.scenario, c.scenario, named(c.costs)) for c in alike], currency)
        self._pages.setCurrentIndex(1)
        self.choose(self._second if self._second in names[1:] else names[1])
        self._ask_stale()

    def _advice(self, found: SideBySide) -> str:
        solved = [name for name, is_solved in found.known.items() if is_solved]
        if len(found.known) < _LEAST:
            return self.tr("There is one scenario only.\nAdd another on the page Scenarios, then run both.")
        said = self.tr("Two scenarios with a result can be compared; {n} of {all} have one.\nRun more of them (F5).")
        return said.replace("{n}", str(len(solved))).replace("{all}", str(len(found.known)))

    def _ask_stale(self) -> None:
        """Asks which inputs were edited since their runs; where nobody looks, later."""
        self._is_edited = not self.isVisible()
        if self._found is not None and self.isVisible():
            runs = [contender.stamp.run for contender in self._found.contenders]
            arguments = {"file": str(self.context.session.path), "runs": runs}
            self.context.calls.call("compare:stale", arguments, self.cards.show_stale)

    def _note(self) -> str:
        if self._found is None:
            return ""
        shown = (self._found.contenders[0].scenario, self._second)
        told = [c for c in self._found.contenders if c.scenario in shown]
        return "   |   ".join(f"{c.scenario}: {stamp_text(c.stamp, c.units['currency'])}" for c in told)


def _steps(first: Contender, second: Contender) -> list[tuple[str, float]]:
    """Differences of the buckets; they sum to the difference of the totals."""
    buckets = dict.fromkeys((*first.costs, *second.costs))
    return [(bucket_name(name), second.costs.get(name, 0.0) - first.costs.get(name, 0.0)) for name in buckets]
