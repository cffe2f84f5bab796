"""The ground of the check: what is in the model, read from the tables of the effective network."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.network import Network
from engine.network.frames import split_costs
from engine.network.groups import GroupIndex
from engine.results.checking.codes import Floats, Ints, Register, found, joined, numbers

Texts = NDArray[np.object_]


class Ground:
    """Periods, sites, products and modes of an effective network, each with a position.

    Attributes:
        network: The tables.
        groups: Groups of the network.
        periods: T periods in time order.
        years: Length of each.
        discount: Factor by which money of each counts.
        suppliers: Suppliers in the model.
        facilities: F facilities in the model.
        facility_rows: Their rows of the table.
        customers: Customers in the model.
        sites: All of them, in this order.
        products: Products.
        modes: Modes, and at the end the blank one.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.groups = GroupIndex(network)
        rows = _period_order(network["periods"])
        frame = network["periods"].iloc[rows]
        self.periods = Register(frame["period"] if len(rows) else ["1"])
        self.years = frame["years"].to_numpy(dtype=float) if len(rows) else np.ones(1)
        begins = np.concatenate([[0.0], np.cumsum(self.years)[:-1]])
        self.discount = (1.0 + network.setting_number("discount_rate")) ** -begins
        self.suppliers, supplier_rows = _present(network["suppliers"], "supplier")
        self.facilities, self.facility_rows = _present(network["facilities"], "facility")
        self.customers, customer_rows = _present(network["customers"], "customer")
        self.sites = Register([*self.suppliers.names, *self.facilities.names, *self.customers.names])
        self.products = Register(network["products"]["product"])
        self.modes = Register([*network["modes"]["mode"], ""])
        self._rows = {"suppliers": supplier_rows, "facilities": self.facility_rows, "customers": customer_rows}

    @property
    def first_facility(self) -> int:
        """Position of the first facility among the sites."""
        return len(self.suppliers)

    @property
    def first_customer(self) -> int:
        """Position of the first customer among the sites."""
        return len(self.suppliers) + len(self.facilities)

    def coordinates(self) -> tuple[Floats, Floats]:
        """Latitude and longitude of all sites."""
        parts = [self.network[table].iloc[rows] for table, rows in self._rows.items()]
        return (
            np.concatenate([part["latitude"].to_numpy(dtype=float) for part in parts]),
            np.concatenate([part["longitude"].to_numpy(dtype=float) for part in parts]),
        )

    def members(self, cell: str, names: Register) -> Ints | None:
        """Positions of what a cell stands for: a group's members, or the one it names; None for a blank."""
        if cell == "":
            return None
        inside = self.groups.members(cell) if self.groups.is_group(cell) else [cell]
        places = np.array([names.place(str(name)) for name in inside], dtype=np.int64)
        return places[places >= 0]

    def of_product(self, column: str) -> Floats:
        """A number column of products."""
        return numbers(self.network["products"], column)

    def of_mode(self, column: str, blank: float) -> Floats:
        """A number column of modes, with the value for blanks at the end for the blank mode."""
        return np.append(numbers(self.network["modes"], column, blank=blank), blank)

    def over_time(self, column: str, blank: float) -> Floats:
        """F × T numbers of a column of facilities, with those of facility_periods laid over them."""
        own = split_costs(self.network["facilities"][column])[0][self.facility_rows]
        later = split_costs(self.network["facility_periods"][column])[0]
        values = np.repeat(np.where(np.isnan(own), blank, own)[:, None], len(self.periods), axis=1)
        facility, period = self._overridden
        given = (facility >= 0) & (period >= 0) & ~np.isnan(later)
        values[facility[given], period[given]] = later[given]
        return values

    def words_over_time(self, column: str) -> Texts:
        """F × T texts of a column of facilities, with those of facility_periods laid over them."""
        own = _texts(self.network["facilities"][column])[self.facility_rows]
        later = _texts(self.network["facility_periods"][column])
        values = np.repeat(own[:, None], len(self.periods), axis=1)
        facility, period = self._overridden
        given = (facility >= 0) & (period >= 0) & (later != "")
        values[facility[given], period[given]] = later[given]
        return values

    @property
    def _overridden(self) -> tuple[Ints, Ints]:
        frame = self.network["facility_periods"]
        return self.facilities.places(frame["facility"]), self.periods.places(frame["period"])

    def in_force(self, table: str, site: str) -> pd.DataFrame:
        """Rows of a table by site, product and period: a row that names its period wins over a blank one.

        Returns:
            Columns ``row``, ``site``, ``product``, ``period``; each combination of the last three once.
        """
        frame = self.network[table]
        names = pd.DataFrame(
            {
                "row": np.arange(len(frame)),
                "site": self.sites.places(frame[site]),
                "product": self.products.places(frame["product"]),
                "period": self.periods.places(frame["period"]),
            }
        )
        blank = (frame["period"] == "").to_numpy()
        known = (names["site"] >= 0).to_numpy() & (names["product"] >= 0).to_numpy()
        named = names[known & (names["period"] >= 0).to_numpy()]
        every = pd.DataFrame({"period": np.arange(len(self.periods))})
        general = names[known & blank].drop(columns="period").merge(every, how="cross")
        together = pd.concat([named, general], ignore_index=True)
        return together.drop_duplicates(["site", "product", "period"], ignore_index=True)

    def cell_key(self, site: Ints, product: Ints, period: Ints) -> Ints:
        """One key of site, product and period."""
        return joined((len(self.sites), len(self.products), len(self.periods)), site, product, period)

    def cell_text(self, site: int, product: int, period: int) -> str:
        """Site, product and period in words."""
        names = (self.sites.names[site], self.products.names[product], self.periods.names[period])
        return " | ".join(str(name) for name in names)


def position_of(ground: Ground, rows: pd.DataFrame, site: Ints, product: Ints, period: Ints) -> Ints:
    """Position of each cell among rows in force, -1 where none holds."""
    among = ground.cell_key(*(rows[name].to_numpy() for name in ("site", "product", "period")))
    return found(ground.cell_key(site, product, period), among)


def _texts(cells: pd.Series) -> Texts:
    """Texts of a text column, or the names of step costs in a cost column."""
    if cells.dtype == object:
        names = split_costs(cells)[1]
        return np.full(len(cells), "", dtype=object) if names is None else names
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return np.full(len(cells), "", dtype=object)
    return cells.to_numpy(dtype=object)


def _present(frame: pd.DataFrame, key: str) -> tuple[Register, Ints]:
    rows = np.flatnonzero((frame["status"] != "exclude").to_numpy())
    return Register(frame[key].iloc[rows]), rows


def _period_order(frame: pd.DataFrame) -> list[int]:
    """By start date where all have one, else by name with numbers read as numbers."""
    if (frame["start_date"] != "").all():
        dates = frame["start_date"].tolist()
        return sorted(range(len(dates)), key=lambda i: dates[i])
    names = [re.findall(r"\d+|\D+", name) for name in frame["period"].tolist()]
    natural = [[(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts] for parts in names]
    return sorted(range(len(natural)), key=lambda i: natural[i])
