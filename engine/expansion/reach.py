"""What can reach what: which products may be at a site, and which may be of use there.

A lane whose product cannot be at its origin, or is of no use at its destination, carries nothing in any solution:
every unit of flow begins at a supply, a production or an initial stock and ends in a demand, a bill or a stock.
Leaving such lanes out is therefore safe.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion.expanded import Expanded

Mask = NDArray[np.bool_]


def available(expanded: Expanded) -> Mask:
    """Which products may be at which sites in some period: N × P."""
    products = len(expanded.products)
    has = np.zeros(len(expanded.sites) * products, dtype=bool)
    supply, production, inventory, bills = expanded.supply, expanded.production, expanded.inventory, expanded.bills
    can_supply = supply.maximum > 0
    has[_cells(supply.site, supply.product, products)[can_supply]] = True
    has[_cells(inventory.site, inventory.product, products)[inventory.initial > 0]] = True
    made = np.unique(_cells(production.site, production.product, products)[production.maximum > 0])
    billed, component = _cells(bills.site, bills.product, products), _cells(bills.site, bills.component, products)
    origin, destination = _ends(expanded)
    changed = True
    while changed:
        before = int(has.sum())
        has[destination[has[origin]]] = True
        lacking = np.unique(billed[~has[component]])
        has[np.setdiff1d(made, lacking, assume_unique=True)] = True
        changed = int(has.sum()) != before
    return has.reshape(len(expanded.sites), products)


def useful(expanded: Expanded) -> Mask:
    """Which products may be of use at which sites in some period: N × P."""
    products = len(expanded.products)
    use = np.zeros(len(expanded.sites) * products, dtype=bool)
    demand, inventory, bills = expanded.demand, expanded.inventory, expanded.bills
    use[_cells(demand.site, demand.product, products)[demand.quantity > 0]] = True
    use[_cells(inventory.site, inventory.product, products)] = True
    billed, component = _cells(bills.site, bills.product, products), _cells(bills.site, bills.component, products)
    origin, destination = _ends(expanded)
    changed = True
    while changed:
        before = int(use.sum())
        use[origin[use[destination]]] = True
        use[component[use[billed]]] = True
        changed = int(use.sum()) != before
    return use.reshape(len(expanded.sites), products)


def _cells(site: NDArray[np.int32], product: NDArray[np.int32], products: int) -> NDArray[np.int64]:
    return site.astype(np.int64) * products + product


def _ends(expanded: Expanded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells (site, product) at both ends of the lanes; those as at the entry before left out."""
    lanes, products = expanded.lanes, len(expanded.products)
    origin, destination, product = lanes.origin, lanes.destination, lanes.product
    if len(expanded.periods) > 1 and len(lanes):
        other = np.ones(len(lanes), dtype=bool)
        other[1:] = product[1:] != product[:-1]
        other[1:] |= origin[1:] != origin[:-1]
        other[1:] |= destination[1:] != destination[:-1]
        origin, destination, product = origin[other], destination[other], product[other]
    return _cells(origin, product, products), _cells(destination, product, products)
