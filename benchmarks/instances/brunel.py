"""A real outbound network: the Supply Chain Logistics Problem Dataset (Kalganova and Dzalbs, CC BY 4.0).

A maker of microchips ships 9,215 orders of one day from 19 plants (warehouses) over 11 ports to 46 customers. What was
read how:

* **Unit of flow: an order**, because the plants' daily capacity counts orders. Of the orders of a customer for a
  product and service level, each counts as their average: average pieces, average weight.
* **Order list → demand** by customer and product. A customer with several service levels is one customer for each
  level, because freight depends on it: DTD (door to door), DTP (door to port), CRF (the customer pays the freight).
  Carrier, plant, port and days of the list are what was done, not what could be done, and are left out.
* **Plants** exist and stay open; they have no fixed cost. `ProductsPerPlant` gives the production rows (it names one
  plant, CND9, that no other sheet knows: left out). A plant that makes nothing that is wanted (PLANT15, PLANT17 and
  PLANT19) is excluded; its lanes are left out, and so are ports that no other plant reaches (PORT08 and PORT10).
  Making an order costs the plant's cost of a piece times the product's average pieces in an order. `WhCapacities` is
  the largest throughput, in orders a day. All orders bear the same date, and the plants together can move 5,791 of
  them a day, so unmet demand costs `UNMET_COST` an order; `days` multiplies the capacities.
* **Ports are cross-docks**; a plant reaches its ports of `PlantPorts` free of charge. PORT01 has no freight rates and
  so no lanes. `VmiCustomers` names plants that serve only certain customers; behind a shared port their orders could
  not be told from others', so such a plant has a cross-dock of its own at its port, with lanes to those customers
  only.
* **Freight rates → lanes** from port to customer for each product that the customer wants: a mode for each carrier
  and number of days. The weight break is that of the average order; the cost of an order is rate × weight, at least
  the minimum charge, and the cheapest where several rates fit. Only rates of the customer's service level count.
  GROUND rates are left out: they are charged for a truck, and how orders share one is not in the data. To CRF
  customers a port has one lane without cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.instances.instance import Instance
from engine.network import Network

FILE = "supply_chain_data_original.xlsx"
UNMET_COST = 10_000.0
CUSTOMER_PAYS = "CRF"


@dataclass(frozen=True)
class Sheets:
    """The sheets with plain headers, and the names that stand for customers and products in the network."""

    orders: pd.DataFrame
    rates: pd.DataFrame
    made: pd.DataFrame
    vmi: pd.DataFrame
    ports: pd.DataFrame
    costs: pd.Series
    capacities: pd.Series


def read(path: Path) -> Sheets:
    """The sheets of the workbook."""
    book = pd.read_excel(path, sheet_name=None, engine="calamine")
    orders = book["OrderList"].rename(columns=lambda name: name.strip().lower().replace(" ", "_"))
    orders = orders.assign(
        customer=orders["customer"] + " " + orders["service_level"], product=orders["product_id"].astype("str")
    )
    made = book["ProductsPerPlant"].set_axis(["plant", "product"], axis=1)
    capacities = book["WhCapacities"].set_axis(["plant", "orders"], axis=1).set_index("plant")["orders"]
    made = made[made["plant"].isin(capacities.index)]
    rates = book["FreightRates"].iloc[:, :10].rename(columns={"minimum cost": "minimum_cost", "Carrier": "carrier"})
    return Sheets(
        orders=orders,
        rates=rates.assign(mode_dsc=rates["mode_dsc"].str.strip()),
        made=made.assign(product=made["product"].astype("str")),
        vmi=book["VmiCustomers"].set_axis(["plant", "customer"], axis=1),
        ports=book["PlantPorts"].iloc[:, :2].set_axis(["plant", "port"], axis=1),
        costs=book["WhCosts"].set_axis(["plant", "cost"], axis=1).set_index("plant")["cost"],
        capacities=capacities,
    )


def network(sheets: Sheets, days: float = 1.0) -> Network:
    """The network.

    Args:
        sheets: Sheets of the workbook.
        days: Days of capacity that the orders may take.
    """
    demand = _demand(sheets.orders)
    production = _production(sheets, demand)
    docks = _docks(sheets, production)
    rated = _rated(sheets.rates, demand)
    freight = pd.concat([_freight(docks, rated), _customer_pays(docks, demand)], ignore_index=True)
    freight = _allowed(freight, sheets.vmi)
    return Network.of(
        {
            "products": pd.DataFrame({"product": demand["product"].unique()}),
            "facilities": _facilities(sheets, docks, production, days),
            "production": production,
            "customers": pd.DataFrame({"customer": demand["customer"].unique()}),
            "demand": demand[["customer", "product", "quantity"]].assign(unmet_cost=UNMET_COST),
            "modes": pd.DataFrame({"mode": freight.loc[freight["mode"] != "", "mode"].unique()}),
            "lanes": pd.concat(
                [
                    pd.DataFrame({"origin": docks["plant"], "destination": docks["dock"], "unit_cost": 0.0}),
                    freight[["origin", "destination", "product", "mode", "unit_cost", "hours"]],
                ],
                ignore_index=True,
            ),
        }
    )


def instance(folder: Path, days: float = 1.0) -> Instance:
    """The network; no optimum of it is published."""
    return Instance(f"outbound network, {days:g} days", network(read(folder / FILE), days), proven=False)


def _demand(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders by customer and product, with the average weight and pieces of one."""
    groups = orders.groupby(["customer", "service_level", "product"], as_index=False)
    return groups.agg(quantity=("weight", "size"), weight=("weight", "mean"), pieces=("unit_quantity", "mean"))


