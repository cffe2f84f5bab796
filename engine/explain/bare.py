"""A network without costs, for questions that are about feasibility alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.network import Network

_COSTS = {
    "facilities": ("fixed_cost", "opening_cost", "closing_cost", "handling_cost", "fixed_co2"),
    "facility_periods": ("fixed_cost", "opening_cost", "closing_cost", "handling_cost", "fixed_co2"),
    "lanes": (
        "unit_cost",
        "cost_per_distance",
        "cost_per_weight_distance",
        "cost_per_shipment",
        "min_charge",
        "fixed_cost",
        "duty_share",
        "co2_per_unit",
    ),
    "supply": ("unit_cost",),
    "production": ("unit_cost", "co2_per_unit"),
    "capacity_options": ("fixed_cost", "opening_cost"),
    "modes": ("co2_per_weight_distance", "fuel_surcharge_share"),
}
_SPARK = 1e-6


def costless(network: Network) -> Network:
    """The network with every cost taken out: it has a solution if and only if the network has one."""
    frames = {table: network[table].assign(**dict.fromkeys(columns, np.nan)) for table, columns in _COSTS.items()}
    frames["inventory"] = network["inventory"].assign(holding_cost=0.0)
    settings = network["settings"]
    frames["settings"] = settings[~settings["name"].isin(["objective", "co2_price"])]
    return network.with_tables(frames)


def opened(network: Network) -> Network:
    """A costless network in which what is excluded takes part, rows in their places.

    Excluded lanes and suppliers are included, excluded facilities closed and emptied, and a largest quantity of 0 is
    lifted a little above it, so that nothing is left out beforehand that a change of a cell could bring in. For the
    same reason a trace of every component comes from rows of production behind those of the network.
    """
    facilities, suppliers, lanes = network["facilities"], network["suppliers"], network["lanes"]
    out = facilities.loc[facilities["status"] == "exclude", "facility"]
    silent = network["inventory"]["facility"].isin(out).to_numpy()
    gone = network["supply"]["supplier"].isin(suppliers.loc[suppliers["status"] == "exclude", "supplier"]).to_numpy()
    inventory, supply, production = network["inventory"], network["supply"], network["production"]
    return network.with_tables(
        {
            "facilities": facilities.assign(
                status=facilities["status"].where(facilities["status"] != "exclude", "closed")
            ),
            "suppliers": suppliers.assign(status="include"),
            "lanes": lanes.assign(status="include"),
            "inventory": inventory.assign(
                initial=inventory["initial"].mask(silent), min_stock=inventory["min_stock"].mask(silent)
            ),
            "supply": supply.assign(
                min_quantity=supply["min_quantity"].mask(gone), max_quantity=_sparked(supply["max_quantity"])
            ),
            "production": pd.concat(
                [production.assign(max_quantity=_sparked(production["max_quantity"])), _components(network)],
                ignore_index=True,
            ),
        }
    )


def _components(network: Network) -> pd.DataFrame:
    """Rows of production for components where they are used and not made: what lacks them could not be made at all."""
    production, bills = network["production"], network["bills"]
    made = production[["facility", "product"]].drop_duplicates()
    used = made.merge(bills, on="product", suffixes=("", "_of_bill"))
    used = used[(used["facility_of_bill"] == "") | (used["facility_of_bill"] == used["facility"])]
    wanted = used[["facility", "component"]].drop_duplicates().rename(columns={"component": "product"})
    known = wanted.merge(made, how="left", indicator=True)["_merge"].to_numpy() == "both"
    missing: pd.DataFrame = wanted[~known].assign(max_quantity=_SPARK)
    return missing


def _sparked(limits: pd.Series) -> pd.Series:
    return limits.mask(limits <= 0, _SPARK)
