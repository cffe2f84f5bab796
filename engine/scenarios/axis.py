"""An axis of a sweep: cells that are varied together, and the values they get.

It is written ``TABLE.COLUMN[where]=value,value``; the condition may be left out. A value is set; ``*1.1`` multiplies
by it, ``+100`` and ``-100`` add it, and ``=-100`` sets a negative number (``lanes.unit_cost==-1,=-2``). A value with a
comma stands in "quotes". ``settings.co2_price=50,100`` is short for ``settings.value[name = co2_price]=50,100``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.conditions.columns import full_names
from engine.conditions.parser import parse_where
from engine.conditions.where import Where
from engine.errors import KnownError
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.network.network import key_text
from engine.scenarios.cells import read_cell, read_number
from engine.scenarios.overlay import OVERRIDABLE
from engine.scenarios.override import Action, Override
from engine.scenarios.selection import pick_rows
from engine.scenarios.values import known_setting, new_cells
from engine.schema import INPUT_TABLES, SETTINGS

_AXIS = re.compile(
    r"\s*(?P<table>\w+)\.(?P<column>\w+)\s*(?:\[(?P<where>(?:[^\]\"]|\"[^\"]*\")*)\]\s*)?=(?P<values>.*)", re.DOTALL
)
_VALUE = re.compile(r'\s*(?P<sign>[=*+-]?)\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^,"]*))\s*(?:,|$)')
FORM = "Write it like demand.quantity[customer.region = West]=*0.9,*1.1 or settings.co2_price=50,100."


@dataclass(frozen=True, slots=True)
class Step:
    """One value of an axis: what is done with the cells, and with which number or text."""

    action: Action
    value: str

    def __str__(self) -> str:
        """The step as written: ``*1.1``, ``+100``, ``-100`` or the value itself."""
        sign = {Action.MULTIPLY: "*", Action.ADD: "" if self.value.startswith("-") else "+"}.get(self.action, "")
        return f"{sign}{self.value or 'blank'}"


@dataclass(frozen=True, slots=True)
class Axis:
    """The cells that a sweep varies together, and the values it gives them.

    Attributes:
        table: Table of the cells.
        column: Their column.
        where: Condition that picks their rows, in canonical form.
        steps: Values, each a scenario (times those of the other axes).
    """

    table: str
    column: str
    where: str
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """``demand.quantity[customer.region = West]``."""
        return f"{self.table}.{self.column}" + (f"[{self.where}]" if self.where else "")

    @property
    def label(self) -> str:
        """A short name: the setting, else the column."""
        setting = self.where.removeprefix("name = ") if self.table == "settings" else ""
        return setting or self.column

    def override(self, step: Step) -> Override:
        """The override that gives the cells one of the values; of no scenario yet."""
        return Override("", math.nan, self.table, self.where, self.column, step.action.value, step.value)


def parse_axis(text: str, network: Network) -> Axis:
    """One axis of a sweep.

    Raises:
        KnownError: The text cannot be read, or its table, column, condition or a value does not suit.
    """
    found = _AXIS.fullmatch(text)
    if found is None:
        raise KnownError("sweep-syntax", f"“{text}” is no axis of a sweep.", what_to_do=FORM)
    table, column, where = found["table"], found["column"], found["where"] or ""
    if table not in OVERRIDABLE:
        told = f"“{table}” is no table that a scenario can change."
        raise KnownError("sweep-table", told, where=text, what_to_do=f"Name one of {', '.join(OVERRIDABLE)}.")
    if table == "settings" and column in {setting.name for setting in SETTINGS}:
        if where:
            told = f"The setting {column} is named already; a condition makes no sense."
            raise KnownError("sweep-syntax", told, where=text, what_to_do=f"Write settings.{column}=value,value.")
        column, where = "value", f"name = {column}"
    named = full_names(INPUT_TABLES[table], parse_where(where))
    pick_rows(network, table, named, GroupIndex(network))
    steps = tuple(_steps(found["values"], text))
    axis = Axis(table, column, str(named), tuple(_checked(step, table, column, named, network) for step in steps))
    _refuse_twice(axis, text)
    return axis


def _refuse_twice(axis: Axis, text: str) -> None:
    seen: set[Step] = set()
    for step in axis.steps:
        if step in seen:
            told = f"The value {step} stands twice."
            raise KnownError("sweep-value-twice", told, where=text, what_to_do="Give it once.")
        seen.add(step)


def _steps(values: str, text: str) -> Iterator[Step]:
    position = 0
    while position <= len(values):
        found = _VALUE.match(values, position)
        if found is None:
            told = f"The values cannot be read from “{values[position:]}” on."
            advice = 'Join values by commas; a value with a comma or a quote stands in "quotes".'
            raise KnownError("sweep-syntax", told, where=text, what_to_do=advice)
        value = found["bare"].strip() if found["quoted"] is None else found["quoted"].replace('""', '"')
        signs = {"*": (Action.MULTIPLY, value), "+": (Action.ADD, value), "-": (Action.ADD, f"-{value}")}
        yield Step(*signs.get(found["sign"], (Action.SET, value)))
        if not found[0].endswith(","):
            break
        position = found.end()


def _checked(step: Step, table: str, column: str, where: Where, network: Network) -> Step:
    """The step with its number in canonical form, if the cells of the column may be changed so.

    Trying the override on no rows asks everything but what depends on the cells; settings are asked for by name.
    """
    new_cells(Axis(table, column, str(where), ()).override(step), network, np.empty(0, dtype=np.int64))
    kind = INPUT_TABLES[table].column(column)
    if table == "settings":
        for name in (value for term in where.terms if term.column == "name" for value in term.values):
            kind = known_setting(name)
            if step.action is Action.SET:
                read_cell(kind, step.value, network)
            elif not kind.is_number:
                told = f"{step.action} needs a number, and {name} is a {kind.type}."
                raise KnownError("override-no-number", told, what_to_do="Set it instead.")
    if step.action is not Action.SET:
        return Step(step.action, key_text(read_number(step.value)))
    cell = read_cell(kind, step.value, network)
    return Step(step.action, key_text(cell))
