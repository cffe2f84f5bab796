"""Runs, their events, and blobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Make the tables and their policies."""
    _create_blobs()
    _create_runs()
    for table in ("blobs", "runs"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY seen_by_members ON {table} USING (networx_sees(project))")
    # What a row belongs to is itself under a policy: whoever sees it sees its parts.
    for table, whole, column, key in (("chunks", "blobs", "blob", "number"), ("run_events", "runs", "run", "run")):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        seen = (
            "current_setting('networx.account', true) = '*' OR "
            f"EXISTS (SELECT FROM {whole} WHERE {whole}.{key} = {table}.{column})"
        )
        op.execute(f"CREATE POLICY seen_by_members ON {table} USING ({seen})")


def _create_blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("number", _NUMBER, sa.Identity(always=True), primary_key=True),
        sa.Column("project", sa.Text(), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("project", "sha256"),
    )
    op.create_table(
        "chunks",
        sa.Column("blob", _NUMBER, sa.ForeignKey("blobs.number", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("blob", "position"),
    )
    op.execute("ALTER TABLE chunks ALTER COLUMN bytes SET STORAGE EXTERNAL")  # they are compressed already


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", _NUMBER, sa.Identity(always=True), primary_key=True),
        sa.Column("run", sa.Text(), nullable=False, unique=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("expires", sa.Double(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("incumbent", sa.Text(), nullable=False),
        sa.Column("claimed", sa.Double(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("account", "request"),
    )
    is_open = sa.text("status IN ('queued', 'running')")
    op.create_index("runs_open", "runs", ["status", "number"], postgresql_where=is_open)
    op.create_index("runs_by_account", "runs", ["account", "claimed"])
    op.create_table(
        "run_events",
        sa.Column("number", _NUMBER, sa.Identity(always=True), primary_key=True),
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.run", ondelete="CASCADE"), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
    )
    op.create_index("run_events_by_run", "run_events", ["run", "number"])
