"""The tables of key figures, costs and facilities of scenarios side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from desktop.compute.comparison_values import Contender, SideBySide
from desktop.views.compare.words import difference_cell, figure_cell, is_within_gap, other_unit
from desktop.views.results.words import bucket_name, objective_name, percent, tonne_decimals
from desktop.views.rows_model import Cell, Header

_KG_PER_TONNE = 1000.0
_NOTHING = 0.5  # below half a unit of money a bucket is empty

Rows = tuple[list[Header], list[list[Cell]]]
Reading = Callable[[Contender], float | None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)


def figure_rows(found: SideBySide) -> Rows:
    """Key figures, then costs: a column for each scenario, and its difference from the first."""
    contenders, currency = found.contenders, found.units["currency"]
    rows = [_objective_row(found), _gap_row(contenders)]
    for name, decimals, read, unit in _readings(found):
        rows.append(_row(name, contenders, read, decimals=decimals, unit=unit))
    for bucket in dict.fromkeys(bucket for contender in contenders for bucket in contender.costs):
        if any(abs(contender.costs.get(bucket, 0.0)) >= _NOTHING for contender in contenders):
            name = f"{bucket_name(bucket)}, {currency}"
            rows.append(_row(name, contenders, partial(_spent, bucket), is_money=True, unit="currency"))
    name = _tr("All costs, {unit}").replace("{unit}", currency)
    total = _row(name, contenders, _cost, is_money=True, unit="currency")
    rows.append([Cell(cell.text, cell.value, cell.tone, strong=True, note=cell.note) for cell in total])
    return _headers(contenders), rows


def facility_rows(found: SideBySide) -> Rows:
    """Facilities that are not open alike in all scenarios, then the others; a word for each scenario."""
    names = list(dict.fromkeys(name for contender in found.contenders for name in contender.states))
    rows = []
    for name in names:
        words = [_state_words(contender.states.get(name, ()), found.periods) for contender in found.contenders]
        differs = len(set(words)) > 1
        first = words[0] if words else ""
        cells = [Cell(word, tone=_tone(word, first), strong=differs and word != first) for word in words]
        rows.append((differs, [Cell(name, strong=differs), Cell(found.kinds.get(name, ""), tone="muted"), *cells]))
    headers = [Header(_tr("Facility")), Header(_tr("Kind"))]
    headers += [Header(contender.scenario) for contender in found.contenders]
    return headers, [row for _, row in sorted(rows, key=lambda row: not row[0])]


def _headers(contenders: Sequence[Contender]) -> list[Header]:
    headers = [Header("")]
    for place, contender in enumerate(contenders):
        headers.append(Header(contender.scenario, is_number=True))
        if place:
            told = _tr("Difference from {name}").replace("{name}", contenders[0].scenario)
            headers.append(Header(_tr("Difference"), is_number=True, note=told))
    return headers


def _objective_row(found: SideBySide) -> list[Cell]:
    contenders = found.contenders
    name = objective_name(contenders[0].stamp)
    unit = found.units["currency"] if contenders[0].stamp.is_money else contenders[0].stamp.unit
    name = f"{name}, {unit}" if unit else name
    cells = [Cell(name, strong=True)]
    first = contenders[0].stamp.objective or 0.0
    for place, contender in enumerate(contenders):
        objective = contender.stamp.objective or 0.0
        own = contender.units["currency"] if contender.stamp.is_money else contender.stamp.unit
        cells.append(Cell(figure_cell(objective, other="" if own == unit else own).text, objective, strong=True))
        if place and contender.against.refused:
            cells.append(Cell(_tr("not comparable"), tone="faint", note=contender.against.refused))
        elif place:
            cells.append(difference_cell(objective - first, first, pale=not contender.against.certain))
    return cells


def _gap_row(contenders: Sequence[Contender]) -> list[Cell]:
    cells = [Cell(_tr("Gap"))]
    for place, contender in enumerate(contenders):
        cells.append(Cell(percent(contender.stamp.gap, 2), contender.stamp.gap, "muted"))
        if place:
            cells.append(Cell(""))
    return cells


def _readings(found: SideBySide) -> list[tuple[str, int, Reading, str]]:
    """Name, decimals, figure, and the setting that holds its unit."""
    unit = "distance_unit"
    way = _tr("Average distance, {unit}").replace("{unit}", found.units[unit])
    return [
        (_tr("Demand, units"), 0, lambda c: c.figures.demand, ""),
        (_tr("Served, units"), 0, lambda c: c.figures.served, ""),
        (_tr("Unmet, units"), 0, lambda c: c.figures.demand - c.figures.served, ""),
        (way, 1, lambda c: c.figures.distance, unit),
        (_tr("Utilisation, %"), 1, lambda c: _percentage(c.figures.utilisation), ""),
        (_tr("CO₂, t"), _co2_decimals(found), lambda c: c.figures.co2 / _KG_PER_TONNE, ""),
        (_tr("Open facilities"), 0, lambda c: float(c.figures.open), ""),
    ]


def _co2_decimals(found: SideBySide) -> int:
    """Few tonnes are told more exactly."""
    return tonne_decimals(max((c.figures.co2 for c in found.contenders), default=0.0))


def _percentage(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _incomparable(one: str, other: str) -> Cell:
    told = _tr("{other} against {one}").replace("{other}", other).replace("{one}", one)
    return Cell(_tr("not comparable"), tone="faint", note=told)


def _row(
    name: str,
    contenders: Sequence[Contender],
    read: Reading,
    *,
    decimals: int = 0,
    is_money: bool = False,
    unit: str = "",
) -> list[Cell]:
    """A figure of each scenario and its differences; unit names the setting that holds its unit, if it has one."""
    cells = [Cell(name)]
    first = read(contenders[0])
    for place, contender in enumerate(contenders):
        value, other = read(contender), other_unit(contender, contenders[0], unit)
        cells.append(figure_cell(value, decimals, other))
        if not place:
            continue
        if value is None or first is None:
            cells.append(Cell(""))
            continue
        if other:
            cells.append(_incomparable(contenders[0].units[unit], other))
            continue
        # Gaps are of objectives: they say nothing about the money of a run that was not to save any.
        gaps_count = is_money and contender.stamp.is_money and not contender.against.refused
        pale = gaps_count and is_within_gap(value - first, contender.against)
        cells.append(difference_cell(value - first, first, pale=pale, decimals=decimals))
    return cells


def _spent(bucket: str, contender: Contender) -> float:
    return contender.costs.get(bucket, 0.0)


def _cost(contender: Contender) -> float:
    return sum(contender.costs.values())


def _state_words(states: Sequence[str], periods: Sequence[str]) -> str:
    """When a facility is open, e.g. ``open``, ``opens 2029``, ``closes 2027``, ``not open``."""
    if not any(states):
        return _tr("not open")
    words = []
    for period, state in zip(periods, states, strict=False):
        if state == "opened":
            words.append(_tr("opens {period}").replace("{period}", period) if len(periods) > 1 else _tr("opened"))
        elif state == "closed":
            words.append(_tr("closes {period}").replace("{period}", period) if len(periods) > 1 else _tr("closed"))
    return ", ".join(words) or _tr("open")


def _tone(word: str, first: str) -> str:
    if word == first:
        return "muted" if word == _tr("not open") else ""
    return "bad" if word == _tr("not open") or word.startswith((_tr("closed"), _tr("closes {period}")[:6])) else "good"
