"""From the result tables of a run to the figures that a page or a report shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from desktop.charts.axis import ticks
from desktop.compute.run_figures import FacilityFigures, Figures, LaneFigures, LimitFigures, RunSummary, Stamp
from engine.results.checking.finding import TOLERANCE
from engine.runs.record import RunRecord

_MOST_ROWS = 300
_BINS = 14
_TIGHT, _CHEAP = 1e-6, 1e-6
_GOALS_OF_MONEY = frozenset({"min_cost", "max_profit"})

Frames = Mapping[str, pd.DataFrame]


TABLES = ("result_flows", "result_facilities", "result_demand", "result_costs", "result_limits")


def stamp_of(record: RunRecord) -> Stamp:
    """Where the figures of a run come from."""
    total = sum(record.costs.values())
    objective = record.objective
    is_money = objective is not None and abs(abs(objective) - abs(total)) <= 1e-6 * max(abs(total), 1.0)
    if record.goal:
        is_money = record.goal in _GOALS_OF_MONEY
    checked = record.checked
    return Stamp(
        run=record.id,
        scenario=record.scenario,
        status=record.status.value,
        objective=objective,
        bound=record.bound,
        gap=record.gap,
        sense=record.sense,
        is_money=is_money,
        holds=None if checked is None else max(checked.max_violation, checked.cost_difference) <= TOLERANCE,
        max_violation=None if checked is None else checked.max_violation,
        cost_difference=None if checked is None else checked.cost_difference,
        input_hash=record.input_hash,
        finished=record.finished,
        seconds=float(record.seconds.get("total", 0.0)),
        application=record.versions.application,
        solver=record.versions.solver,
        asked_gap=record.options.gap,
        seed=record.options.seed,
        threads=record.options.threads,
        message=record.message,
        notes=record.notes,
        goal=record.goal,
        unit=_unit_of_objective(record),
    )


def _unit_of_objective(record: RunRecord) -> str:
    units = {"min_co2": "kg", "min_distance": f"units × {record.units.get('distance_unit', '')}"}
    return units.get(record.goal, "")


def summarise(record: RunRecord, frames: Frames, units: Mapping[str, str], period: str = "") -> RunSummary:
    """Sum a run up.

    Args:
        record: A run with a solution.
        frames: Its result tables, at least `TABLES`.
        units: currency, distance_unit and weight_unit of the project; those of the run itself win where it knows them.
        period: Period to look at; empty for all of them.
    """
    costs = frames["result_costs"]
    periods = tuple(str(name) for name in costs["period"].unique())
    chosen = period if period in periods else ""
    flows, facilities, demand = (_of_period(frames[name], chosen) for name in TABLES[:3])
    delivered = delivered_flows(frames, chosen)
    table = _facilities(facilities)
    edges, amounts = _histogram(delivered)
    by_period = costs.groupby("period", sort=False)
    return RunSummary(
        stamp=stamp_of(record),
        units={**units, **record.units},
        period=chosen,
        periods=periods,
        figures=_figures(_of_period(costs, chosen), demand, delivered, flows, facilities, table),
        costs=_sums(_of_period(costs, chosen), "bucket", "present_value"),
        stacks={str(name): _sums(part, "bucket", "present_value") for name, part in by_period},
        facilities=tuple(_facility(row) for row in table.head(_MOST_ROWS).itertuples()),
        lanes=_lanes(flows),
        edges=edges,
        amounts=amounts,
        limits=_limits(frames["result_limits"]),
        states=open_words(frames["result_facilities"], periods, list(table.index[:_MOST_ROWS])),
    )


def delivered_flows(frames: Frames, period: str = "") -> pd.DataFrame:
    """Flows that reach customers, of one period or of all."""
    flows = _of_period(frames["result_flows"], period)
    return flows[~flows["destination"].isin(frames["result_facilities"]["facility"])]


def known(value: float) -> float | None:
    """The number, or None for NaN."""
    return float(value) if np.isfinite(value) else None


def _of_period(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    return frame[frame["period"] == period] if period else frame


def _sums(frame: pd.DataFrame, by: str, amount: str) -> dict[str, float]:
    sums = frame.groupby(by, sort=False)[amount].sum()
    return {str(name): float(value) for name, value in sums.items()}


def _figures(
    costs: pd.DataFrame,
    demand: pd.DataFrame,
    delivered: pd.DataFrame,
    flows: pd.DataFrame,
    facilities: pd.DataFrame,
    table: pd.DataFrame,
) -> Figures:
    is_known = delivered["distance"].notna()
    weight = float(delivered.loc[is_known, "flow"].sum())
    way = float((delivered["distance"] * delivered["flow"]).sum())
    limited = facilities[(facilities["open"] > 0.5) & (facilities["capacity"] > 0)]
    capacity = float(limited["capacity"].sum())
    return Figures(
        cost=float(costs["present_value"].sum()),
        demand=float(demand["quantity"].sum()),
        served=float(demand["served"].sum()),
        distance=way / weight if weight > 0 else None,
        throughput=float(facilities["throughput"].sum()),
        utilisation=float(limited["throughput"].sum()) / capacity if capacity > 0 else None,
        co2=float(flows["co2"].sum() + facilities["co2"].sum()),
        open=int(table["open"].sum()),
        facilities=len(table),
        opened=int(table["opened"].sum()),
        closed=int(table["closed"].sum()),
    )


def _facilities(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a facility, open ones first, by throughput."""
    spent = rows[["fixed_cost", "opening_cost", "closing_cost", "option_cost", "handling_cost"]].sum(axis=1)
    is_open = rows["open"] > 0.5
    made = pd.DataFrame(
        {
            "facility": rows["facility"],
            "kind": rows["kind"],
            "state": rows["state"],
            "open": is_open,
            "opened": rows["opening"] > 0.5,
            "closed": rows["closing"] > 0.5,
            "throughput": rows["throughput"],
            "capacity": rows["capacity"].where(is_open),
            "limited": rows["throughput"].where(is_open & (rows["capacity"] > 0), 0.0),
            "cost": spent,
        }
    )
    how = {
        "kind": "first",
        "state": "first",
        "open": "max",
        "opened": "max",
        "closed": "max",
        "throughput": "sum",
        "capacity": "sum",
        "limited": "sum",
        "cost": "sum",
    }
    table = made.groupby("facility", sort=False).agg(how)
    return table.sort_values(["open", "throughput"], ascending=False, kind="stable")


