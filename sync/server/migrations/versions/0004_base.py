"""Files that are read against a network of their project."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("files", sa.Column("base", sa.Text(), nullable=False, server_default=""))
