"""Flows of a run, or the lanes of a network that has none, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from desktop.map.material import Material
from desktop.map.scene import Colouring, Flows, Kind, Sites
from desktop.map.site_columns import Asked
from engine.network.groups import GroupIndex

MOST_LANES = 100_000
MOST_PRODUCTS = 5  # with a colour of their own


@dataclass(frozen=True)
class Lines:
    """Flows before they have colours.

    Attributes:
        frame: origin and destination as places among the sites, product, flow; the smallest flow first.
        left_out: Number of lanes that are too many to be drawn.
    """

    frame: pd.DataFrame
    left_out: int = 0


def lines_of(material: Material, asked: Asked, sites: Sites, *, by_product: bool) -> Lines:
    """Flows, or lanes where there is no run, between sites that have a position.

    Args:
        material: Tables.
        asked: Period and product.
        sites: Sites of the same material.
        by_product: Whether flows of several products over one lane stay apart.
    """
    if material.results:
        rows, left_out = asked.of(material.results["result_flows"]), 0
    else:
        rows, left_out = _lanes(material, asked)
    names = pd.Index(list(sites.names))
    known = ~names.duplicated() & sites.placed
    placed = pd.Series(np.arange(len(names))[known], index=names[known])
    frame = pd.DataFrame(
        {
            "origin": rows["origin"].map(placed).astype(float),
            "destination": rows["destination"].map(placed).astype(float),
            "product": rows["product"] if by_product else "",
            "flow": rows["flow"] if "flow" in rows.columns else np.nan,
        }
    ).dropna(subset=["origin", "destination"])
    grouped = frame.groupby(["origin", "destination", "product"], sort=False)["flow"]
    sums = grouped.sum(min_count=1).reset_index().sort_values("flow", kind="stable", ignore_index=True)
    return Lines(sums.astype({"origin": np.int32, "destination": np.int32}), left_out)


def coloured(
    lines: Lines, sites: Sites, colouring: Colouring, products: Sequence[str] = ()
) -> tuple[Flows, tuple[str, ...]]:
    """Flows with their colours, by stage or by product, and what the colours stand for.

    Args:
        lines: Flows without colours.
        sites: Sites of the same material.
        colouring: What colours shall tell.
        products: Products, those that get a colour of their own first; where there are more of them, the others of
            this map share one.
    """
    frame = lines.frame
    if colouring is Colouring.PRODUCT:
        own = list(products[:MOST_PRODUCTS]) or [""]  # lanes are of no product
        code = pd.Series(range(len(own)), index=own)
        colour = frame["product"].map(code).fillna(len(own)).to_numpy(dtype=np.int16)
        keys = (*own, *(("…",) if len(products) > len(own) else ()))
    else:
        to_customer = sites.kind[frame["destination"].to_numpy()] == Kind.CUSTOMER
        colour = to_customer.astype(np.int16)
        keys = ()
    return _flows(frame, colour), keys


def _flows(frame: pd.DataFrame, colour: np.ndarray) -> Flows:
    return Flows(
        origin=frame["origin"].to_numpy(dtype=np.int32),
        destination=frame["destination"].to_numpy(dtype=np.int32),
        quantity=frame["flow"].to_numpy(dtype=np.float64),
        colour=colour.astype(np.int16),
    )


def _lanes(material: Material, asked: Asked) -> tuple[pd.DataFrame, int]:
    """Pairs that lanes connect, groups made explicit; none, and their number, where they are too many to be drawn."""
    rows = material.network["lanes"]
    rows = rows[rows["status"] != "exclude"]
    groups = GroupIndex(material.network)
    if asked.product:
        holding = groups.pairs.loc[groups.pairs["member"] == asked.product, "group"]
        rows = rows[rows["product"].isin(["", asked.product, *holding])]
    pairs = rows[["origin", "destination"]].drop_duplicates()
    sizes = groups.pairs.groupby("group").size()
    ends = [pairs[column].map(sizes).fillna(1).to_numpy(dtype=float) for column in ("origin", "destination")]
    count = int(ends[0] @ ends[1])
    if count > MOST_LANES:
        return pd.DataFrame({"origin": [], "destination": [], "product": []}, dtype="str"), count
    for column in ("origin", "destination"):
        members = groups.pairs.rename(columns={"group": column})
        joined = pairs.merge(members, on=column, how="left")
        pairs = joined.assign(**{column: joined["member"].fillna(joined[column])}).drop(columns="member")
    return pairs.drop_duplicates().assign(product=""), 0
