"""What the map of a scenario is made of: the scenario's site tables and, where there is one, the result of its run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from engine.network import Network
from engine.network.network import BASELINE
from engine.runs.record import RunRecord
from engine.scenarios import effective
from engine.schema import INPUT_TABLES
from sync.store import OpenMode, Project

_SITES = (
    "settings",
    "periods",
    "suppliers",
    "facilities",
    "facility_periods",
    "customers",
    "demand",
    "groups",
    "service_limits",
)
_OVERRIDES = ("scenarios", "overrides")
_RESULTS = ("result_flows", "result_facilities", "result_demand", "result_supply")


@dataclass(frozen=True)
class Material:
    """Tables behind a map.

    Attributes:
        scenario: Name of the scenario.
        network: Tables of the scenario that the map needs; the others are empty. Lanes only where there is no result.
        record: The run; None where there is none with a result.
        results: Result tables of the run by name.
    """

    scenario: str
    network: Network
    record: RunRecord | None
    results: dict[str, pd.DataFrame]


def read_material(path: Path, scenario: str, run: str) -> Material:
    """Reads the tables of a scenario and of a run.

    Args:
        path: Project file.
        scenario: Name of the scenario.
        run: Identifier of a run; empty for the latest of the scenario that has a result.

    Raises:
        KnownError: The project cannot be read, or the run is not in it.
    """
    with Project.open(path, OpenMode.READ) as project:
        record = project.runs.get(run) if run else project.runs.latest(scenario)
        return _read(path, project.version, scenario, record.id if record else "")


@lru_cache(maxsize=2)
def _read(path: Path, _version: int, scenario: str, run: str) -> Material:
    """Kept for the next period or product that is asked for; the version tells whether it still holds."""
    with Project.open(path, OpenMode.READ) as project:
        record = project.runs.get(run) if run else None
        results = {name: project.runs.table(run, name) for name in _RESULTS} if record else {}
        names = (*_SITES, *(() if record else ("lanes",)), *(() if scenario == BASELINE else _OVERRIDES))
        network = Network.of({name: project.table(name) for name in names if name in INPUT_TABLES})
    if scenario != BASELINE:
        network = effective(network, scenario).network
    return Material(scenario, network, record, results)
