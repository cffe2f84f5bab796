"""Rows of tables as plain mappings, and the ones that every sample writes alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Row: TypeAlias = dict[str, object]
Tables: TypeAlias = dict[str, list[Row]]


def settings(**values: object) -> list[Row]:
    """Rows of the settings table."""
    return [{"name": name, "value": value} for name, value in values.items()]


def members(group: str, names: Iterable[str]) -> list[Row]:
    """Rows that make the names members of the group."""
    return [{"group": group, "member": name} for name in names]


def override(scenario: str, order: int, table: str, where: str, change: tuple[str, str, object]) -> Row:
    """A row of the overrides table; a change is column, action and value."""
    column, action, value = change
    return {
        "scenario": scenario,
        "order": order,
        "table": table,
        "where": where,
        "column": column,
        "action": action,
        "value": value,
    }
