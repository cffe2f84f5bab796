"""Strong links: a lane from a facility that may be closed carries at most the demand, and only if it is open.

flow ≤ min(demand, capacity) × open, lane by lane. The sum over lanes says the same for whole numbers, yet so weakly
that the solver's bound stays far away (Cornuejols, Nemhauser, Wolsey: The uncapacitated facility location problem).
Above a number of lanes the rows cost more than they bring, and the sum must do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Build
from engine.program import run_of

Floats = NDArray[np.float64]

_MOST_ROWS = 1_000_000


def add_strong_links(build: Build) -> None:
    """Adds the strong row of each lane to a customer from a facility that is decided on."""
    base, ends = build.base, build.base.ends
    linked = base.at_facilities(build.decidable, other=False)[ends.leaving]
    linked &= (base.demand_at >= 0)[ends.arriving]
    linked &= ~build.single
    if np.count_nonzero(linked) > _MOST_ROWS:
        return
    chosen = np.flatnonzero(linked).astype(np.int32)
    rows = build.program.rows("strong", len(chosen), upper=0.0, strengthens=True, places={"lane": chosen})
    run = run_of(chosen)
    leaving = ends.leaving[run]
    build.program.entries(rows, build.flow[run], 1.0)
    limit = np.minimum(base.most[run], base.at_facilities(_capacity(build), other=np.inf)[leaving])
    build.program.entries(rows, base.at_facilities(build.open, other=-1)[leaving], -limit)


def _capacity(build: Build) -> Floats:
    """Largest throughput, F × T; infinite where options extend it."""
    expanded = build.expanded
    codes = expanded.sites.names.codes(expanded.network["capacity_options"]["facility"])
    capacity = expanded.facilities.max_throughput.copy()
    capacity[codes[expanded.sites.is_facility(codes)] - expanded.sites.suppliers] = np.inf
    return capacity
