"""All tables by name, in the order in which a person reads a model."""

from __future__ import annotations

from engine.schema import results
from engine.schema.core import frame, limits, options, quantities, scenarios, sites, transport
from engine.schema.table import Table

_CORE = (
    *frame.TABLES,
    *sites.TABLES,
    *quantities.TABLES,
    *transport.TABLES,
    *limits.TABLES,
    *options.TABLES,
    *scenarios.TABLES,
)

INPUT_TABLES: dict[str, Table] = {table.name: table for table in _CORE}
RESULT_TABLES: dict[str, Table] = {table.name: table for table in results.TABLES}


def input_table(name: str) -> Table:
    """The input table of that name.

    Raises:
        KeyError: No such input table exists.
    """
    return INPUT_TABLES[name]


def result_table(name: str) -> Table:
    """The result table of that name.

    Raises:
        KeyError: No such result table exists.
    """
    return RESULT_TABLES[name]


def table(name: str) -> Table:
    """The input or result table of that name.

    Raises:
        KeyError: No such table exists.
    """
    return INPUT_TABLES.get(name) or RESULT_TABLES[name]
