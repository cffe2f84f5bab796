"""Demand, supply, production, inventory and bills for each site, product and period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion.names import Codes
from engine.expansion.periods import Periods, spread
from engine.expansion.sites import Products, Sites
from engine.network import Network
from engine.network.frames import split_costs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Rows of a table by site, product and period; n entries.

    Attributes:
        row: Row position in the table.
        site: Site code.
        product: Product code.
        period: Period code.
    """

    row: Codes
    site: Codes
    product: Codes
    period: Codes

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Demand(Rows):
    """What customers want.

    Attributes:
        quantity: Quantity wanted.
        min_share: Share that must be served: as given, else 1, or 0 where unmet demand has a cost.
        unmet_cost: Cost per unit; NaN where the whole quantity must be served.
        price: Price per unit, the product's own where the row has none; NaN without either.
    """

    quantity: Floats
    min_share: Floats
    unmet_cost: Floats
    price: Floats

    @property
    def may_be_unmet(self) -> NDArray[np.bool_]:
        """Which demands may stay unmet in part."""
        mask: NDArray[np.bool_] = ~np.isnan(self.unmet_cost) & (self.min_share < 1) & (self.quantity > 0)
        return mask


@dataclass(frozen=True)
class Making(Rows):
    """What is bought at suppliers or made at facilities.

    Attributes:
        unit_cost: Cost per unit, 0 where blank or a step cost is named.
        steps: Names of step costs, empty where none; None where no cell names one.
        minimum: Least quantity, 0 where blank.
        maximum: Largest quantity, infinite where blank.
        co2: Emissions per unit, 0 where blank.
    """

    unit_cost: Floats
    steps: NDArray[np.object_] | None
    minimum: Floats
    maximum: Floats
    co2: Floats


@dataclass(frozen=True)
class Inventory(Rows):
    """Stock that may be held.

    Attributes:
        initial: Stock carried into the first period, 0 where blank.
        minimum: Least stock at the end, 0 where blank.
        maximum: Largest stock at the end, infinite where blank.
        working_share: Working stock per unit of throughput: days_of_supply / (365 × years).
        holding_cost: Cost per unit and period; NaN where it is neither given nor derivable.
    """

    initial: Floats
    minimum: Floats
    maximum: Floats
    working_share: Floats
    holding_cost: Floats


@dataclass(frozen=True)
class Bills:
    """Components of products at facilities; n entries, each for one facility.

    Attributes:
        row: Row of bills.
        site: Site code of the facility.
        product: Product that is made.
        component: Product that goes into it.
        quantity: Units of the component per unit of the product.
    """

    row: Codes
    site: Codes
    product: Codes
    component: Codes
    quantity: Floats


def read_demand(network: Network, sites: Sites, products: Products, periods: Periods) -> Demand:
    """Demand of the customers in the model."""
    rows = _rows(network["demand"], "customer", sites, products, periods)
    cells = _Cells(network["demand"], rows.row)
    unmet_cost = cells.numbers("unmet_cost")
    share = cells.numbers("min_served_share")
    price = cells.numbers("unit_price")
    return Demand(
        **vars(rows),
        quantity=cells.numbers("quantity", 0.0),
        min_share=np.where(np.isnan(share), np.where(np.isnan(unmet_cost), 1.0, 0.0), share),
        unmet_cost=unmet_cost,
        price=np.where(np.isnan(price), products.price[rows.product], price),
    )


def read_supply(network: Network, sites: Sites, products: Products, periods: Periods) -> Making:
    """Supply of the suppliers in the model."""
    return _making(network["supply"], "supplier", sites, products, periods)


def read_production(network: Network, sites: Sites, products: Products, periods: Periods) -> Making:
    """Production of the facilities in the model."""
    return _making(network["production"], "facility", sites, products, periods)


def read_inventory(network: Network, sites: Sites, products: Products, periods: Periods) -> Inventory:
    """Stock at the facilities in the model."""
    rows = _rows(network["inventory"], "facility", sites, products, periods)
    cells = _Cells(network["inventory"], rows.row)
    years = periods.years[rows.period]
    derived = products.value[rows.product] * network.setting_number("carrying_cost_share") * years
    given = cells.numbers("holding_cost")
    return Inventory(
        **vars(rows),
        initial=np.where(rows.period == 0, cells.numbers("initial", 0.0), 0.0),
        minimum=cells.numbers("min_stock", 0.0),
        maximum=cells.numbers("max_stock", np.inf),
        working_share=cells.numbers("days_of_supply", 0.0) / (365.0 * years),
        holding_cost=np.where(np.isnan(given), derived, given),
    )


