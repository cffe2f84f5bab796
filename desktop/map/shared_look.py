"""What maps that are looked at beside or after each other have in common: widths of flows, and colours."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from desktop.map.material import Material
from desktop.map.site_columns import Asked


def widest_flow(materials: Sequence[Material], asked: Asked, *, by_product: bool) -> float:
    """The largest flow over one lane in any of the scenarios and, where one period is looked at, in any period.

    Args:
        materials: Tables of the scenarios that stand beside each other.
        asked: Period and product.
        by_product: Whether flows of several products over one lane stay apart.

    Returns:
        0.0 where there is no flow.
    """
    keys = ["origin", "destination", *(["product"] if by_product else []), *(["period"] if asked.period else [])]
    flows = (Asked(product=asked.product).of(frame) for frame in _flows(materials))
    sums = (frame.groupby(keys, sort=False)["flow"].sum() for frame in flows if len(frame))
    return max((float(lanes.max()) for lanes in sums), default=0.0)


def busiest_products(materials: Sequence[Material]) -> tuple[str, ...]:
    """Products of all flows of the scenarios in all periods, the one of which most moves first."""
    return _ranked(materials, "product")


def serving_facilities(materials: Sequence[Material]) -> tuple[str, ...]:
    """Facilities that flows of any of the scenarios come from in any period, the busiest first."""
    names = frozenset(name for material in materials for name in material.network["facilities"]["facility"])
    return tuple(name for name in _ranked(materials, "origin") if name in names)


def _ranked(materials: Sequence[Material], column: str) -> tuple[str, ...]:
    flows = _flows(materials)
    if not flows:
        return ()
    sums = pd.concat([frame[[column, "flow"]] for frame in flows]).groupby(column)["flow"].sum()
    return tuple(map(str, sums.sort_values(ascending=False, kind="stable").index))


def _flows(materials: Sequence[Material]) -> list[pd.DataFrame]:
    return [material.results["result_flows"] for material in materials if material.results]
