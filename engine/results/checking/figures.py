"""Money in the result tables and the objective, held against what was computed again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engine.results.checking.answered import place_label
from engine.results.checking.charges import Money, Parts
from engine.results.checking.codes import Floats, found, numbers
from engine.results.checking.finding import Finding, Label, worst_of
from engine.results.checking.ground import Ground

Tables = Mapping[str, pd.DataFrame]


class Figures:
    """Compares figures; differences are relative to the size of all costs together.

    Attributes:
        worst: Largest difference.
        findings: What differs.
    """

    def __init__(self, size: float) -> None:
        self._size = max(1.0, size)
        self.worst = 0.0
        self.findings: list[Finding] = []

    def same(self, rule: str, table: str, label: Label, stated: Floats, computed: Floats) -> None:
        """N stated figures are those computed; both may be NaN."""
        if not len(stated):
            return
        unknown = np.isnan(stated) | np.isnan(computed)
        alike = np.isnan(stated) & np.isnan(computed)
        apart = np.abs(np.nan_to_num(stated) - np.nan_to_num(computed)) / self._size
        difference = np.where(alike, 0.0, np.where(unknown, np.maximum(apart, 1.0), apart))
        self.worst = max(self.worst, float(difference.max()))
        self.findings += worst_of(rule, table, label, stated, computed, difference)


def check_figures(
    ground: Ground, parts: Parts, money: Money, buckets: Mapping[str, Floats], tables: Tables, figures: Figures
) -> None:
    """Every column of money in the result tables."""
    _check_buckets(ground, buckets, tables["result_costs"], figures)
    line, label = parts.flows.line, parts.flows.label
    for column, amounts in (
        ("transport_cost", money.transport),
        ("duty_cost", money.duty),
        ("co2", money.flow_co2),
        ("distance", parts.flows.distance),
        ("hours", parts.flows.hours),
    ):
        figures.same(f"flow-{column}", "result_flows", label, numbers(tables["result_flows"], column)[line], amounts)
    for made, column, amounts in (
        (parts.supply, "procurement_cost", money.procurement),
        (parts.production, "production_cost", money.production),
        (parts.production, "co2", money.production_co2),
        (parts.inventory, "holding_cost", money.holding),
        (parts.demand, "unmet_cost", money.unmet),
        (parts.demand, "revenue", money.revenue),
    ):
        figures.same(f"{made.table}-{column}", f"result_{made.table}", made.label, made.values[column], amounts)
    _check_facilities(ground, parts, money, tables["result_facilities"], figures)
    _check_lanes(money, tables["result_lanes"], figures)


def _check_buckets(ground: Ground, buckets: Mapping[str, Floats], table: pd.DataFrame, figures: Figures) -> None:
    periods = len(ground.periods)
    names = list(buckets)
    place = {name: number for number, name in enumerate(names)}
    bucket = np.array([place.get(str(name), -1) for name in table["bucket"]], dtype=np.int64)
    period = ground.periods.places(table["period"])
    line = found(np.arange(len(names) * periods), np.where(period >= 0, bucket * periods + period, -1))

    def label(i: int) -> str:
        return f"{names[i // periods]} | {ground.periods.names[i % periods]}"

    paid = np.concatenate(list(buckets.values()))
    worth = np.concatenate([amounts * ground.discount for amounts in buckets.values()])
    for column, amounts in (("cost", paid), ("present_value", worth)):
        stated = np.append(numbers(table, column), np.nan)[line]
        figures.same(f"costs-{column}", "result_costs", label, stated, amounts)
    beyond = np.setdiff1d(np.arange(len(table)), line)
    spare = numbers(table, "present_value")[beyond]
    figures.same(
        "costs-unknown", "result_costs", lambda i: str(table["bucket"].iat[beyond[i]]), spare, np.zeros(len(spare))
    )


def _check_facilities(ground: Ground, parts: Parts, money: Money, table: pd.DataFrame, figures: Figures) -> None:
    line, periods = parts.decisions.line.ravel(), len(ground.periods)
    production = parts.production.rows
    co2 = money.fixed_co2.copy()
    np.add.at(co2, (production["site"] - ground.first_facility, production["period"]), money.production_co2)
    for column, amounts in (
        ("fixed_cost", money.fixed),
        ("opening_cost", money.opening),
        ("closing_cost", money.closing),
        ("option_cost", money.options),
        ("handling_cost", money.handling),
        ("co2", co2),
    ):
        stated = np.append(numbers(table, column), np.nan)[line]
        figures.same(
            f"facility-{column}", "result_facilities", place_label(ground), stated, amounts.reshape(-1, periods).ravel()
        )


def _check_lanes(money: Money, table: pd.DataFrame, figures: Figures) -> None:
    """The sums over all lanes: a table of many lines, of which each total is one."""
    for column, amounts in (("fixed_cost", money.lane_fixed), ("step_cost", money.lane_steps)):
        stated, computed = np.array([numbers(table, column).sum()]), np.array([amounts.sum()])
        figures.same(f"lane-{column}", "result_lanes", lambda _: "all lanes", stated, computed)