def _facility(row: tuple) -> FacilityFigures:  # type: ignore[type-arg]  # a named tuple of pandas
    name, kind, state, is_open, opened, closed, throughput, capacity, limited, cost = row
    return FacilityFigures(
        facility=str(name),
        kind=str(kind),
        state=str(state),
        is_open=bool(is_open),
        opened=bool(opened),
        closed=bool(closed),
        throughput=float(throughput),
        capacity=float(capacity) if capacity > 0 else None,
        utilisation=float(limited / capacity) if capacity > 0 else None,
        cost=float(cost),
    )


def _lanes(flows: pd.DataFrame) -> tuple[LaneFigures, ...]:
    spent = flows["transport_cost"].fillna(0.0) + flows["duty_cost"].fillna(0.0)
    rows = flows[["origin", "destination", "flow", "distance"]].assign(cost=spent)
    sums = rows.groupby(["origin", "destination"], sort=False, as_index=False).agg(
        {"flow": "sum", "cost": "sum", "distance": "mean"}
    )
    largest = sums.nlargest(_MOST_ROWS, "flow")
    columns = [largest[name].tolist() for name in ("origin", "destination", "flow", "cost", "distance")]
    return tuple(
        LaneFigures(origin=str(a), destination=str(b), flow=float(flow), cost=float(cost), distance=known(distance))
        for a, b, flow, cost, distance in zip(*columns, strict=True)
    )


def _limits(limits: pd.DataFrame) -> tuple[LimitFigures, ...]:
    """Limits without slack that have a price, the dearest first."""
    price = limits["shadow_price"].abs()
    binds = (limits["slack"].abs() <= _TIGHT * limits["limit"].abs().clip(lower=1.0)) & (price > _CHEAP)
    rows = limits[binds].assign(size=price[binds]).nlargest(_MOST_ROWS, "size")
    names = ("table", "row", "column", "place", "limit", "shadow_price")
    cells = zip(*(rows[name].tolist() for name in names), strict=True)
    return tuple(
        LimitFigures(
            table=str(table),
            row=str(row),
            column=str(column),
            place=str(place),
            limit=float(limit),
            shadow_price=float(shadow_price),
        )
        for table, row, column, place, limit, shadow_price in cells
    )


def _histogram(delivered: pd.DataFrame) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Quantity by distance of the lane that reaches the customer, in round steps."""
    reached = delivered[delivered["distance"].notna()]
    if reached.empty:
        return (), ()
    edges = ticks(0.0, max(float(reached["distance"].max()), 1e-6), _BINS)
    amounts, _ = np.histogram(reached["distance"], bins=edges, weights=reached["flow"])
    return tuple(float(edge) for edge in edges), tuple(float(amount) for amount in amounts)


def open_words(
    rows: pd.DataFrame, periods: Sequence[str], names: Sequence[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Words of each facility and period, for those that are open, open or close at any time.

    Args:
        rows: The table ``result_facilities``.
        periods: Periods wanted; one that the run does not have has an empty word.
        names: Facilities wanted, in order; None for all.
    """
    word = np.select(
        [rows["opening"] > 0.5, rows["closing"] > 0.5, rows["open"] > 0.5], ["opened", "closed", "open"], default=""
    )
    wide = rows.assign(word=word).pivot_table(index="facility", columns="period", values="word", aggfunc="first")
    wanted = wide.index if names is None else pd.Index(list(names), dtype="str")
    wide = wide.reindex(index=wanted, columns=list(periods), fill_value="").fillna("")
    kept = wide[(wide != "").any(axis=1)]
    return {
        str(name): tuple(str(cell) for cell in cells) for name, cells in zip(kept.index, kept.to_numpy(), strict=True)
    }
