"""SQL table of the files that are to be read into change sets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Identity, Index, Integer, Table, Text, text

from sync.server.tables import ACCOUNTS, METADATA, PROJECTS, created

FILES = Table(
    "files",
    METADATA,
    Column("number", BigInteger(), Identity(always=True), primary_key=True),
    Column("file", Text(), nullable=False, unique=True),
    Column("project", Text(), ForeignKey(PROJECTS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("account", Text(), ForeignKey(ACCOUNTS.c.id, ondelete="CASCADE"), nullable=False),
    Column("name", Text(), nullable=False),
    Column("size", BigInteger(), nullable=False),
    Column("content", Text(), nullable=False),  # SHA-256 of what was sent
    Column("status", Text(), nullable=False),
    Column("token", Integer(), nullable=False),  # counts the claims
    Column("expires", Double(), nullable=False),
    Column("cancelled", Boolean(), nullable=False),
    Column("change_set", Text(), nullable=False),  # SHA-256s of what came of it; empty as long as there is nothing
    Column("issues", Text(), nullable=False),
    Column("outcome", Text(), nullable=False),  # JSON: what was read, or why it was not
    created(),
    Column("base", Text(), nullable=False, server_default=""),  # SHA-256 of the frozen network that it changes
    Column("returned", Integer(), nullable=False, server_default="0"),  # claims that were given back
)
Index("files_open", FILES.c.status, FILES.c.number, postgresql_where=text("status IN ('queued', 'reading')"))
Index("files_kept", FILES.c.created, postgresql_where=text("content <> ''"))
Index("files_bare", FILES.c.created, postgresql_where=text("content = ''"))
