"""Balance of each product at each supplier and facility in each period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.results.checking.codes import Floats, Ints, numbers
from engine.results.checking.finding import Ledger
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground
from engine.results.checking.made import Made

Entry = tuple[Ints, Ints, Ints, Floats]


def check_balance(
    ground: Ground, flows: Flows, supply: Made, production: Made, inventory: Made, ledger: Ledger
) -> None:
    """Inflow + bought + made + stock before = outflow + use by bills + stock after."""
    inside = flows.destination < ground.first_customer
    initial = inventory.cells(ground, "initial", 0.0) * (inventory.rows["period"].to_numpy() == 0)
    carried = np.nan_to_num(inventory.values["carried"])
    later = (inventory.rows["period"].to_numpy() + 1) < len(ground.periods)
    site, product, period = _places(inventory)
    entering: list[Entry] = [
        (flows.destination[inside], flows.product[inside], flows.period[inside], flows.quantity[inside]),
        (*_places(supply), np.nan_to_num(supply.values["quantity"])),
        (*_places(production), np.nan_to_num(production.values["quantity"])),
        (site, product, period, initial),
        (site[later], product[later], period[later] + 1, carried[later]),
    ]
    leaving: list[Entry] = [
        (flows.origin, flows.product, flows.period, flows.quantity),
        _used(ground, production),
        (site, product, period, carried),
    ]
    arrays = [np.concatenate(part) for part in zip(*entering, *leaving, strict=True)]
    keys, place = np.unique(ground.cell_key(*arrays[:3]), return_inverse=True)
    first = sum(len(part[3]) for part in entering)
    coming = np.bincount(place[:first], weights=arrays[3][:first], minlength=len(keys)).astype(float)
    going = np.bincount(place[first:], weights=arrays[3][first:], minlength=len(keys)).astype(float)
    example = np.zeros(len(keys), dtype=np.int64)
    example[place] = np.arange(len(place))

    def label(i: int) -> str:
        return ground.cell_text(*(int(part[example[i]]) for part in arrays[:3]))

    ledger.equal("balance", "result_flows", label, coming, going)


def _places(made: Made) -> tuple[Ints, Ints, Ints]:
    rows = made.rows
    return rows["site"].to_numpy(), rows["product"].to_numpy(), rows["period"].to_numpy()


def _used(ground: Ground, production: Made) -> Entry:
    """Components taken by what is made; a line that names the facility wins over one for everywhere."""
    frame = ground.network["bills"]
    site = ground.sites.places(frame["facility"])
    lines = pd.DataFrame(
        {
            "product": ground.products.places(frame["product"]),
            "component": ground.products.places(frame["component"]),
            "own": site,
            "quantity": numbers(frame, "quantity"),
        }
    )[(site >= 0) | (frame["facility"] == "").to_numpy()]
    made = production.rows[["site", "product", "period"]].assign(made=np.nan_to_num(production.values["quantity"]))
    pairs = made.merge(lines, on="product")
    pairs = pairs[(pairs["own"] < 0) | (pairs["own"] == pairs["site"])].sort_values("own", ascending=False)
    pairs = pairs.drop_duplicates(["site", "product", "period", "component"])
    use = (pairs["made"] * pairs["quantity"]).to_numpy(dtype=float)
    return pairs["site"].to_numpy(), pairs["component"].to_numpy(), pairs["period"].to_numpy(), use
