"""Runs that answer others of the same question, and stories of runs that are kept for a time alone."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns, and indexes for finding answers and old stories."""
    for name in ("question", "engine"):
        op.add_column("runs", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("anew", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("runs", sa.Column("has_story", sa.Boolean(), nullable=False, server_default="true"))
    has_question = sa.text("question <> ''")
    op.create_index("runs_by_question", "runs", ["project", "question", "number"], postgresql_where=has_question)
    op.create_index("runs_with_story", "runs", ["created"], postgresql_where=sa.text("has_story"))
