"""An override: one row of the table of that name, and the sentence that it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.conditions.parser import parse_where
from engine.errors import KnownError
from engine.network import Network
from engine.network.network import key_text

_TEXTS = ("table", "where", "column", "action", "value")


class Action(StrEnum):
    """What an override does with the rows that it picks."""

    SET = "set"
    ADD = "add"
    MULTIPLY = "multiply"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Override:
    """One row of overrides, cell by cell as text.

    Attributes:
        scenario: Scenario to which it belongs.
        order: Place in the order; NaN for a blank.
        table: Table that is changed.
        where: Condition as written; for an insert the cells of the new row.
        column: Column that is changed.
        action: Action as written.
        value: Value as written.
        row: Position in the table of overrides; −1 for one that stands in none.
    """

    scenario: str
    order: float
    table: str
    where: str
    column: str
    action: str
    value: str
    row: int = -1

    @property
    def key(self) -> dict[str, str]:
        """The key of its row as text."""
        return {"scenario": self.scenario, "order": key_text(self.order)}


def overrides_of(network: Network, scenarios: Sequence[str]) -> tuple[Override, ...]:
    """The overrides of some scenarios: those of the first one first, each scenario's in their own order."""
    frame = network["overrides"]
    names = frame["scenario"].to_numpy(dtype=object)
    orders = frame["order"].to_numpy(dtype=float)
    rows: list[int] = []
    for scenario in scenarios:
        own = np.flatnonzero(names == scenario)
        rows += own[np.argsort(orders[own], kind="stable")].tolist()
    return overrides_at(network, rows)


def overrides_at(network: Network, rows: Iterable[int]) -> tuple[Override, ...]:
    """The overrides at some positions of their table."""
    frame = network["overrides"].iloc[list(rows)]
    texts = zip(*(frame[name].str.strip().tolist() for name in _TEXTS), strict=True)
    keys = zip(frame.index.tolist(), frame["scenario"].tolist(), frame["order"].tolist(), strict=True)
    return tuple(
        Override(scenario, order, table, where, column, action, value, row)
        for (row, scenario, order), (table, where, column, action, value) in zip(keys, texts, strict=True)
    )


def override_sentence(row: Mapping[str, object] | Override) -> str:
    """An override as a sentence, e.g. ``multiply demand.quantity by 1.2 where customer.region = West``.

    Args:
        row: An override, or its cells by column name; text is taken as it stands.
    """
    cells = _texts(row)
    where = canonical(cells["where"])
    picked = f"where {where}" if where else "in every row"
    table, field, value = cells["table"], f"{cells['table']}.{cells['column']}", cells["value"]
    match cells["action"]:
        case Action.SET:
            return f"set {field} to {value or 'blank'} {picked}"
        case Action.ADD:
            return f"add {value} to {field} {picked}"
        case Action.MULTIPLY:
            return f"multiply {field} by {value} {picked}"
        case Action.INSERT:
            return f"insert into {table}: {where}"
        case Action.DELETE:
            return f"delete rows of {table} {picked}" if where else f"delete every row of {table}"
        case action:
            return f"{action} {table} {picked}"


def canonical(where: str) -> str:
    """A condition in canonical form; as it stands if it cannot be read."""
    try:
        return str(parse_where(where))
    except KnownError:
        return where.strip()


def _texts(row: Mapping[str, object] | Override) -> dict[str, str]:
    if isinstance(row, Override):
        return {name: getattr(row, name) for name in _TEXTS}
    return {name: key_text(row.get(name, "")).strip() for name in _TEXTS}
