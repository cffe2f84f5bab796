"""Open or closed, throughput, options, counts of facilities."""

from __future__ import annotations

import numpy as np

from engine.results.checking.answered import Decisions, place_label
from engine.results.checking.codes import Floats, Ints, numbers, summed
from engine.results.checking.finding import Ledger
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground

_COUNTS = ("min_open", "max_open", "max_openings", "max_closings")


def existing(ground: Ground) -> Floats:
    """1 for each of the F facilities that is open today."""
    states = ground.network["facilities"]["state"].to_numpy(dtype=object)[ground.facility_rows]
    today: Floats = (states == "existing").astype(float)
    return today


def before(ground: Ground, is_open: Floats) -> Floats:
    """F × T: open in the period before."""
    return np.concatenate([existing(ground)[:, None], is_open[:, :-1]], axis=1)


def check_status(ground: Ground, decisions: Decisions, ledger: Ledger) -> None:
    """Status and state say what may be open, opening and closing follow from it, each at most once."""
    label, is_open = place_label(ground), decisions.open.ravel()
    status = ground.words_over_time("status").ravel()
    ledger.equal("facility-open", "result_facilities", label, is_open, np.round(is_open).clip(0, 1))
    ledger.at_least("status-open", "facilities", label, is_open, np.where(status == "open", 1.0, np.nan))
    closed = (status == "closed") | (status == "exclude")
    ledger.at_most("status-closed", "facilities", label, is_open, np.where(closed, 0.0, np.nan))
    change = (decisions.open - before(ground, decisions.open)).ravel()
    ledger.equal("facility-opening", "result_facilities", label, decisions.opening.ravel(), change.clip(min=0))
    ledger.equal("facility-closing", "result_facilities", label, decisions.closing.ravel(), (-change).clip(min=0))
    if len(ground.periods) == 1:
        return
    for column, changes in (("max_openings", decisions.opening), ("max_closings", decisions.closing)):
        once = np.ones(len(ground.facilities))
        for row in np.flatnonzero(ground.network["facility_limits"][column].notna()).tolist():
            once[_limited(ground, row)] = np.nan
        rule = "opening-once" if column == "max_openings" else "closing-once"
        ledger.at_most(rule, "facilities", lambda i: str(ground.facilities.names[i]), changes.sum(axis=1), once)


def throughput_of(ground: Ground, flows: Flows) -> Floats:
    """F × T: what leaves each facility."""
    facility = flows.origin - ground.first_facility
    shape = (len(ground.facilities), len(ground.periods))
    cell = np.where(facility >= 0, facility * shape[1] + flows.period, -1)
    return summed(cell, flows.quantity, shape[0] * shape[1]).reshape(shape)


def check_throughput(ground: Ground, decisions: Decisions, throughput: Floats, ledger: Ledger) -> None:
    """min_throughput × open ≤ throughput ≤ max_throughput × open + Σ extra_throughput × option."""
    label, through = place_label(ground), throughput.ravel()
    ledger.equal("facility-throughput", "result_facilities", label, decisions.throughput.ravel(), through)
    is_open = decisions.open
    most = ground.over_time("max_throughput", np.inf)
    extra = ground.network["capacity_options"]["extra_throughput"].to_numpy(dtype=float)
    owner = ground.facilities.places(ground.network["capacity_options"]["facility"])
    limit = np.where(is_open > 0.5, most, 0.0)
    for row, units in decisions.units.items():
        if owner[row] >= 0:
            limit[owner[row]] += extra[row] * units
    ledger.at_most("throughput-maximum", "facilities", label, through, limit.ravel())
    least = np.where(is_open > 0.5, ground.over_time("min_throughput", np.nan), np.nan)
    ledger.at_least("throughput-minimum", "facilities", label, through, least.ravel())


def check_options(ground: Ground, decisions: Decisions, ledger: Ledger) -> None:
    """Option ≤ max_units × open, not before its earliest period, kept for min_periods once taken."""
    frame = ground.network["capacity_options"]
    facility = ground.facilities.places(frame["facility"])
    earliest = ground.periods.places(frame["earliest_period"]).clip(min=0)
    most, stay = numbers(frame, "max_units", blank=1.0), numbers(frame, "min_periods", blank=1.0)
    when = np.arange(len(ground.periods))
    for row, units in decisions.units.items():
        if facility[row] < 0 or not units.any():
            continue

        def label(period: int, row: int = row) -> str:
            return " | ".join(
                map(str, (frame["facility"].iat[row], frame["option"].iat[row], ground.periods.names[period]))
            )

        is_open = decisions.open[facility[row]]
        ledger.at_most("option-units", "capacity_options", label, units, most[row] * is_open)
        ledger.at_most("option-earliest", "capacity_options", label, units, np.where(when < earliest[row], 0.0, np.nan))
        ledger.at_least("option-stay", "capacity_options", label, units, _still_kept(units, int(stay[row])))


def taken(units: Floats) -> Floats:
    """Units newly taken in each period."""
    return np.diff(units, prepend=0.0).clip(min=0.0)


def _still_kept(units: Floats, stay: int) -> Floats:
    """Units taken in the last ``stay`` periods."""
    through = np.concatenate([[0.0], np.cumsum(taken(units))])
    ends = np.arange(1, len(units) + 1)
    kept: Floats = through[ends] - through[np.maximum(ends - stay, 0)]
    return kept


def check_counts(ground: Ground, decisions: Decisions, ledger: Ledger) -> None:
    """facility_limits: Σ open in each period, Σ opening and Σ closing in each period named or over the horizon."""
    frame = ground.network["facility_limits"]
    for row in range(len(frame)):
        inside = _limited(ground, row)
        named = ground.members(str(frame["period"].iat[row]), ground.periods)
        each = np.arange(len(ground.periods)) if named is None else named

        def label(place: int, row: int = row, each: Ints = each) -> str:
            return f"{frame['name'].iat[row]} | {ground.periods.names[each[place]]}"

        limits = {column: numbers(frame, column)[row] for column in _COUNTS}
        is_open = decisions.open[inside][:, each].sum(axis=0)
        ledger.at_least("open-minimum", "facility_limits", label, is_open, _level(limits["min_open"], each))
        ledger.at_most("open-maximum", "facility_limits", label, is_open, _level(limits["max_open"], each))
        for column, changes in (("max_openings", decisions.opening), ("max_closings", decisions.closing)):
            counts = changes[inside][:, each].sum(axis=0)
            counts = counts if named is not None else np.full(len(each), counts.sum())
            rule = column.replace("max_", "") + "-maximum"
            ledger.at_most(rule, "facility_limits", label, counts, _level(limits[column], each))


def _level(limit: Floats, each: Ints) -> Floats:
    return np.full(len(each), limit)


def _limited(ground: Ground, row: int) -> Ints:
    """Facilities that a row of facility_limits is about."""
    cell = str(ground.network["facility_limits"]["group"].iat[row])
    inside = ground.members(cell, ground.facilities)
    return np.arange(len(ground.facilities)) if inside is None else inside
