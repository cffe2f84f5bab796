"""Ends of lanes: the cells (site, product, period) at which flows leave and arrive, found once for all families.

What a family knows of a site, a product and a period is then a short table over cells, and what it says of a lane
entry is one look into that table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.formulation.keys import CellIndex

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Ends:
    """Cells at the ends of n lane entries; k of them.

    Attributes:
        index: Positions of the cells.
        site: Site of each cell.
        product: Product of each cell.
        period: Period of each cell.
        leaving: Cell at the origin of each entry.
        arriving: Cell at the destination of each entry.
    """

    index: CellIndex
    site: Ints
    product: Ints
    period: Ints
    leaving: Ints
    arriving: Ints

    def __len__(self) -> int:
        return len(self.site)

    def take(self, chosen: NDArray[np.bool_]) -> Ends:
        """The ends of fewer entries; the cells stay."""
        return replace(self, leaving=self.leaving[chosen], arriving=self.arriving[chosen])


def read_ends(expanded: Expanded, lanes: Lanes) -> Ends:
    """The ends of lane entries."""
    shape = (len(expanded.sites), len(expanded.products), len(expanded.periods))
    parts = ((lanes.origin, lanes.product, lanes.period), (lanes.destination, lanes.product, lanes.period))
    index, (leaving, arriving) = CellIndex.placed(shape, parts)
    site, product, period = index.codes()
    return Ends(index, site, product, period, leaving, arriving)
