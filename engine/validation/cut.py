"""Cuts: demand that cannot be met because too little can flow, and what it would have to flow through.

A maximum flow on a relaxation with every facility open that may be and every capacity option taken: no solution of
the model serves more than it. Where it serves less than the demand, a minimum cut next to the demand names the region
and the limits around it. Max-flow min-cut: Ford and Fulkerson, "Maximal flow through a network", Canadian Journal of
Mathematics 8 (1956).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from engine.validation.flow_graph import Arc, FlowGraph, FlowGraphs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SCALE = 2**29
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Shortage:
    """A region whose demand is larger than what can come into it.

    Attributes:
        entries: Entries of demand in the region.
        needed: Their quantity.
        arriving: The most that can come into the region.
        through: What it comes through: the arcs of the cut with their capacities.
    """

    entries: Ints
    needed: float
    arriving: float
    through: tuple[tuple[Arc, float], ...]


def shortages(graph: FlowGraph, quantity: Floats) -> Iterator[Shortage]:
    """Regions of a flow graph that cannot get what they want.

    Args:
        graph: Arcs with capacities from the source to the customers.
        quantity: What each of the graph's demand entries wants.
    """
    total = float(quantity.sum())
    if total <= 0 or not (graph.capacity < total).any():
        return
    head = np.concatenate([graph.head, graph.customer])
    tail = np.concatenate([graph.tail, np.full(len(quantity), graph.sink)])
    amounts = np.concatenate([np.minimum(graph.capacity, total), quantity])
    capacity = coo_array((amounts, (head, tail)), shape=(graph.nodes, graph.nodes)).tocsr()
    scaled = _whole(capacity, total, graph.sink)
    flow = maximum_flow(scaled, graph.source, graph.sink)
    wanted = int(scaled[:, [graph.sink]].sum())
    if flow.flow_value < wanted:
        yield from _regions(graph, quantity, capacity, _short_side(scaled - flow.flow, graph.sink))


def product_shortages(graphs: FlowGraphs, quantity: Floats) -> list[tuple[int, Shortage]]:
    """Shortages of each product by itself; where there is none, of all products together, under product -1.

    Args:
        graphs: The graphs of the model.
        quantity: What each entry of demand wants.
    """
    found = []
    for product in graphs.products.tolist():
        graph = graphs.of_product(product)
        found += [(product, shortage) for shortage in shortages(graph, quantity[graph.entries])]
    if not found and len(graphs.products) > 1:
        graph = graphs.of_all()
        found = [(-1, shortage) for shortage in shortages(graph, quantity[graph.entries])]
    return found


def _whole(capacity: csr_array, total: float, sink: int) -> csr_array:
    """Capacities as whole numbers: demand rounded down, the others up, so that no shortage is invented."""
    into_sink = capacity.indices == sink
    amounts = np.minimum(capacity.data, total) * (_SCALE / total)
    data = np.where(into_sink, np.floor(amounts * (1 - _TOLERANCE)), np.ceil(amounts)).astype(np.int32)
    return csr_array((data, capacity.indices, capacity.indptr), shape=capacity.shape)


def _short_side(residual: csr_array, sink: int) -> NDArray[np.bool_]:
    """The nodes from which more could still flow into the sink."""
    residual.eliminate_zeros()
    order = breadth_first_order(residual.T.tocsr(), sink, return_predecessors=False)
    side = np.zeros(residual.shape[0], dtype=bool)
    side[order] = True
    side[sink] = False
    return side


def _regions(graph: FlowGraph, quantity: Floats, capacity: csr_array, side: NDArray[np.bool_]) -> Iterator[Shortage]:
    inside = capacity.tocoo()
    linked = side[inside.row] & side[inside.col]
    links = coo_array((np.ones(int(linked.sum())), (inside.row[linked], inside.col[linked])), shape=capacity.shape)
    _, label = connected_components(links, directed=False)
    crossing = ~side[graph.head] & side[graph.tail] & (graph.capacity > 0)
    for region in np.unique(label[graph.customer[side[graph.customer]]]).tolist():
        entries = np.flatnonzero((label[graph.customer] == region) & side[graph.customer])
        arcs = np.flatnonzero(crossing & (label[graph.tail] == region))
        needed, arriving = float(quantity[entries].sum()), float(graph.capacity[arcs].sum())
        through = tuple((graph.arc(int(arc)), float(graph.capacity[arc])) for arc in arcs.tolist())
        yield Shortage(graph.entries[entries], needed, arriving, through)