def _docks(sheets: Sheets, production: pd.DataFrame) -> pd.DataFrame:
    """Plant, port and cross-dock of each pair of a plant that makes something and a port with rates.

    A restricted plant has docks of its own.
    """
    known = sheets.ports["port"].isin(sheets.rates["orig_port_cd"])
    pairs = sheets.ports[known & sheets.ports["plant"].isin(production["facility"])].reset_index(drop=True)
    own = pairs["plant"].isin(sheets.vmi["plant"])
    return pairs.assign(
        restricted_to=pairs["plant"].where(own, ""),
        dock=pairs["port"].where(~own, pairs["port"] + " of " + pairs["plant"]),
    )


def _facilities(sheets: Sheets, docks: pd.DataFrame, production: pd.DataFrame, days: float) -> pd.DataFrame:
    plants = sheets.capacities.index
    of_plants = pd.DataFrame(
        {
            "facility": plants,
            "kind": "plant",
            "status": np.where(plants.isin(production["facility"]), "open", "exclude"),
            "max_throughput": sheets.capacities.to_numpy(dtype=float) * days,
        }
    )
    ports = pd.DataFrame({"facility": docks["dock"].unique(), "kind": "cross_dock", "status": "open"})
    return pd.concat([of_plants, ports], ignore_index=True).assign(state="existing")


def _production(sheets: Sheets, demand: pd.DataFrame) -> pd.DataFrame:
    """Who makes what is wanted, at the plant's cost of the pieces in an average order of the product."""
    pieces = (demand["pieces"] * demand["quantity"]).groupby(demand["product"]).sum()
    average = pieces / demand.groupby("product")["quantity"].sum()
    made = sheets.made[sheets.made["product"].isin(average.index)].drop_duplicates()
    cost = made["plant"].map(sheets.costs) * made["product"].map(average)
    return pd.DataFrame({"facility": made["plant"], "product": made["product"], "unit_cost": cost})


def _rated(rates: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Cost of an average order from each port by each carrier and number of days, the cheapest rate that fits."""
    air = rates[rates["mode_dsc"] == "AIR"]
    pairs = demand.merge(air, left_on="service_level", right_on="svc_cd")
    pairs = pairs[(pairs["weight"] >= pairs["minm_wgh_qty"]) & (pairs["weight"] <= pairs["max_wgh_qty"])]
    cost = np.maximum(pairs["rate"] * pairs["weight"], pairs["minimum_cost"])
    mode = pairs["carrier"] + " " + pairs["tpt_day_cnt"].astype("str") + " d"
    pairs = pairs.assign(unit_cost=cost, mode=mode, hours=24.0 * pairs["tpt_day_cnt"])
    keys = ["orig_port_cd", "customer", "product", "mode"]
    return pairs.sort_values("unit_cost", kind="stable").drop_duplicates(keys)


def _freight(docks: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    each = docks.drop_duplicates("dock").merge(rated, left_on="port", right_on="orig_port_cd")
    return each.rename(columns={"dock": "origin", "customer": "destination"})


def _customer_pays(docks: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    names = demand.loc[demand["service_level"] == CUSTOMER_PAYS, "customer"].drop_duplicates()
    each = docks.drop_duplicates("dock").merge(names, how="cross")
    each = each.rename(columns={"dock": "origin", "customer": "destination"})
    return each.assign(product="", mode="", unit_cost=0.0, hours=0.0)


def _allowed(freight: pd.DataFrame, vmi: pd.DataFrame) -> pd.DataFrame:
    """Lanes whose plant may serve their customer."""
    allowed = pd.MultiIndex.from_frame(vmi)
    customer = freight["destination"].str.rpartition(" ")[0]
    pairs = pd.MultiIndex.from_arrays([freight["restricted_to"], customer])
    return freight[(freight["restricted_to"] == "") | pairs.isin(allowed)].reset_index(drop=True)
