"""The answer to “why is this site closed?” in sentences that say no more than the gaps allow."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.charts.axis import exact
from desktop.compute.what_if_values import ForcedSite
from desktop.views.results.words import gap_text, objective_text, signed_figure, status_name


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def question(facility: str, status: str) -> str:
    """The question that forcing a status answers."""
    asked = _tr("Why is {name} closed?") if status == "open" else _tr("Why is {name} open?")
    return asked.replace("{name}", facility)


def verdict(answer: ForcedSite) -> str:
    """The answer in one or two sentences."""
    if answer.forced.objective is None or answer.base.objective is None:
        return _no_solution(answer)
    against, unit = answer.against, f" {answer.units['currency']}" if answer.base.is_money else ""
    difference = answer.forced.objective - answer.base.objective
    if against.least is None or against.most is None:
        told = _tr("The solutions differ by {difference}; a bound is missing, so nothing is proven.")
        return told.replace("{difference}", f"{signed_figure(difference)}{unit}")
    span = _tr("{least} to {most}")
    least, most = sorted((against.least, against.most), key=abs)
    span = span.replace("{least}", exact(abs(least))).replace("{most}", f"{exact(abs(most))}{unit}")
    if not against.certain:
        told = _tr(
            "The gaps hide the answer: the solutions differ by {difference}, the best values by {least} to {most}. "
            "Whether it is open makes no difference that is proven; a smaller gap would tell."
        )
        wide = (signed_figure(against.least), f"{signed_figure(against.most)}{unit}")
        told = told.replace("{difference}", f"{signed_figure(difference)}{unit}")
        return told.replace("{least}", wide[0]).replace("{most}", wide[1])
    is_worse = (against.least > 0) == (answer.base.sense == "min")
    return _certain(answer, is_worse=is_worse).replace("{span}", span)


def both_lines(answer: ForcedSite) -> list[str]:
    """The two solutions with their gaps."""
    currency = answer.units["currency"]
    with_it = _tr("With {name} {status}").replace("{name}", answer.facility)
    with_it = with_it.replace("{status}", _tr("open") if answer.status == "open" else _tr("closed"))
    lines = [(_tr("As it is"), answer.base), (with_it, answer.forced)]
    return [
        f"{name}:  {objective_text(stamp, currency)}  ·  {gap_text(stamp)}  ·  {status_name(stamp.status)}"
        for name, stamp in lines
        if stamp.objective is not None
    ]


def change_lines(answer: ForcedSite) -> list[str]:
    """What else changes."""
    lines = []
    if answer.status == "open" and answer.forced.objective is not None:
        told = _tr("{n} units leave {name} then.")
        lines.append(told.replace("{n}", exact(answer.throughput)).replace("{name}", answer.facility))
    for told, names in ((_tr("Opens besides: {names}"), answer.opened), (_tr("Closes for it: {names}"), answer.closed)):
        if names:
            lines.append(told.replace("{names}", ", ".join(names)))
    return lines


def _certain(answer: ForcedSite, *, is_worse: bool) -> str:
    is_profit = answer.base.is_money and answer.base.sense == "max"
    if answer.status == "open":
        told = _tr("Opening {name} costs more than it saves: the total rises by {span}, whatever the gaps hide.")
        better = _tr("With {name} open the total falls by {span}: the run has not found this. Give it a smaller gap.")
    else:
        told = _tr("Without {name} the total rises by {span}, whatever the gaps hide.")
        better = _tr("With {name} closed the total falls by {span}: the run has not found this. Give it a smaller gap.")
    if is_profit:
        told = _tr("With {name} {status} the profit falls by {span}, whatever the gaps hide.")
        better = _tr("With {name} {status} the profit rises by {span}: the run has not found this.")
    elif not answer.base.is_money:
        told = _tr("With {name} {status} the objective is worse by {span}, whatever the gaps hide.")
        better = _tr("With {name} {status} the objective is better by {span}: the run has not found this.")
    chosen = (told if is_worse else better).replace("{name}", answer.facility)
    return chosen.replace("{status}", _tr("open") if answer.status == "open" else _tr("closed"))


def _no_solution(answer: ForcedSite) -> str:
    if answer.forced.status == "infeasible":
        told = _tr("It has to be: with {name} {status} no solution meets all limits.")
    else:
        told = _tr("No answer: with {name} {status} the run ended without a solution ({how}). {message}")
    told = told.replace("{name}", answer.facility).replace("{how}", status_name(answer.forced.status))
    told = told.replace("{status}", _tr("open") if answer.status == "open" else _tr("closed"))
    return told.replace("{message}", answer.forced.message)
