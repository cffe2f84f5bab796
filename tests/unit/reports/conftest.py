"""A small project with three runs: two periods, two warehouses, three customers; solved once for all tests."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from engine.network import Network
from engine.runs.batch import SolveBatch, ask_for
from engine.runs.record import SolveOptions
from sync.store import Project


def small_network() -> Network:
    """North is open and serves everybody; South may be opened. In Dear South, opening it costs more than it saves."""
    settings = {"currency": "EUR", "distance_unit": "km", "circuity": "1", "average_speed": "50"}
    lanes = [
        ("Works", "North", 1.0, 100.0),
        ("Works", "South", 1.0, 200.0),
        *[("North", name, cost, 100 * cost) for name, cost in (("Ada", 1.0), ("Bob", 2.0), ("Cy", 9.0))],
        *[("South", name, cost, 100 * cost) for name, cost in (("Ada", 9.0), ("Bob", 3.0), ("Cy", 1.0))],
    ]
    tables = {
        "settings": pd.DataFrame({"name": list(settings), "value": list(settings.values())}),
        "periods": pd.DataFrame({"period": ["2027", "2028"], "years": [1.0, 1.0]}),
        "products": pd.DataFrame({"product": ["Tea"]}),
        "suppliers": pd.DataFrame({"supplier": ["Works"], "latitude": [50.0], "longitude": [8.0]}),
        "supply": pd.DataFrame({"supplier": ["Works"], "product": ["Tea"], "unit_cost": [2.0]}),
        "facilities": pd.DataFrame(
            {
                "facility": ["North", "South"],
                "latitude": [54.0, 47.0],
                "longitude": [10.0, 11.0],
                "state": ["existing", "candidate"],
                "fixed_cost": [100.0, 100.0],
                "opening_cost": [float("nan"), 50.0],
                "closing_cost": [10.0, float("nan")],
                "max_throughput": [400.0, 400.0],
                "handling_cost": [0.5, 0.5],
            }
        ),
        "customers": pd.DataFrame(
            {"customer": ["Ada", "Bob", "Cy"], "latitude": [53.0, 50.0, 48.0], "longitude": [9.0, 8.5, 11.0]}
        ),
        "demand": pd.DataFrame(
            {
                "customer": ["Ada", "Bob", "Cy", "Ada", "Bob", "Cy"],
                "product": "Tea",
                "period": ["2027"] * 3 + ["2028"] * 3,
                "quantity": [100.0, 100.0, 10.0, 100.0, 100.0, 100.0],
            }
        ),
        "lanes": pd.DataFrame(lanes, columns=["origin", "destination", "unit_cost", "distance"]).assign(product="Tea"),
        "scenarios": pd.DataFrame({"scenario": ["Dear South", "=Small"], "parent": ["", ""]}),
        "overrides": pd.DataFrame(
            {
                "scenario": ["Dear South", "=Small"],
                "order": [10.0, 10.0],
                "table": ["facilities", "demand"],
                "where": ["facility = South", ""],
                "column": ["opening_cost", "quantity"],
                "action": ["set", "multiply"],
                "value": ["5000", "0.5"],
            }
        ),
    }
    return Network.of(tables)


@pytest.fixture(scope="session")
def solved_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project file with a run of each scenario; copy it before you change it."""
    path = tmp_path_factory.mktemp("reports") / "small.networx"
    with Project.create(path, small_network()) as project:
        network = project.network()
        asks = [ask_for(network, name) for name in ("Baseline", "Dear South", "=Small")]
        for _ in SolveBatch(asks, SolveOptions(gap=1e-6), project.runs).run():
            pass
    return path


@pytest.fixture
def own_file(solved_file: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copy(solved_file, tmp_path / "own.networx"))
