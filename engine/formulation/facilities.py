"""Open or closed: the truth table of status and state, openings and closings, fixed costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion.facilities import Status
from engine.formulation.build import Base
from engine.formulation.members import facility_members
from engine.program import Origin, ProgramBuilder

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class OpenColumns:
    """Columns of the decisions on facilities.

    Attributes:
        open: F × T, column of open.
        opening: F × T, column of opening; -1 where the facility is not decided on.
        closing: F × T, column of closing; -1 likewise.
        decidable: F × T, whether open is a decision.
        switched: F × T, whether the facility may be closed: decided on, or closed by its status.
    """

    open: Ints
    opening: Ints
    closing: Ints
    decidable: Mask
    switched: Mask


def add_facilities(base: Base, program: ProgramBuilder) -> OpenColumns:
    """Adds open, opening and closing, their logic and their costs.

    A facility on which nothing depends but flows (no cost or limit pulls it one way) is not decided on: it counts as
    open where it may be, and a candidate opens if it is used.
    """
    facilities = base.expanded.facilities
    shape = facilities.status.shape
    idle = undecided(base)
    decidable = (facilities.status == Status.CONSIDER) & ~idle[:, None]
    facility, period = (codes.astype(np.int32).ravel() for codes in np.indices(shape))
    lower = (facilities.status == Status.OPEN) | ((facilities.status == Status.CONSIDER) & idle[:, None])
    upper = facilities.status != Status.CLOSED
    columns = program.columns(
        "open",
        len(facility),
        lower=lower.ravel().astype(float),
        upper=upper.ravel().astype(float),
        integer=decidable.ravel(),
        quantity=False,
        places={"facility": facility, "period": period},
        origin=Origin("facilities", facilities.row[facility], "status", "status"),
    ).reshape(shape)
    money, co2 = base.weights.money, base.weights.co2
    program.charge(columns[~idle].ravel(), (money * facilities.fixed_cost + co2 * facilities.fixed_co2)[~idle].ravel())
    opening, closing = _add_changes(base, program, columns, np.flatnonzero(~idle))
    switched = decidable | (facilities.status == Status.CLOSED)
    return OpenColumns(columns, opening, closing, decidable, switched)


def _add_true_changes(
    program: ProgramBuilder, is_open: Ints, opening: Ints, closing: Ints, places: dict[str, Ints]
) -> None:
    """Opening ≤ open and closing ≤ 1 - open where both at once, which change nothing, would earn money."""
    earning = np.flatnonzero(program.charged(opening) + program.charged(closing) < 0)
    chosen = {name: codes[earning] for name, codes in places.items()}
    for name, changes, sign, most in (("opening_true", opening, -1.0, 0.0), ("closing_true", closing, 1.0, 1.0)):
        rows = program.rows(name, len(earning), upper=most, quantity=False, places=chosen)
        program.entries(rows, changes[earning], 1.0)
        program.entries(rows, is_open.ravel()[earning], sign)


def undecided(base: Base) -> Mask:
    """Which facilities nothing pulls towards being open or closed, in any period."""
    facilities, weights = base.expanded.facilities, base.weights
    fixed = weights.money * facilities.fixed_cost + weights.co2 * facilities.fixed_co2
    paid_to_open = (weights.money * facilities.opening_cost != 0) & ~facilities.existing[:, None]
    paid_to_close = weights.money * facilities.closing_cost < 0
    pulled = (fixed != 0) | paid_to_open | paid_to_close | (facilities.min_throughput > 0)
    pulled |= facilities.status != Status.CONSIDER
    production = base.expanded.production
    forced = production.minimum > 0
    pulled[production.site[forced] - base.expanded.sites.suppliers, production.period[forced]] = True
    idle: Mask = ~pulled.any(axis=1)
    for members in facility_members(base.expanded):
        idle[members] = False
    return idle


def _add_changes(base: Base, program: ProgramBuilder, is_open: Ints, decided: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """open(t) - open(t - 1) = opening(t) - closing(t), with the state of today before the first period."""
    facilities = base.expanded.facilities
    existing = facilities.existing[decided].astype(float)
    periods = is_open.shape[1]
    shape = (len(decided), periods)
    facility = np.repeat(decided, periods).astype(np.int32)
    period = np.tile(np.arange(periods, dtype=np.int32), len(decided))
    places = {"facility": facility, "period": period}
    may_open, may_close = np.ones(shape), np.ones(shape)
    may_open[:, 0], may_close[:, 0] = 1.0 - existing, existing
    opening = program.columns("opening", len(facility), upper=may_open.ravel(), quantity=False, places=places)
    closing = program.columns("closing", len(facility), upper=may_close.ravel(), quantity=False, places=places)
    money = base.weights.money[period]
    program.charge(opening, money * facilities.opening_cost[decided].ravel())
    program.charge(closing, money * facilities.closing_cost[decided].ravel())
    today = np.zeros(shape)
    today[:, 0] = existing
    rows = program.rows(
        "open_change", len(facility), lower=today.ravel(), upper=today.ravel(), quantity=False, places=places
    )
    own = is_open[decided]
    program.entries(rows, own.ravel(), 1.0)
    program.entries(rows.reshape(shape)[:, 1:].ravel(), own[:, :-1].ravel(), -1.0)
    program.entries(rows, opening, -1.0)
    program.entries(rows, closing, 1.0)
    _add_true_changes(program, own, opening, closing, places)
    every = np.full(is_open.shape, -1, dtype=np.int32)
    openings, closings = every.copy(), every.copy()
    openings[decided], closings[decided] = opening.reshape(shape), closing.reshape(shape)
    return openings, closings
