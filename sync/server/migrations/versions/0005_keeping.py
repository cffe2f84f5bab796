"""Files that were given back, and what is kept for a time alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a column, and indexes for finding what is old."""
    op.add_column("files", sa.Column("returned", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("runs_kept", "runs", ["created"], postgresql_where=sa.text("snapshot <> ''"))
    op.create_index("files_kept", "files", ["created"], postgresql_where=sa.text("content <> ''"))
    op.create_index("blobs_by_age", "blobs", ["created"])
