"""Sites of a scenario as columns: where they are, how they stand, how much goes through them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop.map.material import Material
from desktop.map.projection import Floats, to_world, unwrapped
from desktop.map.scene import Kind, Names, Sites, State
from engine.expansion.periods import read_periods

_FACILITY_KINDS = {"plant": Kind.PLANT, "cross_dock": Kind.CROSS_DOCK}  # any other is a warehouse
_OPEN = 0.5  # of one: the solver's binaries are exact only to its tolerance


@dataclass(frozen=True)
class Asked:
    """Which part of the material is wanted.

    Attributes:
        period: A period; empty for all of them together.
        product: A product; empty for all of them together.
    """

    period: str = ""
    product: str = ""

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are asked for; a blank period or product holds for each."""
        for column, wanted in (("period", self.period), ("product", self.product)):
            if wanted and column in frame.columns:
                frame = frame[frame[column].isin((wanted, ""))]
        return frame


def site_columns(material: Material, asked: Asked) -> Sites:
    """The sites of a scenario that are part of its network."""
    suppliers, facilities, customers = (_rows(material, table) for table in ("suppliers", "facilities", "customers"))
    kind = np.concatenate(
        [
            np.full(len(suppliers), Kind.SUPPLIER),
            [_FACILITY_KINDS.get(name, Kind.WAREHOUSE) for name in facilities["kind"]],
            np.full(len(customers), Kind.CUSTOMER),
        ]
    ).astype(np.int8)
    names = pd.concat([suppliers["supplier"], facilities["facility"], customers["customer"]], ignore_index=True)
    places = pd.concat([frame[["latitude", "longitude"]] for frame in (suppliers, facilities, customers)])
    x, y = to_world(places["longitude"].to_numpy(dtype=float), places["latitude"].to_numpy(dtype=float))
    amounts = [
        _supplied(material, asked, suppliers["supplier"]),
        _throughput(material, asked, facilities["facility"]),
        _wanted(material, asked, customers["customer"]),
    ]
    none = np.full(len(suppliers), np.nan)
    shares = [none, _use(material, asked, facilities["facility"]), _served(material, asked, customers["customer"])]
    state = np.full(len(names), State.IN_USE, dtype=np.int8)
    state[len(suppliers) : len(suppliers) + len(facilities)] = _states(material, asked, facilities)
    return Sites(
        names=Names.of(names.tolist()),
        kind=kind,
        state=state,
        x=unwrapped(x),
        y=y,
        amount=np.concatenate(amounts),
        share=np.concatenate(shares),
        colour=np.full(len(names), -1, dtype=np.int16),
    )


def _rows(material: Material, table: str) -> pd.DataFrame:
    rows = material.network[table]
    return rows[rows["status"] != "exclude"]


def _states(material: Material, asked: Asked, facilities: pd.DataFrame) -> NDArray[np.int8]:
    """Facilities as they stand in a period, or in the last one where all are looked at."""
    existing = (facilities["state"] == "existing").to_numpy(dtype=bool)
    if "result_facilities" not in material.results:
        unsure = np.where(existing, State.IN_USE, State.CANDIDATE)
        closed = existing & (facilities["status"] == "closed").to_numpy(dtype=bool)
        return np.where(closed, State.CLOSED, unsure).astype(np.int8)
    rows = material.results["result_facilities"]
    period = asked.period or str(read_periods(material.network).names.names[-1])
    is_open = _sums(rows[rows["period"] == period], "facility", "open", facilities["facility"]) > _OPEN
    opened = np.where(is_open, State.OPENED, State.CANDIDATE)
    return np.where(existing, np.where(is_open, State.IN_USE, State.CLOSED), opened).astype(np.int8)


def _throughput(material: Material, asked: Asked, names: pd.Series) -> Floats:
    if not material.results:
        return np.full(len(names), np.nan)
    if asked.product:
        return _sums(asked.of(material.results["result_flows"]), "origin", "flow", names)
    return _sums(asked.of(material.results["result_facilities"]), "facility", "throughput", names)


def _use(material: Material, asked: Asked, names: pd.Series) -> Floats:
    if not material.results:
        return np.full(len(names), np.nan)
    rows = asked.of(material.results["result_facilities"])
    rows = rows[rows["open"] > _OPEN]
    return _quotient(_sums(rows, "facility", "throughput", names), _sums(rows, "facility", "capacity", names))


def _wanted(material: Material, asked: Asked, names: pd.Series) -> Floats:
    if material.results:
        return _sums(asked.of(material.results["result_demand"]), "customer", "quantity", names)
    rows = asked.of(material.network["demand"])
    every = rows["period"] == ""
    periods = 1 if asked.period else len(read_periods(material.network))
    return _sums(rows[~every], "customer", "quantity", names) + periods * _sums(
        rows[every], "customer", "quantity", names
    )


def _served(material: Material, asked: Asked, names: pd.Series) -> Floats:
    if not material.results:
        return np.full(len(names), np.nan)
    rows = asked.of(material.results["result_demand"])
    return _quotient(_sums(rows, "customer", "served", names), _sums(rows, "customer", "quantity", names))


def _supplied(material: Material, asked: Asked, names: pd.Series) -> Floats:
    if not material.results:
        return np.full(len(names), np.nan)
    return _sums(asked.of(material.results["result_supply"]), "supplier", "quantity", names)


def _sums(rows: pd.DataFrame, by: str, column: str, names: pd.Series) -> Floats:
    """Sum of a column for each name; 0 for one without rows, NaN where one of its rows has no number."""
    sums = rows.groupby(by, sort=False)[column].sum(skipna=False)
    return np.asarray(sums.reindex(names, fill_value=0.0), dtype=np.float64)


def _quotient(part: Floats, whole: Floats) -> Floats:
    """Part / whole; NaN where there is no whole."""
    known = np.isfinite(whole) & (whole > 0)
    quotient: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=known)
    return quotient
