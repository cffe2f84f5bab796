"""SQL tables of a project: those of the schema, derived from it, and those of the store itself.

A row's natural key is unique; the primary key is ``_place``, a number by which rows come back in the user's order.
Measured on SQLite with a million lanes: the natural key as the primary key of a table without row numbers reads and
writes no faster, and its rows would have to be sorted after each reading.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine, UserDefinedType

from engine.network import PROVENANCE
from engine.schema import INPUT_TABLES, ColumnType
from engine.schema import Column as SchemaColumn
from engine.schema import Table as SchemaTable

PLACE = "_place"

_WHOLE = BigInteger().with_variant(Integer(), "sqlite")
_BLANK_KEY: ColumnElement[float] = literal_column(
    "-1.7976931348623157e308"
)  # a blank number of a key equals itself, unlike NULL


class Cost(UserDefinedType[Any]):
    """A number or the name of a step cost. SQLite keeps the kind of each value; elsewhere it is text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """BLOB is how SQLite spells a column without affinity."""
        return "BLOB"


@compiles(Cost, "postgresql")
def _cost_as_text(_type: Cost, _compiler: object, **_: Any) -> str:
    return "TEXT"


def tables_of_schema(metadata: MetaData) -> dict[str, Table]:
    """The SQL table of each input table of the schema, by name, added to the metadata."""
    return {name: _input_table(table, metadata) for name, table in INPUT_TABLES.items()}


def _input_table(table: SchemaTable, metadata: MetaData) -> Table:
    columns = [_column(column) for column in table.columns]
    provenance = [Column(name, _WHOLE, nullable=True) for name in PROVENANCE]
    place = Column(PLACE, _WHOLE, primary_key=True, autoincrement=False)
    made = Table(table.name, metadata, place, *columns, *provenance)
    parts = [_key_part(made.c[name], table.column(name)) for name in table.key]
    Index(f"key_of_{table.name}", *parts, unique=True)
    return made


def _column(column: SchemaColumn) -> Column[Any]:
    if column.is_number:
        kind: TypeEngine[Any] = Cost() if column.type is ColumnType.COST else Double()
        return Column(column.name, kind, nullable=True)
    return Column(column.name, Text(), nullable=False, server_default="")


def _key_part(cell: Column[Any], column: SchemaColumn) -> Any:
    return func.coalesce(cell, _BLANK_KEY) if column.is_number else cell


METADATA = MetaData()
INPUTS = tables_of_schema(METADATA)

PROPERTIES = Table(
    "properties",
    METADATA,
    Column("name", Text(), primary_key=True),
    Column("value", Text(), nullable=False),
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("number", _WHOLE, primary_key=True, autoincrement=False),
    Column("file", Text(), nullable=False),
    Column("sheet", Text(), nullable=False),
    Column("columns", Text(), nullable=False),
    Column("sha256", Text(), nullable=False),
    Column("imported_at", Text(), nullable=False),
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("version", _WHOLE, primary_key=True, autoincrement=False),
    Column("created", Text(), nullable=False),
    Column("author", Text(), nullable=False),
    Column("origin", Text(), nullable=False),
    Column("label", Text(), nullable=False),
    Column("target", _WHOLE, nullable=True),
    Column("counts", Text(), nullable=False),
    Column("change", LargeBinary(), nullable=False),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Text(), primary_key=True),
    Column("scenario", Text(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("created", Text(), nullable=False),
    Column("token", _WHOLE, nullable=False),
    Column("record", Text(), nullable=False),
)
Index("runs_by_scenario", RUNS.c.scenario, RUNS.c.created)

RUN_RESULTS = Table(
    "run_results",
    METADATA,
    Column("run", Text(), ForeignKey(RUNS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary(), nullable=False),
)

RUN_EVENTS = Table(
    "run_events",
    METADATA,
    Column("number", _WHOLE, primary_key=True),
    Column("run", Text(), ForeignKey(RUNS.c.id, ondelete="CASCADE"), nullable=False),
    Column("event", Text(), nullable=False),
)
Index("run_events_by_run", RUN_EVENTS.c.run, RUN_EVENTS.c.number)

# Alembic's own table, so that a new file and a migrated one are the same.
REVISION = Table("alembic_version", METADATA, Column("version_num", String(32), primary_key=True))
