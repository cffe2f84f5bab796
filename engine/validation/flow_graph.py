"""The graph on which capacity is held against demand: sites in time, joined by lanes and stock, from one source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.expansion.quantities import Making

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Arc:
    """What an arc of the graph stands for.

    Attributes:
        kind: supply, source, throughput, stock or lane.
        site: Site code; of a lane its origin.
        destination: Site code of a lane's destination; -1 otherwise.
        period: Period code.
    """

    kind: str
    site: int
    destination: int
    period: int


@dataclass(frozen=True)
class FlowGraph:
    """Arcs with capacities, of n arcs and m entries of demand.

    Attributes:
        head: Node at which each arc begins.
        tail: Node at which it ends.
        capacity: The most that it carries; infinite where nothing limits it.
        entries: Entries of demand that count.
        customer: Node of each.
        sites: Number of sites N.
        periods: Number of periods T.
    """

    head: Ints
    tail: Ints
    capacity: Floats
    entries: Ints
    customer: Ints
    sites: int
    periods: int

    @property
    def nodes(self) -> int:
        """Number of nodes: the way in and the way out of each site and period, the source and the sink."""
        return 2 * self.sites * self.periods + 2

    @property
    def source(self) -> int:
        """Node from which everything comes."""
        return self.nodes - 2

    @property
    def sink(self) -> int:
        """Node into which all demand flows."""
        return self.nodes - 1

    def arc(self, place: int) -> Arc:
        """What an arc stands for."""
        head, tail = int(self.head[place]), int(self.tail[place])
        into, period = divmod(tail // 2, self.periods)
        if head == self.source:
            return Arc("source", into, -1, period)
        start = head // 2 // self.periods
        if start != into:
            return Arc("lane", start, into, period)
        return Arc("throughput" if tail % 2 else "stock", into, -1, period)


class FlowGraphs:
    """Flow graphs of single products and of all products together.

    Args:
        expanded: The model.
        throughput: Largest throughput of each facility in each period, F × T.
        flowing: Lane entries that can carry something.
        served: Demand entries that something can reach; the others are no question of capacity.
    """

    def __init__(self, expanded: Expanded, throughput: Floats, flowing: Mask, served: Mask) -> None:
        self._expanded = expanded
        self._throughput = throughput
        self._flowing = np.flatnonzero(flowing)
        self._served = served & (expanded.demand.quantity > 0)

    @cached_property
    def products(self) -> Ints:
        """Products that customers want."""
        return np.unique(self._expanded.demand.product[self._served]).astype(np.int64)

    @cached_property
    def _by_product(self) -> tuple[Ints, Ints]:
        """Flowing lane entries ordered by product, and where each product begins."""
        products = self._expanded.lanes.product[self._flowing]
        count = len(self._expanded.products)
        if count == 1:
            return self._flowing, np.array([0, len(products)])
        order = np.argsort(products, kind="stable")
        return self._flowing[order], np.searchsorted(products[order], np.arange(count + 1))

    def of_product(self, product: int) -> FlowGraph:
        """The graph of one product by itself, as if it had every facility alone."""
        entries, starts = self._by_product
        return self._graph(np.array([product]), entries[starts[product] : starts[product + 1]])

    def of_all(self) -> FlowGraph:
        """The graph of all products that customers want, as if one could stand for another."""
        chosen = np.isin(self._expanded.lanes.product[self._flowing], self.products)
        return self._graph(self.products, self._flowing[chosen])

    def _graph(self, products: Ints, lanes: Ints) -> FlowGraph:
        demand = self._expanded.demand
        wanted = np.flatnonzero(self._served & np.isin(demand.product, products))
        parts = list(self._arcs(products, lanes))
        head, tail, capacity = (np.concatenate(column) for column in zip(*parts, strict=True))
        carries = capacity > 0
        return FlowGraph(
            head[carries],
            tail[carries],
            capacity[carries],
            wanted,
            self._node(demand.site[wanted], demand.period[wanted]),
            len(self._expanded.sites),
            len(self._expanded.periods),
        )

    def _arcs(self, products: Ints, lanes: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Heads, tails and capacities, kind by kind."""
        expanded = self._expanded
        suppliers, facilities = expanded.sites.suppliers, len(expanded.facilities)
        periods = len(expanded.periods)
        yield self._made(expanded.supply, products)
        yield self._made(expanded.production, products)
        site = np.repeat(np.arange(suppliers, suppliers + facilities), periods)
        through = self._node(site, np.tile(np.arange(periods), facilities))
        yield through, through + 1, self._throughput.ravel()
        site = np.repeat(np.arange(suppliers), periods)
        through = self._node(site, np.tile(np.arange(periods), suppliers))
        yield through, through + 1, np.full(len(through), np.inf)
        yield from self._stock(products)
        yield self._lanes(lanes, alone=len(products) == 1)

    def _node(self, site: NDArray[np.integer], period: NDArray[np.integer]) -> Ints:
        """The way in of a site in a period; the way out is the next node."""
        return 2 * (site.astype(np.int64) * len(self._expanded.periods) + period)

    def _made(self, making: Making, products: Ints) -> tuple[Ints, Ints, Floats]:
        kept = np.isin(making.product, products)
        tail = self._node(making.site[kept], making.period[kept])
        return np.full(len(tail), self._source), tail, making.maximum[kept]

    @property
    def _source(self) -> int:
        return 2 * len(self._expanded.sites) * len(self._expanded.periods)

    def _stock(self, products: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
        inventory, last = self._expanded.inventory, len(self._expanded.periods) - 1
        kept = np.isin(inventory.product, products)
        start = kept & (inventory.period == 0) & (inventory.initial > 0)
        tail = self._node(inventory.site[start], inventory.period[start])
        yield np.full(len(tail), self._source), tail, inventory.initial[start]
        carried = kept & (inventory.period < last)
        node = self._node(inventory.site[carried], inventory.period[carried])
        yield node, node + 2, inventory.maximum[carried]

    def _lanes(self, entries: Ints, *, alone: bool) -> tuple[Ints, Ints, Floats]:
        """Lanes; a row's limit holds in total over its products, so each row, pair and mode counts once."""
        lanes = self._expanded.lanes.take(entries)
        most = self._expanded.network["lanes"]["max_flow"].to_numpy(dtype=float)[lanes.row]
        head, tail = self._node(lanes.origin, lanes.period) + 1, self._node(lanes.destination, lanes.period)
        capacity = np.where(np.isnan(most), np.inf, most)
        if alone:
            return head, tail, capacity
        ends = np.stack([head, tail, lanes.row.astype(np.int64), lanes.mode.astype(np.int64)])
        limited = np.isfinite(capacity)
        _, first = np.unique(ends[:, limited], axis=1, return_index=True)
        _, open_first = np.unique(head[~limited] * (self._source + 2) + tail[~limited], return_index=True)
        kept = np.concatenate([np.flatnonzero(limited)[first], np.flatnonzero(~limited)[open_first]])
        return head[kept], tail[kept], capacity[kept]
