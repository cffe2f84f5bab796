"""From an expanded network to its program: every family of constraints in turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.formulation.balance import add_balance
from engine.formulation.build import Base, Build, read_base
from engine.formulation.demand import add_demand
from engine.formulation.facilities import OpenColumns, add_facilities
from engine.formulation.flows import add_flows
from engine.formulation.inventory import add_inventory
from engine.formulation.lane_use import add_lane_use
from engine.formulation.limits import add_facility_limits, add_flow_limits, add_service_limits
from engine.formulation.making import add_procurement, add_production
from engine.formulation.options import add_options
from engine.formulation.single_source import add_single_sourcing
from engine.formulation.strong import add_strong_links
from engine.formulation.throughput import add_throughput
from engine.program import Program, ProgramBuilder

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Formulation:
    """A program with what is needed to read its solutions.

    Attributes:
        base: Lanes, distances and weights on which it stands.
        program: The program; it minimises.
        columns: Columns of the decisions on facilities.
    """

    base: Base
    program: Program
    columns: OpenColumns

    @property
    def expanded(self) -> Expanded:
        """The model."""
        return self.base.expanded

    def values(self, x: Floats, block: str) -> Floats:
        """Values of a block of columns in a solution of n values; empty where the program has no such block."""
        found = self.program.columns.get(block)
        return x[found.span] if found else np.empty(0)

    def objective(self, minimised: float) -> float:
        """The objective as the user sees it: profit where profit is maximised."""
        return -minimised if self.base.weights.maximises else minimised


def formulate(expanded: Expanded, *, keep_closed: bool = False) -> Formulation:
    """The program of a network.

    Args:
        expanded: The model; it must have passed validation.
        keep_closed: Whether lanes at facilities closed by their status stay in the program, for explanations.

    Raises:
        ValueError: A number setting holds something else (validation reports it).
    """
    return formulate_base(read_base(expanded, keep_closed=keep_closed))


def formulate_base(base: Base) -> Formulation:
    """The program of a network whose lanes have been chosen."""
    program = ProgramBuilder()
    flow = add_flows(base, program)
    columns = add_facilities(base, program)
    balance = add_balance(base, program, flow)
    single = np.zeros(len(base.lanes), dtype=bool)
    build = Build(base, program, flow, balance, columns.open, columns.decidable, columns.switched, single)
    add_demand(build)
    add_procurement(build)
    add_production(build)
    throughput = add_throughput(build)
    add_options(build, throughput)
    add_single_sourcing(build)
    add_strong_links(build)
    add_lane_use(build)
    add_inventory(build)
    add_facility_limits(build, columns)
    add_flow_limits(build)
    add_service_limits(build)
    return Formulation(base, program.build(), columns)
