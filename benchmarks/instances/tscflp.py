"""Two-stage capacitated location: plants, depots, customers, both stages with fixed costs.

A file holds ``I J K``; K demands; I × (capacity, fixed cost) of plants; I × J costs of a unit; J × (capacity, fixed
cost) of depots; J × K costs of a unit. A plant's capacity limits its production, a depot's its throughput.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.instances.instance import Instance, published
from benchmarks.instances.location import PRODUCT, Floats, lanes
from engine.errors import BugError
from engine.network import Network


def read(path: Path) -> Network:
    """The network of a file.

    Raises:
        BugError: The file has another number of figures than its head announces.
    """
    figures = np.array(path.read_text("ascii").split(), dtype=float)
    plants, depots, customers = (int(figure) for figure in figures[:3])
    sizes = (customers, 2 * plants, plants * depots, 2 * depots, depots * customers)
    if len(figures) != 3 + sum(sizes):
        raise BugError(f"{path.name} holds {len(figures)} figures, not those of {plants} × {depots} × {customers}")
    demand, plant, inbound, depot, outbound = np.split(figures[3:], np.cumsum(sizes)[:-1])
    return _network(
        demand,
        plant.reshape(plants, 2),
        inbound.reshape(plants, depots),
        depot.reshape(depots, 2),
        outbound.reshape(depots, customers),
    )


def _network(demand: Floats, plant: Floats, inbound: Floats, depot: Floats, outbound: Floats) -> Network:
    plants, depots, customers = (
        np.array([f"{letter}{i + 1}" for i in range(size)], dtype=object)
        for letter, size in (("P", len(plant)), ("D", len(depot)), ("C", len(demand)))
    )
    facilities = [
        pd.DataFrame({"facility": plants, "kind": "plant", "fixed_cost": plant[:, 1]}),
        pd.DataFrame(
            {"facility": depots, "kind": "warehouse", "fixed_cost": depot[:, 1], "max_throughput": depot[:, 0]}
        ),
    ]
    return Network.of(
        {
            "products": pd.DataFrame({"product": [PRODUCT]}),
            "facilities": pd.concat(facilities, ignore_index=True).assign(state="candidate", status="consider"),
            "production": pd.DataFrame(
                {"facility": plants, "product": PRODUCT, "unit_cost": 0.0, "max_quantity": plant[:, 0]}
            ),
            "customers": pd.DataFrame({"customer": customers}),
            "demand": pd.DataFrame({"customer": customers, "product": PRODUCT, "quantity": demand}),
            "lanes": pd.concat([lanes(plants, depots, inbound), lanes(depots, customers, outbound)], ignore_index=True),
        }
    )


def instance(folder: Path, name: str) -> Instance:
    """An instance with the best objective that is known."""
    path = folder / "best-known.csv"
    best = published(path, "instance", "value")[name]
    rows = pd.read_csv(path)
    proven = bool(rows.loc[rows["instance"] == name, "status"].str.startswith("proven").all())
    return Instance(name, read(folder / f"{name}.txt"), best, proven=proven, tolerance=1e-9)


def names(folder: Path) -> list[str]:
    """Names of the instances."""
    return sorted(path.stem for path in folder.glob("PSC*.txt"))
