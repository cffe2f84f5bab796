"""The p-median problem of 16 stores and 205 census tracts in San Francisco, from the tests of spopt.

Distances along the streets, in metres; each tract wants as many units as people live in it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.instances.instance import Instance
from benchmarks.instances.location import Location

FILE = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
PUBLISHED = {4: 2_848_268_129.715}


def read(folder: Path, count: int) -> Location:
    """The problem of opening `count` stores."""
    rows = pd.read_csv(folder / FILE, dtype={"DestinationName": "str", "name": "str"})
    distances = rows.pivot_table(index="name", columns="DestinationName", values="distance", aggfunc="min")
    demand = rows.groupby("DestinationName")["demand"].first().reindex(distances.columns)
    return Location(
        unit_cost=distances.to_numpy(dtype=float),
        demand=demand.to_numpy(dtype=float),
        count=count,
        sites=list(distances.index),
        customers=[f"tract {name}" for name in distances.columns],
    )


def instance(folder: Path, count: int = 4) -> Instance:
    """The problem with its published optimum, which has three decimals."""
    return Instance(f"San Francisco, {count} stores", read(folder, count).network(), PUBLISHED.get(count))
