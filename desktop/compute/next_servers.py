"""Who could serve a customer, and what one more unit from there would cost.

With the facilities as they are, the prices of a run tell it: a customer's shadow price is the cost of one more unit
there, and on a lane that carries flow it is the value of the unit at the lane's origin plus the cost of the lane.
So the value at an origin is the shadow price of a customer whom it serves less the cost of that lane, and one more
unit over any other lane from there costs this value plus that lane's cost: its reduced cost is the extra. Limits that
tie lanes together make it an estimate; the median over the customers whom an origin serves is taken.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop.compute.run_summary import known
from desktop.compute.what_if_values import NextServer
from engine.errors import KnownError
from engine.expansion import Expanded, Lanes, distances, expand
from engine.formulation.lane_costs import lane_costs
from engine.network import Network

Frames = Mapping[str, pd.DataFrame]
Floats = NDArray[np.float64]


def servers_of(network: Network, tables: Frames, customer: str, period: str) -> tuple[str, tuple[NextServer, ...]]:
    """The period that is looked at and the sites that could serve.

    Args:
        network: The effective network of the run's scenario.
        tables: ``result_flows``, ``result_facilities`` and ``result_demand`` of the run.
        customer: The customer.
        period: The period; empty or unknown for the first one.

    Raises:
        KnownError: ``customer-unknown``.
    """
    expanded = expand(network)
    code = expanded.sites.names.code(customer)
    if code < expanded.sites.first_customer:
        raise KnownError("customer-unknown", f"There is no customer {customer} in the model.", where="customers")
    names = expanded.periods.names
    when = max(names.code(period), 0)
    lanes = expanded.lanes
    here = lanes.take((lanes.destination == code) & (lanes.period == when))
    rows = _rows(expanded, here)
    chosen = str(names.names[when])
    rows = rows.merge(_brought(tables, customer, chosen), on=["site", "product", "mode"], how="left")
    rows["value"] = _values(expanded, tables, when, rows)
    rows = rows.merge(_room(tables, chosen), on="site", how="left")
    return chosen, tuple(_servers(rows))


def _rows(expanded: Expanded, lanes: Lanes) -> pd.DataFrame:
    """Lane entries in words, with their costs per unit."""
    distance = distances(expanded, lanes)[0]
    costs = lane_costs(expanded, lanes, distance)
    duty = 0.0 if costs.duty is None else costs.duty
    return pd.DataFrame(
        {
            "site": expanded.sites.names.names[lanes.origin],
            "product": expanded.products.names.names[lanes.product],
            "mode": np.append(expanded.modes.names, "")[lanes.mode],
            "destination": expanded.sites.names.names[lanes.destination],
            "distance": distance,
            "lane_cost": costs.transport + duty,
        }
    )


def _brought(tables: Frames, customer: str, period: str) -> pd.DataFrame:
    flows = tables["result_flows"]
    here = flows[(flows["destination"] == customer) & (flows["period"] == period)]
    return here.rename(columns={"origin": "site"})[["site", "product", "mode", "flow"]]


def _values(expanded: Expanded, tables: Frames, when: int, rows: pd.DataFrame) -> Floats:
    """Value of a unit at the origin of each row, as paid in the period; NaN where the run does not tell."""
    if expanded.network.setting("objective") != "min_cost":
        return np.full(len(rows), np.nan)
    period = str(expanded.periods.names.names[when])
    discount = expanded.periods.discount(expanded.network.setting_number("discount_rate"))[when]
    flows, demand = tables["result_flows"], tables["result_demand"]
    used = flows[(flows["period"] == period) & flows["origin"].isin(set(rows["site"]))]
    prices = demand.loc[demand["period"] == period, ["customer", "product", "marginal_cost"]]
    served = used.merge(prices, left_on=["destination", "product"], right_on=["customer", "product"])
    per_unit = (served["transport_cost"] + served["duty_cost"]) / served["flow"]
    value = served["marginal_cost"] / discount - per_unit
    told = value.groupby([served["origin"], served["product"]]).median()
    keys = pd.MultiIndex.from_arrays([rows["site"], rows["product"]])
    values: Floats = told.reindex(keys).to_numpy(dtype=float)
    return values


def _room(tables: Frames, period: str) -> pd.DataFrame:
    """Which facilities are open in the period, and the throughput that they have left."""
    facilities = tables["result_facilities"]
    here = facilities[facilities["period"] == period]
    return pd.DataFrame(
        {
            "site": here["facility"],
            "open": here["open"] > 0.5,
            "spare": (here["capacity"] - here["throughput"]).where(here["open"] > 0.5),
        }
    )


def _servers(rows: pd.DataFrame) -> list[NextServer]:
    """Rows in order: by product, those whose cost is told first, the cheapest first."""
    rows = rows.assign(flow=rows["flow"].fillna(0.0), unit_cost=rows["value"] + rows["lane_cost"])
    serving = rows[rows["flow"] > 0].groupby("product")["unit_cost"].min()
    rows["extra"] = rows["unit_cost"] - rows["product"].map(serving).astype(float)
    is_open = rows["open"].astype("object").where(rows["open"].notna(), other=True)  # suppliers are always there
    rows["open"] = is_open.astype(bool)
    rows.loc[~rows["open"], ["unit_cost", "extra"]] = np.nan
    rows = rows.sort_values(["product", "unit_cost", "lane_cost"], na_position="last", kind="stable")
    names = ("product", "site", "mode", "open", "flow", "distance", "lane_cost", "unit_cost", "extra", "spare")
    cells = zip(*(rows[name].tolist() for name in names), strict=True)
    return [
        NextServer(
            product=str(product),
            site=str(site),
            mode=str(mode),
            is_open=bool(is_open),
            flow=float(flow),
            distance=known(distance),
            lane_cost=float(lane_cost),
            unit_cost=known(unit_cost),
            extra=known(extra),
            spare=known(spare),
        )
        for product, site, mode, is_open, flow, distance, lane_cost, unit_cost, extra, spare in cells
    ]
