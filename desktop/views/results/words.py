"""How results are told: names of buckets, statuses and tables, money, shares, times."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, QTimeZone

from desktop.charts.axis import exact, short
from desktop.compute.run_figures import Stamp

NONE = "–"
HASH_SIGNS = 8
_MANY_KG = 100_000.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def bucket_name(bucket: str) -> str:
    """A cost bucket as people say it."""
    names = {
        "procurement": _tr("Procurement"),
        "production": _tr("Production"),
        "transport": _tr("Transport"),
        "duty": _tr("Duty"),
        "handling": _tr("Handling"),
        "fixed": _tr("Fixed"),
        "opening": _tr("Opening"),
        "closing": _tr("Closing"),
        "options": _tr("Options"),
        "lane_fixed": _tr("Lanes, fixed"),
        "holding": _tr("Holding"),
        "unmet": _tr("Unmet demand"),
        "co2": _tr("CO₂ price"),
        "revenue": _tr("Revenue"),
    }
    return names.get(bucket, bucket)


def named(costs: Mapping[str, float]) -> dict[str, float]:
    """Costs under the names of their buckets."""
    return {bucket_name(bucket): amount for bucket, amount in costs.items()}


def table_name(table: str) -> str:
    """A result table as people say it."""
    names = {
        "result_flows": _tr("Flows"),
        "result_facilities": _tr("Facilities"),
        "result_demand": _tr("Customers"),
        "result_production": _tr("Production"),
        "result_supply": _tr("Supply"),
        "result_inventory": _tr("Inventory"),
        "result_lanes": _tr("Lanes"),
        "result_costs": _tr("Costs"),
        "result_service": _tr("Service"),
        "result_limits": _tr("Limits"),
    }
    return names.get(table, table)


def status_name(status: str) -> str:
    """The status of a run as people say it."""
    names = {
        "queued": _tr("queued"),
        "running": _tr("running"),
        "optimal": _tr("optimal"),
        "feasible": _tr("feasible"),
        "infeasible": _tr("infeasible"),
        "unbounded": _tr("unbounded"),
        "cancelled": _tr("cancelled"),
        "failed": _tr("failed"),
        "interrupted": _tr("interrupted"),
    }
    return names.get(status, status)


def objective_name(stamp: Stamp) -> str:
    """What the objective measures."""
    if not stamp.is_money:
        names = {"min_co2": _tr("CO₂, minimised"), "min_distance": _tr("Distance, minimised")}
        return names.get(stamp.goal, _tr("Objective"))
    return _tr("Profit") if stamp.sense == "max" else _tr("Total cost")


def percent(share: float | None, decimals: int = 1) -> str:
    """A share as per cent."""
    return NONE if share is None else f"{QLocale().toString(100.0 * share, 'f', decimals)} %"


def money(amount: float | None, currency: str) -> str:
    """Money to the unit."""
    return NONE if amount is None else f"{exact(amount)} {currency}"


def short_money(amount: float | None, currency: str) -> str:
    """Money in four figures."""
    return NONE if amount is None else f"{short(amount, 4)} {currency}"


def signed_figure(amount: float, decimals: int = 0) -> str:
    """A difference with its sign, to the unit."""
    if abs(amount) < 0.5 * 10.0**-decimals:
        return "0"
    return f"{'+' if amount > 0 else '−'}{exact(abs(amount), decimals)}"


def tonne_decimals(kg: float) -> int:
    """Digits after the decimal sign of emissions in tonnes: few tonnes are told more exactly."""
    return 0 if kg >= _MANY_KG or kg == 0 else 2


def gap_text(stamp: Stamp) -> str:
    """The gap as a stamp says it."""
    return _tr("no bound") if stamp.gap is None else _tr("gap {share}").replace("{share}", percent(stamp.gap, 2))


def moment(time: str) -> str:
    """A time of a record in the user's zone."""
    if not time:
        return ""
    parsed = QDateTime.fromString(time, Qt.DateFormat.ISODateWithMs)
    local = parsed.toTimeZone(QTimeZone.systemTimeZone())
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)


def objective_text(stamp: Stamp, currency: str) -> str:
    """The objective in full."""
    if stamp.is_money:
        return money(stamp.objective, currency)
    return f"{exact(stamp.objective or 0.0, 2)} {stamp.unit}".rstrip()


def short_objective(stamp: Stamp, currency: str) -> str:
    """The objective in four figures."""
    return f"{short(stamp.objective or 0.0, 4)} {currency if stamp.is_money else stamp.unit}".rstrip()


def check_text(stamp: Stamp) -> str:
    """What the independent check said."""
    if stamp.holds is None:
        return _tr("not checked")
    return _tr("checked ✓") if stamp.holds else _tr("check not passed ✗")


def stamp_text(stamp: Stamp, currency: str) -> str:
    """Where figures come from, on one line."""
    parts = [
        status_name(stamp.status),
        objective_text(stamp, currency),
        gap_text(stamp),
        check_text(stamp),
        f"hash {stamp.input_hash[:HASH_SIGNS]}…",
        moment(stamp.finished),
    ]
    return "  ·  ".join(part for part in parts if part)
