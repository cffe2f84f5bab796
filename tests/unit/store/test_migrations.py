"""Older files become current ones, on a copy; new files and migrated ones have the same tables."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from engine.errors import KnownError
from engine.network import Network
from engine.schema import INPUT_TABLES
from sync.store import OpenMode, Project, opening
from sync.store.file import APPLICATION_ID, FORMAT
from sync.store.migrating import MIGRATIONS, newest_revision, run_migrations, upgrade
from sync.store.tables import tables_of_schema

FILES = Path(__file__).parents[2] / "fixtures" / "projects"

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = "{before:04}"


def upgrade() -> None:
    op.add_column("lanes", sa.Column("tariff_class", sa.Text(), nullable=False, server_default=""))
    {more}
"""


def shape(path: Path) -> dict[str, object]:
    """Tables, columns and indexes of a file, whatever the words in which they were made."""
    with closing(sqlite3.connect(path)) as connection:

        def rows(statement: str) -> list[tuple[object, ...]]:
            return connection.execute(statement).fetchall()

        tables = [str(name) for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        indexes = rows(
            "SELECT name, tbl_name, replace(sql, '\"', '') FROM sqlite_master WHERE type = 'index' ORDER BY 1"
        )
        found: dict[str, object] = {name: rows(f"PRAGMA table_info({name})") for name in tables}
        found |= {f"{name} refers to": rows(f"PRAGMA foreign_key_list({name})") for name in tables}
        marks = (rows("PRAGMA application_id"), rows("PRAGMA user_version"), rows("SELECT * FROM alembic_version"))
        return {**found, "indexes": indexes, "marks": marks}


def with_next(folder: Path, more: str = "pass") -> Path:
    """The migrations with one more."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = NEXT.format(number=FORMAT + 1, before=FORMAT, more=more)
    (folder / "versions" / f"{FORMAT + 1:04}_next.py").write_text(script)
    return folder


def test_that_the_form_of_a_file_is_the_number_of_the_newest_migration():
    assert int(newest_revision()) == FORMAT


def test_that_migrations_from_nothing_make_what_a_new_file_is(path: Path):
    Project.create(path).close()
    migrated = path.with_name("migrated.networx")
    run_migrations(migrated_from_nothing(migrated))
    assert shape(migrated) == shape(path)


def migrated_from_nothing(path: Path) -> Path:
    path.touch()
    return path


def test_that_a_migration_imports_no_code_of_the_application():
    for script in (MIGRATIONS / "versions").glob("[0-9]*.py"):
        text = script.read_text("utf-8")
        assert "import engine" not in text
        assert "from engine" not in text
        assert "sync" not in text


@pytest.mark.parametrize("form", range(1, FORMAT + 1))
def test_that_a_file_of_every_form_opens_with_its_rows_and_history(form: int, tmp_path: Path):
    path = tmp_path / "old.networx"
    path.write_bytes(gzip.decompress((FILES / f"form{form}.networx.gz").read_bytes()))
    with Project.open(path) as project:
        project.verify()
        assert project.table("facilities")["facility"].tolist() == ["Gary", "Chicago"]
        assert project.table("facilities")["handling_cost"].tolist() == [1.5, "tiers"]
        assert [entry.version for entry in project.history()] == [1, 2]
        assert project.network().sources[1].file == "Sites.xlsx"
        project.undo()
        assert project.table("facilities")["handling_cost"].tolist() == [1.5, 2.0]
        assert [run.scenario for run in project.runs.list()] == ["Baseline"]


def test_that_an_older_file_is_brought_to_the_current_form(
    path: Path, network: Network, monkeypatch: pytest.MonkeyPatch
):
    Project.create(path, network).close()
    folder = with_next(path.parent / "migrations")
    monkeypatch.setattr(opening, "FORMAT", FORMAT + 1)
    monkeypatch.setattr(opening, "upgrade", lambda file: upgrade(file, folder))
    with pytest.raises(KnownError) as caught:
        Project.open(path, OpenMode.READ)
    assert caught.value.code == "project-older"
    with Project.open(path) as project:
        assert len(project.table("facilities")) == 4
    assert any("tariff_class" in str(column) for column in shape(path)["lanes"])
    assert [entry.name for entry in path.parent.iterdir() if "networx" in entry.name] == [path.name]


def test_that_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, network: Network):
    Project.create(path, network).close()
    before = path.read_bytes()
    folder = with_next(path.parent / "migrations", more='op.drop_column("lanes", "origin of the world")')
    with pytest.raises(Exception, match="origin of the world"):
        upgrade(path, folder)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir() if "networx" in entry.name] == [path.name]


def test_that_a_file_that_others_have_open_is_not_swapped_under_them(
    path: Path, network: Network, monkeypatch: pytest.MonkeyPatch
):
    folder = with_next(path.parent / "migrations")
    Project.create(path, network).close()
    monkeypatch.setattr("sync.store.migrating.BUSY_S", 0.01)
    with Project.open(path, OpenMode.RUN) as runner:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            upgrade(path, folder)
        assert len(runner.table("facilities")) == 4
    assert "tariff_class" not in str(shape(path)["lanes"])


def test_that_the_tables_can_be_made_in_postgresql_with_costs_as_text():
    dialect = postgresql.dialect()
    tables = tables_of_schema(MetaData())
    assert tables.keys() == INPUT_TABLES.keys()
    lanes = " ".join(str(CreateTable(tables["lanes"]).compile(dialect=dialect)).split())
    assert "_place BIGINT NOT NULL, origin TEXT DEFAULT '' NOT NULL" in lanes
    assert "unit_cost TEXT," in lanes
    assert "distance DOUBLE PRECISION," in lanes
    for table in tables.values():
        for index in table.indexes:
            assert "UNIQUE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_that_a_file_says_what_it_is(path: Path):
    Project.create(path).close()
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4) == b"NXRP"
