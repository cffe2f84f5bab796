"""Rules on rows of lanes: ends, costs, status, and rows that cover the same pairs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.errors import KnownError
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, rule

_COSTS = (
    "unit_cost",
    "cost_per_distance",
    "cost_per_weight_distance",
    "cost_per_shipment",
    "min_charge",
    "fixed_cost",
)


@rule(
    "lane-to-itself",
    Severity.ERROR,
    "A lane leads from a site to itself",
    message="Origin and destination are both '{value}'; a lane leads from one site to another.",
    why="Nothing moves, and the site would seem to have a source.",
    fix="Correct one of the ends, or delete the row.",
)
def lane_to_itself(facts: Facts) -> Iterator[Finding]:
    """Origin and destination name the same site."""
    origin, destination = facts.words("lanes", "origin"), facts.words("lanes", "destination")
    order = {name: place for place, name in enumerate(origin.values) if name and name not in facts.names("groups")}
    starts = origin.places(order)
    yield from cells("lanes", "destination", (starts == destination.places(order)) & (starts >= 0))


@rule(
    "lane-without-cost",
    Severity.ERROR,
    "A lane has no cost at all",
    message="No cost cell of the row is filled; enter 0 in one of them where moving is meant to cost nothing.",
    why="A lane that costs nothing by oversight attracts all the flow.",
    fix=f"Fill at least one of {', '.join(_COSTS)}; 0 is a cost.",
)
def lane_without_cost(facts: Facts) -> Iterator[Finding]:
    """Every cost cell of an included row is blank."""
    blank = ~facts.excluded("lanes")
    for column in _COSTS:
        if not blank.any():
            return
        blank &= ~facts.filled("lanes", column)
    yield from cells("lanes", "unit_cost", blank)


@rule(
    "lane-excluded",
    Severity.NOTE,
    "A lane is excluded",
    message="status is exclude: the pairs of the row are not in the model unless a more specific row includes them.",
    why="Rows that take lanes out are told, so that none is lost in silence.",
    fix="Nothing where the lane is meant to be left out.",
)
def lane_excluded(facts: Facts) -> Iterator[Finding]:
    """A row's status is exclude."""
    yield from cells("lanes", "status", facts.excluded("lanes"))


@rule(
    "lanes-too-many",
    Severity.ERROR,
    "The rows of lanes stand for too many lanes",
    message="{told}",
    why="Each row stands for every pair, product, mode and period that it covers, and all of them are held in memory.",
    fix="Name smaller groups, or products instead of blanks.",
    stage=Stage.READING,
)
def lanes_too_many(facts: Facts) -> Iterator[Finding]:
    """Groups and blanks multiply to more lanes than can be held."""
    try:
        _ = facts.expanded
    except KnownError as error:
        yield Finding("lanes", said={"told": str(error)})


def row_words(facts: Facts, row: int) -> str:
    """A row of lanes in words: its place and the key cells that are filled."""
    key = facts.network.row_key("lanes", row)
    return f"row {row + 1} ({', '.join(value for value in key.values() if value)})"


@rule(
    "lane-rows-tied",
    Severity.ERROR,
    "Two rows of lanes cover the same pair equally",
    message="This row and {other} both cover some pair, and neither is more specific; nobody can say which holds.",
    why="The more specific row wins; between equals any choice would be invented.",
    fix="Name a single site, product, mode or period in one of them, or take the pair out of one of the groups.",
    stage=Stage.FLOWS,
)
def lane_rows_tied(facts: Facts) -> Iterator[Finding]:
    """Rows overlap and are equally specific."""
    overlap = facts.expanded.overlap
    for place in np.flatnonzero(overlap.tied).tolist():
        other = row_words(facts, int(overlap.winner[place]))
        yield Finding("lanes", int(overlap.loser[place]), "", {"other": other})


def _losers(facts: Facts) -> Iterator[tuple[int, list[int], bool]]:
    """Each row that loses to more specific ones, those, and whether it has nothing left."""
    overlap, lanes = facts.expanded.overlap, facts.expanded.lanes
    lost = ~overlap.tied
    if not lost.any():
        return
    alive = np.zeros(facts.size("lanes"), dtype=bool)
    alive[lanes.row] = True
    excluded = facts.excluded("lanes")
    losers, starts = np.unique(overlap.loser[lost], return_index=True)
    winners = np.split(overlap.winner[lost], starts[1:])
    for row, others in zip(losers.tolist(), winners, strict=True):
        if not excluded[row]:
            yield row, others.tolist(), not alive[row]


def _winners(facts: Facts, rows: list[int]) -> str:
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return row_words(facts, rows[0]) + more


@rule(
    "lane-row-shadowed",
    Severity.WARNING,
    "More specific rows leave nothing of a row of lanes",
    message="Every pair of the row is covered by more specific rows: {others}. The row has no effect.",
    why="What the row says is not what the model does.",
    fix="Delete the row, or the more specific ones.",
    stage=Stage.FLOWS,
)
def lane_row_shadowed(facts: Facts) -> Iterator[Finding]:
    """A row loses every entry."""
    for row, others, whole in _losers(facts):
        if whole:
            yield Finding("lanes", row, "", {"others": _winners(facts, others)})


@rule(
    "lane-row-loses",
    Severity.NOTE,
    "A more specific row wins over a row of lanes",
    message="For some pairs of the row, more specific rows hold: {others}.",
    why="The losing row is reported, so that it can be seen which values hold where.",
    fix="Nothing where the more specific row is meant.",
    stage=Stage.FLOWS,
)
def lane_row_loses(facts: Facts) -> Iterator[Finding]:
    """A row loses some entries and keeps others."""
    for row, others, whole in _losers(facts):
        if not whole:
            yield Finding("lanes", row, "", {"others": _winners(facts, others)})


THEME = Theme(
    "Lanes",
    (
        lane_to_itself,
        lane_without_cost,
        lane_excluded,
        lanes_too_many,
        lane_rows_tied,
        lane_row_shadowed,
        lane_row_loses,
    ),
)