def read_bills(network: Network, sites: Sites, products: Products, production: Making) -> Bills:
    """Bills at each facility that makes the product; a line that names the facility wins."""
    frame = network["bills"]
    made = np.unique(production.site.astype(np.int64) * len(products) + production.product)
    product, component = products.names.codes(frame["product"]), products.names.codes(frame["component"])
    named = sites.names.codes(frame["facility"])
    known = (product >= 0) & (component >= 0) & ((named >= 0) | (frame["facility"] == "").to_numpy())
    lines = pd.DataFrame({"row": np.flatnonzero(known), "product": product[known], "named": named[known]})
    makers = pd.DataFrame({"site": made // len(products), "product": made % len(products)}) if len(made) else None
    if makers is None or lines.empty:
        nothing: Codes = np.empty(0, dtype=np.int32)
        return Bills(nothing, nothing, nothing, nothing, np.empty(0))
    pairs = lines.merge(makers, on="product")
    pairs = pairs[(pairs["named"] < 0) | (pairs["named"] == pairs["site"])]
    pairs["component"] = component[pairs["row"].to_numpy()]
    pairs = pairs.sort_values("named", ascending=False, kind="stable").drop_duplicates(["site", "product", "component"])
    pairs = pairs.sort_values(["site", "row"])
    row = pairs["row"].to_numpy(dtype=np.int32)
    return Bills(
        row=row,
        site=pairs["site"].to_numpy(dtype=np.int32),
        product=pairs["product"].to_numpy(dtype=np.int32),
        component=pairs["component"].to_numpy(dtype=np.int32),
        quantity=frame["quantity"].to_numpy(dtype=float)[row],
    )


def _making(frame: pd.DataFrame, key: str, sites: Sites, products: Products, periods: Periods) -> Making:
    rows = _rows(frame, key, sites, products, periods)
    cells = _Cells(frame, rows.row)
    unit_cost, steps = cells.costs("unit_cost")
    co2 = cells.numbers("co2_per_unit", 0.0) if "co2_per_unit" in frame.columns else np.zeros(len(rows))
    return Making(
        **vars(rows),
        unit_cost=unit_cost,
        steps=steps,
        minimum=cells.numbers("min_quantity", 0.0),
        maximum=cells.numbers("max_quantity", np.inf),
        co2=co2,
    )


def _rows(frame: pd.DataFrame, key: str, sites: Sites, products: Products, periods: Periods) -> Rows:
    """Rows in force for each period; rows that name something unknown or excluded are left out."""
    site, product = sites.names.codes(frame[key]), products.names.codes(frame["product"])
    period = periods.names.codes(frame["period"])
    known = (site >= 0) & (product >= 0) & ((period >= 0) | (frame["period"] == "").to_numpy())
    kept = np.flatnonzero(known).astype(np.int32)
    identity = site[kept].astype(np.int64) * max(len(products), 1) + product[kept]
    within, periods_of = spread(identity, period[kept], len(periods))
    row = kept[within]
    return Rows(row, site[row], product[row], periods_of)


class _Cells:
    """Columns of a frame taken at chosen rows."""

    def __init__(self, frame: pd.DataFrame, rows: Codes) -> None:
        self._frame = frame
        self._rows = rows

    def numbers(self, column: str, blank: float = np.nan) -> Floats:
        """Numbers of a column, with a value for blanks."""
        cells = self._frame[column].to_numpy(dtype=float)[self._rows]
        return np.where(np.isnan(cells), blank, cells)

    def costs(self, column: str) -> tuple[Floats, NDArray[np.object_] | None]:
        """Numbers of a cost column, 0 for blanks and names, and the names of step costs."""
        values, names = split_costs(self._frame[column])
        values = values[self._rows]
        return np.where(np.isnan(values), 0.0, values), None if names is None else names[self._rows]
