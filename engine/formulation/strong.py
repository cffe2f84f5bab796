"""Strong links: a lane from a facility that may be closed carries at most the demand, and only if it is open.

flow ≤ min(demand, capacity) × open, lane by lane. The sum over lanes says the same for whole numbers, yet so weakly
that the solver's bound stays far away (Cornuejols, Nemhauser, Wolsey: The uncapacitated facility location problem).
Above a number of lanes the rows cost more than they bring, and the sum must do.
"""

from __future__ import annotations

import numpy as np

from engine.formulation.build import Build

_MOST_ROWS = 1_000_000


def add_strong_links(build: Build) -> None:
    """Adds the strong row of each lane to a customer from a facility that is decided on."""
    base = build.base
    chosen = np.flatnonzero((base.demand_of >= 0) & (base.facility_of >= 0) & ~build.single)
    facility, period = base.facility_of[chosen], base.lanes.period[chosen]
    decided = build.decidable[facility, period]
    chosen, facility, period = chosen[decided], facility[decided], period[decided]
    if len(chosen) > _MOST_ROWS:
        return
    rows = build.program.rows(
        "strong", len(chosen), upper=0.0, strengthens=True, places={"lane": chosen.astype(np.int32)}
    )
    build.program.entries(rows, build.flow[chosen], 1.0)
    capacity = build.expanded.facilities.max_throughput[facility, period]
    extendable = np.isin(facility, _with_options(build))
    limit = np.where(extendable, base.most[chosen], np.minimum(base.most[chosen], capacity))
    build.program.entries(rows, build.open[facility, period], -limit)


def _with_options(build: Build) -> np.ndarray:
    codes = build.expanded.sites.names.codes(build.expanded.network["capacity_options"]["facility"])
    return codes - build.expanded.sites.suppliers
