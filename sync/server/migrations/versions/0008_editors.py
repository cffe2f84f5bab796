"""The second lock tells who may write from who may read: a viewer changes no run, file or blob of a project."""

from alembic import op

revision = "0008"
down_revision = "0007"

# As the owner of the tables, to whom no policy applies; see 0001.
_EDITS = """
    CREATE FUNCTION networx_edits(asked text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT current_setting('networx.account', true) = '*' OR EXISTS (
            SELECT FROM public.members
            WHERE project = asked AND account = current_setting('networx.account', true)
            AND role IN ('owner', 'editor'))
    $$
"""
_SERVER = "current_setting('networx.account', true) = '*'"


def upgrade() -> None:
    """Put policies for reading and for writing in the place of those for both."""
    op.execute(_EDITS)
    for table in ("blobs", "runs", "files"):
        _part(table, "networx_sees(project)", "networx_edits(project)")
    for table, whole, column, key in (("chunks", "blobs", "blob", "number"), ("run_events", "runs", "run", "run")):
        begin = f"{_SERVER} OR EXISTS (SELECT FROM {whole} WHERE {whole}.{key} = {table}.{column}"
        _part(table, f"{begin})", f"{begin} AND networx_edits({whole}.project))")


def _part(table: str, seen: str, written: str) -> None:
    op.execute(f"DROP POLICY seen_by_members ON {table}")
    op.execute(f"CREATE POLICY seen_by_members ON {table} FOR SELECT USING ({seen})")
    op.execute(f"CREATE POLICY added_by_editors ON {table} FOR INSERT WITH CHECK ({written})")
    op.execute(f"CREATE POLICY changed_by_editors ON {table} FOR UPDATE USING ({written})")
    op.execute(f"CREATE POLICY removed_by_editors ON {table} FOR DELETE USING ({written})")
