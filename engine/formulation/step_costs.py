"""Step costs on quantities: the multiple-choice form, exact for all three kinds.

A quantity Q is the sum of its parts s_k, of which one at most is above zero; d_k says which. In step k
from_k · d_k ≤ s_k ≤ to_k · d_k, and the cost is c_k · s_k (all_units), c_k · d_k (step) or
base_k · d_k + c_k · (s_k - from_k · d_k) (incremental). Incremental costs that never fall need no decisions: cheap
steps fill first by themselves. Croxton, Gendron, Magnanti: A comparison of mixed-integer programming models for
nonconvex piecewise linear cost minimization problems, Management Science 49 (2003).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion.steps import StepCost
from engine.formulation.build import Build

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Stepped:
    """Quantities that pay a step cost: n of them, each a sum of columns.

    Attributes:
        names: Step cost of each.
        most: Largest value of each that can occur.
        weight: Weight of money of each in the objective.
        item: Quantity to which each of k terms belongs.
        column: Column of each term.
        places: What each quantity stands for, as code arrays of n.
    """

    names: NDArray[np.object_]
    most: Floats
    weight: Floats
    item: Ints
    column: Ints
    places: Mapping[str, Ints]


def add_steps(build: Build, name: str, stepped: Stepped) -> None:
    """Adds the cost of all quantities, step cost by step cost."""
    for number, curve_name in enumerate(dict.fromkeys(stepped.names)):
        chosen = np.flatnonzero(stepped.names == curve_name).astype(np.int32)
        terms = np.isin(stepped.item, chosen)
        position = np.full(len(stepped.names), -1, dtype=np.int32)
        position[chosen] = np.arange(len(chosen), dtype=np.int32)
        part = Stepped(
            stepped.names[chosen],
            stepped.most[chosen],
            stepped.weight[chosen],
            position[stepped.item[terms]],
            stepped.column[terms],
            {key: codes[chosen] for key, codes in stepped.places.items()},
        )
        _add_curve(build, f"{name}_{number}", part, build.expanded.steps[str(curve_name)])


def _add_curve(build: Build, name: str, stepped: Stepped, curve: StepCost) -> None:
    """Adds parts of n quantities along the K steps of one curve."""
    program = build.program
    count, steps = len(stepped.names), len(curve.breaks)
    item = np.repeat(np.arange(count, dtype=np.int32), steps)
    step = np.tile(np.arange(steps, dtype=np.int32), count)
    ends = np.append(curve.breaks[1:], np.inf)[step]
    ends = np.minimum(ends, np.maximum(stepped.most[item], curve.breaks[step]))
    places = {key: codes[item] for key, codes in stepped.places.items()} | {"step": step}
    widths = ends - curve.breaks[step]
    filling = _fills_by_itself(curve)
    parts = program.columns(f"{name}_part", count * steps, upper=widths if filling else np.inf, places=places)
    rows = program.rows(f"{name}_sum", count, lower=0.0, upper=0.0, places=stepped.places)
    program.entries(rows[stepped.item], stepped.column, 1.0)
    program.entries(rows[item], parts, -1.0)
    weight = stepped.weight[item]
    per_unit = curve.costs[step] if curve.kind != "step" else np.zeros(len(step))
    program.charge(parts, weight * per_unit)
    if filling:
        return
    taken = program.columns(f"{name}_taken", count * steps, upper=1.0, integer=True, quantity=False, places=places)
    program.charge(taken, weight * _once(curve)[step])
    one = program.rows(f"{name}_one", count, upper=1.0, quantity=False, places=stepped.places)
    program.entries(one[item], taken, 1.0)
    above = program.rows(f"{name}_from", count * steps, lower=0.0, places=places)
    program.entries(above, parts, 1.0)
    program.entries(above, taken, -curve.breaks[step])
    below = program.rows(f"{name}_to", count * steps, upper=0.0, places=places)
    program.entries(below, parts, 1.0)
    program.entries(below, taken, -ends)


def _fills_by_itself(curve: StepCost) -> bool:
    """Whether the cost is convex, so that cheap steps fill first without a decision."""
    return curve.kind == "incremental" and bool((np.diff(curve.costs) >= 0).all())


def _once(curve: StepCost) -> Floats:
    """What taking each step costs apart from its units."""
    if curve.kind == "step":
        return curve.costs
    if curve.kind == "all_units":
        return np.zeros(len(curve.costs))
    full = np.concatenate([[0.0], np.cumsum(curve.costs[:-1] * np.diff(curve.breaks))])
    return full - curve.costs * curve.breaks
