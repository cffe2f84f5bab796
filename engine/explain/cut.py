"""The cut: which customers cannot get what they must get, how much can reach them, and what limits it.

The least shortage is a linear program; its prices are a proof of it. Demands without a price have no part in the proof,
so those with one cannot all be served whatever else happens; limits with a price are those that the proof uses. In a
network of flows alone this is the minimum cut (Ford, Fulkerson: Maximal flow through a network, 1956).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.explain.elastic import Elastic
from engine.explain.explanation import Cause
from engine.explain.knobs import Knob, Knobs
from engine.explain.search import Search
from engine.explain.wording import spelled
from engine.network import Network
from engine.network.network import key_text
from engine.validation.wording import listed

Ints = NDArray[np.int64]
_PRICE = 1e-6
_MOST_LIMITS = 5
_LEAST = 1e-6


def find_cut(search: Search, elastic: Elastic, knobs: Knobs, network: Network, share: float) -> Cause | None:
    """The cut in words; None where there is none, or time does not suffice.

    Args:
        search: Solves the elastic program.
        elastic: The elastic program.
        knobs: Its knobs.
        network: The tables in which their cells stand.
        share: Share of the time left that may be spent.

    Raises:
        OutOfTimeError: Time is over.
    """
    wanted = np.array([knob.table == "demand" and knob.column == "quantity" for knob in knobs.knobs])
    found = search.shortage(wanted, share)
    if found is None or found.x is None or found.row_dual is None or found.column_dual is None:
        return None
    short = float(knobs.turned(found.x)[wanted].sum())
    entry, must = _served_below(elastic, found.row_dual)
    if short <= _LEAST * max(must, 1.0) or not len(entry):
        return None
    other = ~np.array([knob.table == "demand" for knob in knobs.knobs])
    weight = np.zeros(len(knobs.knobs))
    np.maximum.at(weight, knobs.of, -found.column_dual[knobs.index])
    binding = np.flatnonzero(other & (weight > _PRICE))
    return Cause("cut", _sentence(elastic, network, entry, (must, short), [knobs.knobs[k] for k in binding]))


def _served_below(elastic: Elastic, row_dual: NDArray[np.float64]) -> tuple[Ints, float]:
    """Demands with a price, and how much of them must be served."""
    block, demand = elastic.program.rows["demand"], elastic.formulation.expanded.demand
    every = np.flatnonzero(demand.quantity > 0)
    entry = every[row_dual[block.span] > _PRICE]
    least = np.where(demand.may_be_unmet[entry], demand.min_share[entry], 1.0)
    return entry, float((demand.quantity[entry] * least).sum())


def _sentence(
    elastic: Elastic, network: Network, entry: Ints, amounts: tuple[float, float], binding: list[Knob]
) -> str:
    expanded, (must, short) = elastic.formulation.expanded, amounts
    demand = expanded.demand
    customers = [str(expanded.sites.names.names[site]) for site in np.unique(demand.site[entry])]
    products = [str(expanded.products.names.names[product]) for product in np.unique(demand.product[entry])]
    ends = "customer" if len(customers) == 1 else f"{len(customers):,} customers"
    told = f"The {ends} {listed(customers)} must get {spelled(must)} of {listed(products)}"
    told += _periods(elastic, np.unique(demand.period[entry]))
    told += f" and can receive at most {spelled(max(must - short, 0.0))}"
    return f"{told}; limited by {_limits(network, binding)}." if binding else f"{told}."


def _periods(elastic: Elastic, periods: NDArray[np.int32]) -> str:
    names = elastic.formulation.expanded.periods.names.names
    return f" in {listed([str(names[period]) for period in periods])}" if len(names) > 1 else ""


def _limits(network: Network, binding: list[Knob]) -> str:
    words = [_limit(network, knob) for knob in binding[:_MOST_LIMITS]]
    more = len(binding) - len(words)
    return ", ".join(words) + (f" and {more:,} more cells" if more > 0 else "")


def _limit(network: Network, knob: Knob) -> str:
    row = " | ".join(value for value in network.row_key(knob.table, knob.row).values() if value)
    cell = network[knob.table][knob.column].iat[knob.row]
    value = spelled(float(cell)) if isinstance(cell, float) and cell == cell else key_text(cell)
    return f"{knob.column} of {knob.table} ({row}) {value}".rstrip()
