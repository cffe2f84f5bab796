"""Values that work: what a relaxation says about each cell, rounded to the safe side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.explain.elastic import Elastic
from engine.explain.knobs import Kind, Knob, Knobs
from engine.explain.search import Relaxation
from engine.explain.shares import kept_shares
from engine.network import Network
from engine.network.network import key_text
from engine.schema import input_table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DIGITS = 3
_WHOLE = 1e-6
_TRACE = 1e-4
_WORDS = {Kind.OPEN: "consider", Kind.FREE: "consider", Kind.INCLUDE: "include", Kind.SPLIT: "no"}


@dataclass(frozen=True)
class Setting:
    """A cell and what it shall hold.

    Attributes:
        knob: The cell.
        old: What it holds, as text.
        new: A text or number; NaN for a blank.
        deletes: Whether the row has to go instead.
    """

    knob: Knob
    old: str
    new: str | float
    deletes: bool = False

    @property
    def text(self) -> str:
        """The new cell as text."""
        return key_text(self.new)

    def at_least(self, amount: float) -> float:
        """The value of the cell when it is turned by an amount, without rounding but that of counts."""
        return _turned(self.knob, float(self.old), amount)


class Reader:
    """Reads the values that work from relaxations of one elastic program.

    Args:
        elastic: The elastic program.
        knobs: Its knobs.
        network: The tables in which their cells stand.
    """

    def __init__(self, elastic: Elastic, knobs: Knobs, network: Network) -> None:
        self._elastic = elastic
        self._knobs = knobs
        self._network = network

    def settings(self, found: Relaxation, generous: float = 0.0) -> list[Setting]:
        """What each cell of a relaxation shall hold.

        Args:
            found: The relaxation.
            generous: Share by which to go further than it says.
        """
        amounts = self._knobs.turned(found.x) * (1.0 + generous)
        return [self._setting(knob, float(amounts[knob]), found.x, generous) for knob in found.knobs.tolist()]

    def _setting(self, number: int, amount: float, x: Floats, generous: float) -> Setting:
        knob = self._knobs.knobs[number]
        cell = self._network[knob.table][knob.column].iat[knob.row]
        new = self._new(number, knob, cell, amount, x, generous)
        # A component of which nothing is taken would still have to come from somewhere.
        return Setting(knob, _shown(knob, cell), new, deletes=knob.kind is Kind.BILL and new == 0.0)

    def _new(self, number: int, knob: Knob, cell: object, amount: float, x: Floats, generous: float) -> str | float:
        match knob.kind:
            case Kind.EARLIEST:
                return self._earliest(number, x)
            case Kind.LEAST_SHARE | Kind.MOST_SHARE | Kind.SERVICE:
                return self._share(knob, x, generous)
            case Kind.BILL:
                kept = 1.0 - self._saved(number, x) * (1.0 + generous)
                return _outward(_number(knob, cell) * kept, up=False) if kept > _TRACE else 0.0
            case Kind.LOWER if knob.column == "min_served_share":
                return self._served_share(number, _number(knob, cell), x, generous)
            case kind if kind in _WORDS:
                return _WORDS[kind]
            case _:
                return _moved(knob, _number(knob, cell), amount)

    def _share(self, knob: Knob, x: Floats, generous: float) -> float:
        shares = kept_shares(self._elastic, knob, x)
        if knob.kind is Kind.MOST_SHARE:
            return min(_outward(float(shares.max(initial=0.0)) + generous, up=True), 1.0)
        return max(_outward(float(shares.min(initial=1.0)) - generous, up=False), 0.0)

    def _columns(self, number: int) -> tuple[Ints, Ints]:
        own = self._knobs.of == number
        return self._knobs.index[own], self._knobs.place[own]

    def _saved(self, number: int, x: Floats) -> float:
        """Largest share of a component that is saved."""
        columns, made = self._columns(number)
        quantity = self._network["bills"]["quantity"].to_numpy(dtype=float)[self._knobs.knobs[number].row]
        taken = quantity * x[made]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(taken > 0, x[columns] / taken, 0.0)
        return float(shares.max(initial=0.0))

    def _served_share(self, number: int, share: float, x: Floats, generous: float) -> float:
        demand, unmet = self._elastic.formulation.expanded.demand, self._elastic.program.columns["unmet"]
        entry = unmet.places["demand"]
        own = demand.row[entry] == self._knobs.knobs[number].row
        left = x[unmet.span][own] / demand.quantity[entry[own]]
        served = 1.0 - float(left.max(initial=0.0)) * (1.0 + generous)
        return min(max(_outward(served, up=False), 0.0), share)

    def _earliest(self, number: int, x: Floats) -> str:
        """The first period in which the option is taken; blank for the first of all."""
        row = self._knobs.knobs[number].row
        block = self._elastic.program.columns["option"]
        taken = (block.places["row"] == row) & (x[block.span] > 1e-6)
        first = int(block.places["period"][taken].min(initial=len(self._elastic.formulation.expanded.periods) - 1))
        return "" if first == 0 else str(self._elastic.formulation.expanded.periods.names.names[first])


def _moved(knob: Knob, value: float, amount: float) -> float:
    """A number raised or lowered, counts by whole steps, others rounded to the safe side."""
    turned = _turned(knob, value, amount)
    return turned if knob.is_count else _outward(turned, up=knob.kind is not Kind.LOWER)


def _turned(knob: Knob, value: float, amount: float) -> float:
    match knob.kind:
        case Kind.COUNT_UP:
            return value + float(np.ceil(amount - _WHOLE))
        case Kind.COUNT_DOWN:
            return max(value - float(np.ceil(amount - _WHOLE)), 0.0)
        case Kind.LOWER:
            return max(value - amount, 0.0)
        case _:
            return value + amount


def _number(knob: Knob, cell: object) -> float:
    """The number in a cell, the default for a blank."""
    number = float(str(cell))
    if number == number:
        return number
    default = input_table(knob.table).column(knob.column).default
    return float(default) if default is not None else 0.0


def _shown(knob: Knob, cell: object) -> str:
    """A cell as text; a blank with its default."""
    text = key_text(float(cell) if isinstance(cell, float) else cell)
    default = input_table(knob.table).column(knob.column).default
    return text or ("" if default is None else key_text(default))


def _outward(value: float, *, up: bool) -> float:
    """A number of three digits that is not on the wrong side of the value."""
    if not np.isfinite(value) or value == 0:
        return value
    size = 10.0 ** (np.floor(np.log10(abs(value))) - _DIGITS + 1)
    steps = value / size
    whole = np.ceil(steps - 1e-9) if up else np.floor(steps + 1e-9)
    return float(f"{whole * size:.12g}")
