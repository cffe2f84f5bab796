"""SQL tables of the server's runs, their events, and the bytes that they begin with and end in."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from sync.server.tables import ACCOUNTS, METADATA, PROJECTS, created

# Bytes by what they are; the same bytes are kept once in each project.
BLOBS = Table(
    "blobs",
    METADATA,
    Column("number", BigInteger(), Identity(always=True), primary_key=True),
    Column("project", Text(), ForeignKey(PROJECTS.c.id, ondelete="CASCADE"), nullable=False),
    Column("sha256", Text(), nullable=False),
    Column("size", BigInteger(), nullable=False),
    created(),
    UniqueConstraint("project", "sha256"),
)

Index("blobs_by_age", BLOBS.c.created)

CHUNKS = Table(
    "chunks",
    METADATA,
    Column("blob", BigInteger(), ForeignKey(BLOBS.c.number, ondelete="CASCADE"), nullable=False),
    Column("position", Integer(), nullable=False),
    Column("bytes", LargeBinary(), nullable=False),
    PrimaryKeyConstraint("blob", "position"),
)

# The columns of `sync.jobs.tables.JOBS`, and what a server must know besides.
RUNS = Table(
    "runs",
    METADATA,
    Column("number", BigInteger(), Identity(always=True), primary_key=True),
    Column("run", Text(), nullable=False, unique=True),
    Column("status", Text(), nullable=False),
    Column("token", Integer(), nullable=False),
    Column("worker", Text(), nullable=False),
    Column("expires", Double(), nullable=False),
    Column("cancelled", Boolean(), nullable=False),
    Column("record", Text(), nullable=False),
    Column("project", Text(), ForeignKey(PROJECTS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("account", Text(), ForeignKey(ACCOUNTS.c.id, ondelete="CASCADE"), nullable=False),
    Column("request", Text(), nullable=False),  # the caller's own name for what he asks: asked twice, it is one run
    Column("asked", Text(), nullable=False),  # SHA-256 of what was asked
    Column("priority", Integer(), nullable=False),
    Column("snapshot", Text(), nullable=False),  # SHA-256 of the frozen network
    Column("result", Text(), nullable=False),  # SHA-256 of the result tables; empty as long as there are none
    Column("incumbent", Text(), nullable=False),  # SHA-256 of the best solution of a run under way; empty for none
    Column("claimed", Double(), nullable=False),
    created(),
    # What is asked, whoever asks; empty for runs of before there was this column. See `engine.runs.same_input`.
    Column("question", Text(), nullable=False, server_default=""),
    Column("engine", Text(), nullable=False, server_default=""),  # version that computed an answer for good; else empty
    Column("anew", Boolean(), nullable=False, server_default="false"),  # to be computed whatever is known
    Column("has_story", Boolean(), nullable=False, server_default="true"),  # whether all its events are still there
    UniqueConstraint("account", "request"),
)
Index("runs_by_question", RUNS.c.project, RUNS.c.question, RUNS.c.number, postgresql_where=text("question <> ''"))
Index("runs_bare", RUNS.c.created, postgresql_where=text("snapshot = '' AND NOT has_story"))
Index("runs_with_story", RUNS.c.created, postgresql_where=text("has_story"))
Index("runs_open", RUNS.c.status, RUNS.c.number, postgresql_where=text("status IN ('queued', 'running')"))
Index("runs_kept", RUNS.c.created, postgresql_where=text("snapshot <> ''"))
Index("runs_by_account", RUNS.c.account, RUNS.c.claimed)

RUN_EVENTS = Table(
    "run_events",
    METADATA,
    Column("number", BigInteger(), Identity(always=True), primary_key=True),
    Column("run", Text(), ForeignKey(RUNS.c.run, ondelete="CASCADE"), nullable=False),
    Column("event", Text(), nullable=False),
)
Index("run_events_by_run", RUN_EVENTS.c.run, RUN_EVENTS.c.number)
