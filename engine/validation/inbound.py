"""Inbound: the lane entries that end at a site for a product in a period, found without a search through all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


def arrivals(expanded: Expanded, site: Codes, product: Codes, period: Codes) -> Ints:
    """Sites, products and periods of n entries as one integer each."""
    places = site.astype(np.int64) * len(expanded.products) + product
    return places * len(expanded.periods) + period


class Inbound:
    """Lane entries in the order of where they end.

    Args:
        expanded: The model.
        lanes: The entries.
    """

    def __init__(self, expanded: Expanded, lanes: Lanes) -> None:
        ends = arrivals(expanded, lanes.destination, lanes.product, lanes.period)
        self._order = np.argsort(ends, kind="stable")
        self._ends = ends[self._order]

    def of(self, cell: int) -> Ints:
        """Positions of the entries that end at a cell."""
        first, last = np.searchsorted(self._ends, [cell, cell + 1])
        return self._order[first:last]
