"""What a user would write: PuLP in loops over dictionaries, solved by CBC; the same network by the product."""

from __future__ import annotations

import time
from typing import Any

import pulp
from pulp.apis.coin_api import pulp_cbc_path

from benchmarks.instances import generate
from benchmarks.instances.generate import Shape
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.network import Network
from engine.runs.record import SolveOptions
from engine.runs.solve import solve_network

GAP = 1e-3
LEAST_RATIO = 10.0
LIMIT_S = 1200.0


def script(shape: Shape, limit_s: float) -> tuple[float, float, float | None]:
    """Seconds to build, seconds to solve, and the objective; None without a solution. In a process of its own."""
    network = generate.network(shape)
    began = time.monotonic()
    problem = _problem(network)
    built = time.monotonic()
    problem.solve(pulp.COIN_CMD(path=pulp_cbc_path, msg=False, gapRel=GAP, timeLimit=limit_s))
    solved = problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    return built - began, time.monotonic() - built, pulp.value(problem.objective) if solved else None


def product(shape: Shape, limit_s: float, threads: int) -> tuple[float, float | None, float | None]:
    """Seconds in all, objective and bound. In a process of its own."""
    network = generate.network(shape)
    began = time.monotonic()
    result = solve_network(network, SolveOptions(gap=GAP, time_limit_s=limit_s, threads=threads))
    return time.monotonic() - began, result.objective, result.bound


def _rows(network: Network, table: str) -> list[Any]:
    return list(network[table].itertuples())


def _problem(network: Network) -> pulp.LpProblem:
    """The textbook model: a capacity row for each warehouse and a demand row for each customer and product."""
    products = list(network["products"]["product"])
    lanes = {(row.origin, row.destination): row.unit_cost for row in _rows(network, "lanes")}
    warehouses = {row.facility: row for row in _rows(network, "facilities") if row.kind == "warehouse"}
    made = {(row.facility, row.product): row for row in _rows(network, "production")}
    wanted = {(row.customer, row.product): row.quantity for row in _rows(network, "demand")}
    problem = pulp.LpProblem("network", pulp.LpMinimize)
    opened = {name: problem.add_variable(f"open_{name}", cat="Binary") for name in warehouses}
    keys = [(origin, destination, product) for origin, destination in lanes for product in products]
    flow = {key: problem.add_variable(f"flow_{number}", lowBound=0) for number, key in enumerate(keys)}
    into: dict[tuple[str, str], list[pulp.LpVariable]] = {}
    out: dict[tuple[str, str], list[pulp.LpVariable]] = {}
    for origin, destination, product in keys:
        variable = flow[origin, destination, product]
        into.setdefault((destination, product), []).append(variable)
        out.setdefault((origin, product), []).append(variable)
    handling = {name: row.handling_cost for name, row in warehouses.items()}
    making = {key: row.unit_cost for key, row in made.items()}
    problem += pulp.lpSum(
        (lanes[origin, destination] + handling.get(origin, 0.0) + making.get((origin, product), 0.0))
        * flow[origin, destination, product]
        for origin, destination, product in keys
    ) + pulp.lpSum(row.fixed_cost * opened[name] for name, row in warehouses.items())
    for key, quantity in wanted.items():
        problem += pulp.lpSum(into[key]) == quantity
    for key, row in made.items():
        problem += pulp.lpSum(out[key]) <= row.max_quantity
    for name, row in warehouses.items():
        leaving = [variable for product in products for variable in out.get((name, product), [])]
        problem += pulp.lpSum(leaving) <= row.max_throughput * opened[name]
        for product in products:
            problem += pulp.lpSum(into[name, product]) == pulp.lpSum(out.get((name, product), []))
    return problem


def _measure(name: str, shape: Shape) -> Measure:
    def take(options: Options) -> Reading:
        (ours, objective, bound), _ = isolated(product, shape, options.limit_s, options.threads)
        (build, solve, theirs), _ = isolated(script, shape, LIMIT_S)
        stopped = f", stopped at {LIMIT_S:,.0f} s," if solve >= LIMIT_S else ""
        text = f"{ours:.1f} s ({_money(objective)}, bound {_money(bound)}) against {build:.1f} s to build and "
        text += f"{solve:.1f} s to solve{stopped} ({_money(theirs)}): {(build + solve) / ours:.0f} ×"
        return Reading(text, _same(objective, theirs) and build + solve >= LEAST_RATIO * ours)

    target = f"≥ {LEAST_RATIO:g} × faster than PuLP in loops with CBC, gap {GAP:.1%} for both, same objective within it"
    return Measure("script", f"network of {name} flow columns", target, take)


def _same(ours: float | None, theirs: float | None) -> bool:
    """Whether both found the same cost within the gap, or the product alone found any, or a better one."""
    return ours is not None and (theirs is None or ours <= theirs * (1 + GAP))


def _money(value: float | None) -> str:
    return "none" if value is None else f"{value:,.0f}"


MEASURES = (
    _measure("50,000", generate.FIFTY_THOUSAND),
    _measure("200,000", generate.TWO_HUNDRED_THOUSAND),
)
