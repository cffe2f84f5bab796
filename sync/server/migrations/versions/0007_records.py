"""What is removed for good after a long time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add indexes for finding it."""
    bare = sa.text("snapshot = '' AND NOT has_story")
    op.create_index("runs_bare", "runs", ["created"], postgresql_where=bare)
    op.create_index("files_bare", "files", ["created"], postgresql_where=sa.text("content = ''"))
