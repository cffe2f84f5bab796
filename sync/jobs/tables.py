"""SQL tables of the jobs: one row a run, and the log of their events."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text

METADATA = MetaData()

JOBS = Table(
    "jobs",
    METADATA,
    Column("number", Integer(), primary_key=True, autoincrement=True),
    Column("run", Text(), nullable=False, unique=True),
    Column("status", Text(), nullable=False),
    Column("token", Integer(), nullable=False),
    Column("worker", Text(), nullable=False),
    Column("expires", Double(), nullable=False),
    Column("cancelled", Boolean(), nullable=False),
    Column("record", Text(), nullable=False),
    sqlite_autoincrement=True,
)

# Numbers are never used twice, so that a reader who knows the last one misses nothing.
EVENTS = Table(
    "events",
    METADATA,
    Column("number", Integer(), primary_key=True, autoincrement=True),
    Column("run", Text(), ForeignKey(JOBS.c.run, ondelete="CASCADE"), nullable=False),
    Column("event", Text(), nullable=False),
    sqlite_autoincrement=True,
)
Index("events_by_run", EVENTS.c.run)
