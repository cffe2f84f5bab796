"""SQL tables of the server's accounts and projects; other modules add theirs to the same `METADATA`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
)

METADATA = MetaData()

MOMENT = DateTime(timezone=True)


def created() -> Column[object]:
    """When the row was made, by the clock of the database."""
    return Column("created", MOMENT, nullable=False, server_default=func.now())


ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", Text(), primary_key=True),
    Column("email", Text(), nullable=False, unique=True),  # lower case
    Column("name", Text(), nullable=False),
    Column("password", Text(), nullable=False),  # argon2id
    Column("disabled", Boolean(), nullable=False, server_default="false"),
    created(),
)

# A device is a token: only its SHA-256 is kept.
DEVICES = Table(
    "devices",
    METADATA,
    Column("id", Text(), primary_key=True),
    Column("account", Text(), ForeignKey(ACCOUNTS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text(), nullable=False),
    Column("token", LargeBinary(), nullable=False, unique=True),
    created(),
    Column("seen", MOMENT, nullable=False, server_default=func.now()),
    Column("expires", MOMENT, nullable=False),
    Column("revoked", MOMENT),
)

INVITES = Table(
    "invites",
    METADATA,
    Column("invite", LargeBinary(), primary_key=True),  # SHA-256
    Column("email", Text(), nullable=False),
    Column("account", Text(), ForeignKey(ACCOUNTS.c.id, ondelete="CASCADE")),  # that shall have a new password
    created(),
    Column("expires", MOMENT, nullable=False),
    Column("used", MOMENT),
)

PROJECTS = Table(
    "projects",
    METADATA,
    Column("id", Text(), primary_key=True),
    Column("name", Text(), nullable=False),
    created(),
)

MEMBERS = Table(
    "members",
    METADATA,
    Column("project", Text(), nullable=False),
    Column("account", Text(), nullable=False, index=True),
    Column("role", Text(), nullable=False),
    created(),
    PrimaryKeyConstraint("project", "account"),
    ForeignKeyConstraint(["project"], [PROJECTS.c.id], ondelete="CASCADE"),
    ForeignKeyConstraint(["account"], [ACCOUNTS.c.id], ondelete="CASCADE"),
    CheckConstraint("role in ('owner', 'editor', 'viewer')", name="members_role_known"),
)
