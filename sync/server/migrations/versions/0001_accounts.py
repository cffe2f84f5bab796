"""Accounts, devices, invites, projects, members, and who may see them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


# Each runs as the owner of the tables, to whom no policy applies: so the policies do not go round in circles.
_FUNCTIONS = """
    CREATE FUNCTION networx_is_server() RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT pg_catalog.current_setting('networx.account', true) = '*'
    $$;
    CREATE FUNCTION networx_sees(asked text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT current_setting('networx.account', true) = '*' OR EXISTS (
            SELECT FROM public.members
            WHERE project = asked AND account = current_setting('networx.account', true))
    $$;
    CREATE FUNCTION networx_owns(asked text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT current_setting('networx.account', true) = '*' OR EXISTS (
            SELECT FROM public.members
            WHERE project = asked AND account = current_setting('networx.account', true) AND role = 'owner')
    $$;
    CREATE FUNCTION networx_account_of(address text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT id FROM public.accounts WHERE email = address
    $$
"""


def upgrade() -> None:
    """Make the tables, the functions that know members, and the policies."""
    _create_accounts()
    _create_projects()
    op.execute(_FUNCTIONS)
    _allow("accounts", "FOR SELECT", "id = current_setting('networx.account', true)")
    # Members see each other, but never somebody who shares no project with them.
    _allow("accounts", "FOR SELECT", "EXISTS (SELECT FROM members WHERE members.account = accounts.id)", "members")
    _allow("accounts", "FOR ALL", "networx_is_server()", "server")
    _allow("devices", "FOR ALL", "account = current_setting('networx.account', true) OR networx_is_server()")
    _allow("invites", "FOR ALL", "networx_is_server()", "server")
    for table, project in (("projects", "id"), ("members", "project")):
        _allow(table, "FOR SELECT", f"networx_sees({project})", "members")
        _allow(table, "FOR ALL", f"networx_owns({project})", "owners")


def _allow(table: str, what: str, condition: str, whom: str = "oneself") -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_{whom} ON {table} {what} USING ({condition})")


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
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id", ondelete="CASCADE")),
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
