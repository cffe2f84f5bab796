"""Every cost of a solution, computed again from the tables: bucket by bucket and period by period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.results.checking.answered import Decisions
from engine.results.checking.codes import Floats, Ints, numbers
from engine.results.checking.facilities import existing, taken
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground
from engine.results.checking.lanes import Totals
from engine.results.checking.made import Made
from engine.results.checking.steps import money_by_name, step_money, unit_rate

_KG_PER_TONNE = 1000.0


@dataclass(frozen=True)
class Money:
    """Money and emissions of the parts of a solution, not discounted.

    Attributes:
        transport: Of each flow, without step costs.
        duty: Of each flow.
        flow_co2: Of each flow, kg.
        lane_steps: Step costs of each total of a lane.
        lane_fixed: Fixed cost of each total of a lane.
        procurement: Of each row of supply in force.
        production: Of each row of production in force.
        production_co2: Of each row of production in force, kg.
        handling: F × T; likewise fixed, opening, closing, options and fixed_co2.
        fixed: F × T.
        opening: F × T.
        closing: F × T.
        options: F × T.
        fixed_co2: F × T.
        holding: Of each row of inventory in force.
        unmet: Of each row of demand in force.
        revenue: Of each row of demand in force; NaN without a price.
    """

    transport: Floats
    duty: Floats
    flow_co2: Floats
    lane_steps: Floats
    lane_fixed: Floats
    procurement: Floats
    production: Floats
    production_co2: Floats
    handling: Floats
    fixed: Floats
    opening: Floats
    closing: Floats
    options: Floats
    fixed_co2: Floats
    holding: Floats
    unmet: Floats
    revenue: Floats


@dataclass(frozen=True)
class Parts:
    """A solution as read back, part by part."""

    flows: Flows
    totals: Totals
    throughput: Floats
    decisions: Decisions
    supply: Made
    production: Made
    inventory: Made
    working: Floats
    demand: Made


def money_of(ground: Ground, parts: Parts) -> Money:
    """Charges everything that the tables charge."""
    transport, duty, co2 = _flow_money(ground, parts.flows)
    lane_fixed, lane_steps = _lane_money(ground, parts.totals)
    is_open = parts.decisions.open
    prior = np.concatenate([existing(ground)[:, None], is_open[:, :-1]], axis=1)
    made = np.nan_to_num(parts.production.values["quantity"])
    demand = parts.demand
    return Money(
        transport=transport,
        duty=duty,
        flow_co2=co2,
        lane_steps=lane_steps,
        lane_fixed=lane_fixed,
        procurement=_made_money(ground, parts.supply),
        production=_made_money(ground, parts.production),
        production_co2=parts.production.cells(ground, "co2_per_unit", 0.0) * made,
        handling=_handling(ground, parts.throughput),
        fixed=ground.over_time("fixed_cost", 0.0) * is_open,
        opening=ground.over_time("opening_cost", 0.0) * (is_open - prior).clip(min=0),
        closing=ground.over_time("closing_cost", 0.0) * (prior - is_open).clip(min=0),
        options=_options(ground, parts.decisions),
        fixed_co2=ground.over_time("fixed_co2", 0.0) * is_open,
        holding=_holding(ground, parts.inventory) * (np.nan_to_num(parts.inventory.values["carried"]) + parts.working),
        unmet=demand.cells(ground, "unmet_cost", 0.0) * np.nan_to_num(demand.values["unmet"]),
        revenue=_price(ground, demand) * np.nan_to_num(demand.values["served"]),
    )


def buckets_of(ground: Ground, parts: Parts, money: Money) -> Mapping[str, Floats]:
    """Money of each bucket in each period; T values."""

    def by_period(period: Ints, amounts: Floats) -> Floats:
        return np.bincount(period, weights=amounts, minlength=len(ground.periods)).astype(float)

    def of_made(made: Made, amounts: Floats) -> Floats:
        return by_period(made.rows["period"].to_numpy(), amounts)

    flows, totals = parts.flows, parts.totals
    price = ground.network.setting_number("co2_price") / _KG_PER_TONNE
    buckets = {
        "procurement": of_made(parts.supply, money.procurement),
        "production": of_made(parts.production, money.production),
        "transport": by_period(flows.period, money.transport) + by_period(totals.period, money.lane_steps),
        "duty": by_period(flows.period, money.duty),
        "handling": money.handling.sum(axis=0),
        "fixed": money.fixed.sum(axis=0),
        "opening": money.opening.sum(axis=0),
        "closing": money.closing.sum(axis=0),
        "options": money.options.sum(axis=0),
        "lane_fixed": by_period(totals.period, money.lane_fixed),
        "holding": of_made(parts.inventory, money.holding),
        "unmet": of_made(parts.demand, money.unmet),
        "co2": price * emissions_of(ground, parts, money),
    }
    if ground.network.setting("objective") == "max_profit":
        buckets["revenue"] = -of_made(parts.demand, np.nan_to_num(money.revenue))
    return buckets


def emissions_of(ground: Ground, parts: Parts, money: Money) -> Floats:
    """Emissions of each period in kg."""
    count = len(ground.periods)
    transport = np.bincount(parts.flows.period, weights=money.flow_co2, minlength=count)
    making = np.bincount(parts.production.rows["period"].to_numpy(), weights=money.production_co2, minlength=count)
    total: Floats = transport + making + money.fixed_co2.sum(axis=0)
    return total


def _flow_money(ground: Ground, flows: Flows) -> tuple[Floats, Floats, Floats]:
    """Transport, duty and emissions of each flow."""
    frame, row = ground.network["lanes"], flows.row
    weight = ground.of_product("unit_weight")[flows.product]
    per_unit = unit_rate(frame["unit_cost"], row)
    per_unit = per_unit + _charged(numbers(frame, "cost_per_distance", row, 0.0), flows.distance)
    per_unit = per_unit + _charged(numbers(frame, "cost_per_weight_distance", row, 0.0), weight * flows.distance)
    size = numbers(frame, "shipment_size", row)
    per_unit = per_unit + _charged(numbers(frame, "cost_per_shipment", row, 0.0), 1.0 / size)
    per_unit = np.fmax(per_unit, numbers(frame, "min_charge", row) / size)
    surcharge = 1.0 + ground.of_mode("fuel_surcharge_share", 0.0)[flows.mode]
    value = ground.of_product("unit_value")[flows.product]
    duty = _charged(numbers(frame, "duty_share", row, 0.0), value)
    by_mode = _charged(ground.of_mode("co2_per_weight_distance", 0.0)[flows.mode], weight * flows.distance)
    own = numbers(frame, "co2_per_unit", row)
    co2 = np.where(np.isnan(own), by_mode, own)
    return per_unit * surcharge * flows.quantity, duty * flows.quantity, co2 * flows.quantity


def _charged(rate: Floats, amount: Floats) -> Floats:
    """Rate × amount; an amount that is not known does no harm where nothing is charged on it."""
    return np.where(rate == 0, 0.0, rate * amount)


def _lane_money(ground: Ground, totals: Totals) -> tuple[Floats, Floats]:
    """Fixed cost and step cost of each lane that is used."""
    frame = ground.network["lanes"]
    fixed = numbers(frame, "fixed_cost", totals.row, 0.0) * (totals.flow > 0)
    surcharge = 1.0 + ground.of_mode("fuel_surcharge_share", 0.0)[totals.mode]
    return fixed, step_money(ground, frame["unit_cost"], totals.row, totals.flow) * surcharge


def _made_money(ground: Ground, made: Made) -> Floats:
    """Unit costs and step costs of what is bought or made."""
    quantity, row = np.nan_to_num(made.values["quantity"]), made.rows["row"].to_numpy()
    cells = ground.network[made.table]["unit_cost"]
    return unit_rate(cells, row) * quantity + step_money(ground, cells, row, quantity)


def _handling(ground: Ground, throughput: Floats) -> Floats:
    names = ground.words_over_time("handling_cost")
    own_rate = np.where(names == "", ground.over_time("handling_cost", 0.0), 0.0)
    steps = money_by_name(ground, names.ravel(), throughput.ravel()).reshape(throughput.shape)
    money: Floats = own_rate * throughput + steps
    return money


def _options(ground: Ground, decisions: Decisions) -> Floats:
    """F × T money of options."""
    frame = ground.network["capacity_options"]
    facility = ground.facilities.places(frame["facility"])
    fixed, opening = numbers(frame, "fixed_cost", blank=0.0), numbers(frame, "opening_cost", blank=0.0)
    money = np.zeros(decisions.open.shape)
    for row, units in decisions.units.items():
        if facility[row] >= 0:
            money[facility[row]] += fixed[row] * units + opening[row] * taken(units)
    return money


def _holding(ground: Ground, inventory: Made) -> Floats:
    """Cost of holding a unit for the period."""
    rows = inventory.rows
    share = ground.network.setting_number("carrying_cost_share")
    derived = ground.of_product("unit_value")[rows["product"].to_numpy()] * share * ground.years[rows["period"]]
    given = inventory.cells(ground, "holding_cost")
    return np.nan_to_num(np.where(np.isnan(given), derived, given))


def _price(ground: Ground, demand: Made) -> Floats:
    own = demand.cells(ground, "unit_price")
    return np.where(np.isnan(own), ground.of_product("unit_price")[demand.rows["product"].to_numpy()], own)
