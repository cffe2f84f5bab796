"""What is selected, everywhere at once: scenario, period, product, sites, run."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from engine.schema.core.scenarios import BASELINE


class Selection(QObject):
    """One selection that all pages share.

    Signals:
        scenario_changed(str): Another scenario is chosen.
        scenarios_changed(object): Other scenarios are selected to be run together, a tuple of names.
        period_changed(str): Another period, empty for all of them together.
        product_changed(str): Another product, empty for all of them together.
        sites_changed(object): Other sites are selected, a frozenset of names.
        run_changed(str): Another run is looked at, empty for the latest of the scenario.
    """

    scenario_changed = Signal(str)
    scenarios_changed = Signal(object)
    period_changed = Signal(str)
    product_changed = Signal(str)
    sites_changed = Signal(object)
    run_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scenario = BASELINE
        self.scenarios: tuple[str, ...] = ()
        self.period = ""
        self.product = ""
        self.sites: frozenset[str] = frozenset()
        self.run = ""

    def choose_scenario(self, name: str) -> None:
        """Chooses a scenario; its latest run is looked at."""
        if name != self.scenario:
            self.scenario = name
            self.choose_scenarios(())
            self.scenario_changed.emit(name)
            self.choose_run("")

    def choose_scenarios(self, names: Iterable[str]) -> None:
        """Selects scenarios to be run together; none means the one that is looked at."""
        scenarios = tuple(names)
        if scenarios != self.scenarios:
            self.scenarios = scenarios
            self.scenarios_changed.emit(scenarios)

    def choose_period(self, name: str) -> None:
        """Chooses a period."""
        if name != self.period:
            self.period = name
            self.period_changed.emit(name)

    def choose_product(self, name: str) -> None:
        """Chooses a product."""
        if name != self.product:
            self.product = name
            self.product_changed.emit(name)

    def choose_sites(self, names: Iterable[str]) -> None:
        """Selects sites."""
        sites = frozenset(names)
        if sites != self.sites:
            self.sites = sites
            self.sites_changed.emit(sites)

    def choose_run(self, run: str) -> None:
        """Looks at a run."""
        if run != self.run:
            self.run = run
            self.run_changed.emit(run)
