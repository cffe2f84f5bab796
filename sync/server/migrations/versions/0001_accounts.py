"""Accounts, devices, invites, projects, members, and who may see them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, the function that knows members, and the policies."""
    _create_accounts()
    _create_projects()
    # Runs as the owner of the tables, to whom no policy applies: so the policies do not go round in circles.
    op.execute(
        """
        CREATE FUNCTION networx_sees(asked text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp AS $$
            SELECT current_setting('networx.account', true) = '*' OR EXISTS (
                SELECT FROM public.members
                WHERE project = asked AND account = current_setting('networx.account', true))
        $$
        """
    )
    for table, column in (("projects", "id"), ("members", "project")):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY seen_by_members ON {table} USING (networx_sees({column}))")
    # Whoever makes a project is no member yet.
    op.execute("CREATE POLICY made_by_anyone ON projects FOR INSERT WITH CHECK (true)")


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("email", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("seen", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("revoked", _MOMENT),
    )
    op.create_table(
        "invites",
        sa.Column("invite", sa.LargeBinary(), primary_key=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT),
    )


def _create_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "members",
        sa.Column("project", sa.Text(), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("project", "account"),
        sa.CheckConstraint("role in ('owner', 'editor', 'viewer')", name="members_role_known"),
    )
