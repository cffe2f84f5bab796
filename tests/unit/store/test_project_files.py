"""What a file must be to be opened, and what is said when it is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.changes import delete_rows, insert_rows, same_rows, set_cells
from engine.errors import BugError, KnownError
from engine.network import Network
from sync.store import OpenMode, Project
from sync.store.file import FORMAT
from sync.store.lock import lock_path
from tests.unit.changes.networks import lanes


def code_of_opening(path: Path, mode: OpenMode = OpenMode.WRITE) -> str:
    with pytest.raises(KnownError) as caught:
        Project.open(path, mode).close()
    assert path.name in str(caught.value)
    assert not lock_path(path).exists()
    return caught.value.code


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_that_a_missing_file_is_said_to_be_missing(path: Path):
    assert code_of_opening(path) == "project-missing"
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a workbook", b"SQLite format 3\0" + bytes(10)])
@pytest.mark.parametrize("mode", OpenMode)
def test_that_another_kind_of_file_is_refused_and_stays_as_it_is(path: Path, content: bytes, mode: OpenMode):
    path.write_bytes(content)
    assert code_of_opening(path, mode) == "not-a-project"
    assert path.read_bytes() == content


def test_that_another_database_is_refused_and_stays_as_it_is(path: Path):
    execute(path, "CREATE TABLE t (x)")
    content = path.read_bytes()
    assert code_of_opening(path) == "not-a-project"
    assert path.read_bytes() == content


def test_that_a_file_of_a_newer_product_is_refused(path: Path):
    Project.create(path).close()
    execute(path, f"PRAGMA user_version = {FORMAT + 1}")
    assert code_of_opening(path) == "project-newer"
    assert code_of_opening(path, OpenMode.READ) == "project-newer"


def test_that_a_file_that_exists_is_never_overwritten(path: Path):
    path.write_text("mine")
    with pytest.raises(KnownError) as caught:
        Project.create(path)
    assert caught.value.code == "project-exists"
    assert path.read_text() == "mine"


def test_that_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(KnownError, match="nowhere") as caught:
        Project.create(tmp_path / "nowhere" / "x.networx")
    assert caught.value.code == "project-read-only"


def test_that_damage_is_found_and_said(path: Path):
    with Project.create(path, Network.of({"lanes": lanes(3_000)})):
        pass
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(content)
    with Project.open(path, OpenMode.READ) as project, pytest.raises(KnownError) as caught:
        project.verify()
    assert caught.value.code == "project-damaged"


def test_that_a_truncated_file_is_damaged(path: Path):
    Project.create(path, Network.of({"lanes": lanes(3_000)})).close()
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(KnownError) as caught, Project.open(path, OpenMode.READ) as project:
        project.verify()
    assert caught.value.code == "project-damaged"


def test_that_a_full_disk_loses_nothing(project: Project, network: Network):
    with project._engine.connect() as connection:  # a real failure of SQLite: the file may grow by two pages
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(KnownError) as caught:
        project.commit(insert_rows(network, "lanes", lanes(5_000)))
    assert caught.value.code == "disk-full"
    assert same_rows(project.network(), network)
    project.commit(set_cells(network, "demand", [0], {"quantity": [1.5]}))
    assert project.version == 2


def test_that_a_second_writer_is_told_who_the_first_is(project: Project):
    with pytest.raises(KnownError, match=r"open for writing by .* \(process \d+\)") as caught:
        Project.open(project.path)
    assert caught.value.code == "project-locked"


def test_that_others_may_read_while_one_writes(project: Project, network: Network):
    with Project.open(project.path, OpenMode.READ) as reader:
        project.commit(delete_rows(network, "demand", [0]))
        assert same_rows(reader.network(), project.network())
        with pytest.raises(KnownError, match="not open for writing"):
            reader.commit(delete_rows(reader.network(), "demand", [0]))


def test_that_the_lock_goes_with_its_holder(project: Project):
    project.close()
    assert not lock_path(project.path).exists()
    with Project.open(project.path) as again:
        project.close()
        assert again.version == 1
        assert lock_path(project.path).exists()


def test_that_a_closed_project_is_not_used(project: Project):
    project.close()
    with pytest.raises(BugError, match="closed"):
        project.network()


def test_that_a_lock_file_that_nobody_holds_bars_nobody(path: Path):
    Project.create(path).close()
    lock_path(path).write_text("left behind")
    with Project.open(path) as project:
        assert project.version == 0


def test_that_closing_beside_a_run_leaves_the_log_to_the_last(path: Path, network: Network):
    with Project.create(path, network) as writer:
        runner = Project.open(path, OpenMode.RUN)
        writer.commit(delete_rows(network, "demand", [0]))
    assert len(runner.table("demand")) == 2
    runner.close()
    assert list(path.parent.iterdir()) == [path]
