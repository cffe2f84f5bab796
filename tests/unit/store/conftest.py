"""A small project of every kind of cell, in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from engine.network import Network, Source
from sync.store import Project


@pytest.fixture
def network() -> Network:
    tables = {
        "facilities": pd.DataFrame(
            {
                "facility": ["Süd", "North", "A\nB", "n\0ul"],
                "city": ["", "Ulm", "", "x"],
                "latitude": [48.5, float("nan"), -0.0, 1e-300],
                "handling_cost": [1.5, "tier", float("nan"), -2.0],
                "fixed_cost": [0.0, 5.0, float("nan"), 1e15],
                "_source": [1.0, 1.0, float("nan"), float("nan")],
                "_row": [2.0, 3.0, float("nan"), float("nan")],
            }
        ),
        "demand": pd.DataFrame(
            {"customer": ["Bob", "Ann", "Ann"], "product": "Water", "period": ["", "2027", ""], "quantity": [2.0, 1, 3]}
        ),
        "step_costs": pd.DataFrame(
            {"name": "tier", "from_quantity": [10.0, 0.0, float("nan")], "cost": [1.0, 2.0, 3.0]}
        ),
        "overrides": pd.DataFrame({"scenario": "Growth", "order": [2.0, 1.0], "table": "demand", "action": "set"}),
    }
    return Network.of(tables, {1: Source("Sites.xlsx", "facilities", {"city": "B"}, "ab12", "2027-01-02T03:04:05")})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Beverages #1 50%.networx"


@pytest.fixture
def project(path: Path, network: Network) -> Iterator[Project]:
    with Project.create(path, network) as project:
        yield project
