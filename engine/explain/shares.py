"""Shares that flows keep: what limits on shares and on service come to in a solution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.explain.elastic import Elastic
from engine.explain.knobs import Kind, Knob
from engine.formulation.limits import flow_picks, service_picks

Floats = NDArray[np.float64]


def kept_shares(elastic: Elastic, knob: Knob, x: Floats) -> Floats:
    """The share at each place of a limit that has any flow.

    Args:
        elastic: The elastic program.
        knob: A row of flow_limits or service_limits.
        x: A solution.
    """
    base = elastic.formulation.base
    flow = x[elastic.program.columns["flow"].span]
    if knob.kind is Kind.SERVICE:
        parts = [(whole & ~beyond, whole) for row, _, whole, beyond in service_picks(base) if row == knob.row]
    else:
        parts = flow_picks(base, knob.row)
    sums = np.array([(flow[part].sum(), flow[whole].sum()) for part, whole in parts]).reshape(-1, 2)
    moved = sums[:, 1] > 0
    shares: Floats = sums[moved, 0] / sums[moved, 1]
    return shares
