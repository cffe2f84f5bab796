"""Wording: numbers, names and kinds as they stand in messages."""

from __future__ import annotations

from collections.abc import Sequence

from engine.network.network import key_text

_SINGULAR = {
    "suppliers": "supplier",
    "facilities": "facility",
    "customers": "customer",
    "products": "product",
    "periods": "period",
    "modes": "mode",
    "groups": "group",
    "scenarios": "scenario",
    "step_costs": "step cost",
}


def figure(number: float) -> str:
    """A number with at most six significant digits and no exponent where it can be helped."""
    return key_text(float(f"{number:.6g}"))


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names as words; beyond ``most`` the number of the others."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def singular(table: str) -> str:
    """One row of a table as a word, e.g. ``facility``."""
    return _SINGULAR[table]


def one_of(tables: Sequence[str]) -> str:
    """Tables as words for one of their rows, e.g. ``supplier, facility or group``."""
    *first, last = map(singular, tables)
    return f"{', '.join(first)} or {last}" if first else last
