"""How differences are told: with their sign, and pale where the gaps may explain them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.charts.axis import exact
from desktop.compute.comparison_values import Against, Contender
from desktop.compute.run_figures import Stamp
from desktop.views.results.words import NONE, percent, signed_figure
from desktop.views.rows_model import Cell


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)


def is_within_gap(difference: float, against: Against) -> bool:
    """Whether the gaps of two runs may explain a difference of money; also where a bound is missing."""
    return against.width is None or abs(difference) <= against.width


def difference_cell(amount: float, base: float, *, pale: bool = False, decimals: int = 0) -> Cell:
    """A difference with its share of what it is compared with.

    Args:
        amount: The difference.
        base: What it is compared with.
        pale: Whether the gaps may explain it.
        decimals: Digits after the decimal sign.
    """
    text = signed_figure(amount, decimals)
    if abs(amount) < 0.5 * 10.0**-decimals:
        return Cell("0", 0.0, "muted")
    if base:
        share = amount / abs(base)
        text += f"  ({'+' if share > 0 else '−'}{percent(abs(share))})"
    if pale:
        return Cell(f"{text}  {_tr('within gap')}", amount, "faint", note=_tr("The gaps of both runs may explain it."))
    return Cell(text, amount)


def verdict_text(contender: Contender, first: Contender, currency: str) -> str:
    """What may be said about a scenario against the first one, in one sentence."""
    against = contender.against
    if against.refused:
        return against.refused
    if against.least is None or against.most is None:
        return _tr("No verdict: a bound is missing, so the distance from the best value is not known.")
    unit = f" {currency if contender.stamp.is_money else contender.stamp.unit}".rstrip()
    if not against.certain:
        span = f"{signed_figure(against.least)} … {signed_figure(against.most)}{unit}"
        told = _tr("No verdict: the difference is within the gaps. The best values differ by {span}.")
        return told.replace("{span}", span)
    more = against.least > 0
    least, most = sorted((abs(against.least), abs(against.most)))
    told = _tr("{name} {does} than {first}: whatever the gaps hide, by {least} to {most}.")
    if exact(least) == exact(most):
        told = _tr("{name} {does} than {first}, by {most}.")
    parts = {
        "name": contender.scenario,
        "does": _doing(contender.stamp, more=more),
        "first": first.scenario,
        "least": exact(least),
        "most": f"{exact(most)}{unit}",
    }
    for name, text in parts.items():
        told = told.replace("{" + name + "}", text)
    return told


def _doing(stamp: Stamp, *, more: bool) -> str:
    if not stamp.is_money:
        return _tr("has a higher objective") if more else _tr("has a lower objective")
    if stamp.sense == "max":
        return _tr("earns more") if more else _tr("earns less")
    return _tr("costs more") if more else _tr("costs less")


def figure_cell(value: float | None, decimals: int = 0, other: str = "") -> Cell:
    """A figure, sorted by its value; with its unit where that is another one than the header says."""
    return Cell(NONE) if value is None else Cell(f"{exact(value, decimals)} {other}".rstrip(), value)


def other_unit(contender: Contender, first: Contender, name: str) -> str:
    """A unit of a scenario, such as ``currency``, where it is not that of the first one; else empty."""
    own = contender.units.get(name, "")
    return own if own != first.units.get(name, "") else ""
