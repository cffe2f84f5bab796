"""Knobs: the cells of the user's tables that may give way, each with what it costs to turn it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Kind(StrEnum):
    """What turning a knob does to its cell."""

    RAISE = "raise"
    LOWER = "lower"
    COUNT_UP = "count up"
    COUNT_DOWN = "count down"
    LEAST_SHARE = "least share"
    MOST_SHARE = "most share"
    SERVICE = "service"
    BILL = "bill"
    EARLIEST = "earliest"
    OPEN = "open"
    FREE = "free"
    INCLUDE = "include"
    SPLIT = "split"


DECISIONS = frozenset({Kind.COUNT_UP, Kind.COUNT_DOWN, Kind.EARLIEST, Kind.OPEN, Kind.FREE, Kind.INCLUDE, Kind.SPLIT})


@dataclass(frozen=True, slots=True)
class Family:
    """Knobs of one kind in one column: m elastic columns that belong to cells.

    Attributes:
        table: Table of the cells.
        column: Column of the cells.
        kind: What turning them does.
        row: Row of the cell of each elastic column.
        index: Elastic columns of the program.
        place: What each stands for in the formulation: a program row, a column, an entry; by kind.
    """

    table: str
    column: str
    kind: Kind
    row: Ints
    index: Ints
    place: Ints


@dataclass(frozen=True)
class Knob:
    """One cell that may give way.

    Attributes:
        table: Table.
        column: Column.
        row: Row.
        kind: What turning it does.
    """

    table: str
    column: str
    row: int
    kind: Kind

    @property
    def is_count(self) -> bool:
        """Whether its cell holds a number of things."""
        return self.kind in (Kind.COUNT_UP, Kind.COUNT_DOWN)


@dataclass(frozen=True)
class Knobs:
    """All knobs of an elastic program.

    Attributes:
        knobs: k cells.
        index: m elastic columns.
        of: Knob of each of them.
        place: What each stands for.
        price: Price of one unit of each.
    """

    knobs: tuple[Knob, ...]
    index: Ints
    of: Ints
    place: Ints
    price: Floats

    def turned(self, x: Floats) -> Floats:
        """By how much each knob is turned in a solution: the largest of its columns."""
        amounts = np.zeros(len(self.knobs))
        np.maximum.at(amounts, self.of, x[self.index])
        return amounts

    def paid(self, x: Floats) -> Floats:
        """What each knob pays in a solution."""
        return np.bincount(self.of, weights=self.price * x[self.index], minlength=len(self.knobs)).astype(float)
