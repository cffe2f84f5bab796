"""Choosers that all pages share: the scenario and the period that are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.context import Context

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from sync.store import Project

Choice = tuple[str, str]


class Chooser(QComboBox):
    """A list of choices that is read again when one of its tables changes.

    Args:
        context: Session and selection.
        tables: Tables from which the choices come.
        read: Reads (value, text) choices from the project, on the database thread.
        choose: Tells the selection.
    """

    def __init__(
        self,
        context: Context,
        tables: Sequence[str],
        read: Callable[[Project], list[Choice]],
        choose: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._tables = frozenset(tables)
        self._read = read
        self._choose = choose
        self._wanted = ""
        self.setMinimumWidth(140)
        self.activated.connect(self._on_activated)
        context.session.opened.connect(self._refresh)
        context.session.changed.connect(self._on_changed)
        if context.session.is_open:
            QTimer.singleShot(0, self, self._refresh)  # after what the page asks that is being made

    def want(self, value: str) -> None:
        """Shows a value as chosen, as soon as it is among the choices."""
        self._wanted = value
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)

    def _on_activated(self, place: int) -> None:
        self._wanted = self.itemData(place)
        self._choose(self._wanted)

    def _on_changed(self, change_set: ChangeSet, _origin: str) -> None:
        if self._tables & set(change_set.tables):
            self._refresh()

    def _refresh(self) -> None:
        self._context.session.ask(self._read, self._fill)

    def _fill(self, choices: list[Choice]) -> None:
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.want(self._wanted)
        if self.currentData() != self._wanted and self.count():
            self._wanted = self.itemData(0)
            self.setCurrentIndex(0)
            self._choose(self._wanted)


def scenario_chooser(context: Context, parent: QWidget) -> Chooser:
    """Every scenario, in tree order."""
    chooser = Chooser(context, ("scenarios",), _scenarios, context.selection.choose_scenario, parent)
    chooser.setAccessibleName(chooser.tr("Scenario"))
    chooser.want(context.selection.scenario)
    context.selection.scenario_changed.connect(chooser.want)
    return chooser


def period_chooser(context: Context, parent: QWidget) -> Chooser:
    """Every period in time order, and all of them together."""
    every = parent.tr("All periods")

    def read(project: Project) -> list[Choice]:
        from engine.expansion.periods import read_periods
        from engine.network import Network

        periods = read_periods(Network.of({"periods": project.table("periods")}))
        return [("", every), *((str(name), str(name)) for name in periods.names.names)]

    chooser = Chooser(context, ("periods",), read, context.selection.choose_period, parent)
    chooser.setAccessibleName(chooser.tr("Period"))
    chooser.want(context.selection.period)
    context.selection.period_changed.connect(chooser.want)
    return chooser


def _scenarios(project: Project) -> list[Choice]:
    from engine.network import Network
    from engine.scenarios import scenario_names

    network = Network.of({"scenarios": project.table("scenarios")})
    return [(name, name) for name in scenario_names(network)]
