"""Reduced-cost fixing: what no solution as good as the incumbent can have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.bounds.lanes import SortedLanes
from engine.bounds.problem import Mask
from engine.bounds.relaxation import Evaluation, Relaxation
from engine.bounds.selection import FacilityRules
from engine.bounds.standard import Standard

_MARGIN = 1e-9


def fix(
    relaxation: Relaxation, at: Evaluation, incumbent: float, *, lanes_too: bool
) -> tuple[SortedLanes, FacilityRules] | None:
    """Fixes facilities and drops lanes whose use would lift the bound above the incumbent.

    Every solution that costs no more than the incumbent stays, equal ones too: a rise counts only where it clears
    the incumbent by the rounding error and a billionth of its size.

    Args:
        relaxation: The relaxation as it stands.
        at: An evaluation of it, or of it before an earlier fixing.
        incumbent: Objective of the incumbent.
        lanes_too: Whether a lane's use means that it carries a customer's whole demand in some optimum.

    Returns:
        The lanes and rules that remain, or None where nothing changed.
    """
    allowed = incumbent + _MARGIN * max(1.0, abs(incumbent)) + 2.0 * at.error - at.bound
    rules, selection = relaxation.rules, at.selection
    closed = rules.must_close | (~selection.chosen & (selection.opening_penalty > allowed))
    opened = rules.must_open | (selection.chosen & (selection.closing_penalty > allowed))
    lanes = relaxation.lanes
    keep: Mask = ~closed[lanes.facility]
    if lanes_too:
        keep &= relaxation.lane_penalties(at) + selection.opening_penalty[lanes.facility] <= allowed
    if keep.all() and (closed == rules.must_close).all() and (opened == rules.must_open).all():
        return None
    remaining = lanes if keep.all() else lanes.keep(keep)
    return remaining, replace(rules, must_open=opened, must_close=closed)


def removable_lanes(standard: Standard, remaining: SortedLanes) -> Mask:
    """Which of a problem's lanes are not among the remaining ones, nor as cheap as one for the same pair of sites.

    Returns:
        Mask of shape (lanes of the problem,).
    """
    problem = standard.problem
    removable = np.ones(problem.lanes, dtype=np.bool_)
    removable[remaining.source[remaining.source >= 0]] = False
    kept = np.flatnonzero(~removable)
    if len(standard.lanes.source) == problem.lanes + int(np.isfinite(problem.unmet_cost).sum()) or not len(kept):
        return removable
    pair = problem.customer.astype(np.int64) * problem.facilities + problem.facility
    order = kept[np.argsort(pair[kept], kind="stable")]
    gone = np.flatnonzero(removable)
    place = np.minimum(np.searchsorted(pair[order], pair[gone]), len(order) - 1)
    twin = order[place]
    removable[gone] = (pair[twin] != pair[gone]) | (problem.cost[twin] != problem.cost[gone])
    return removable
