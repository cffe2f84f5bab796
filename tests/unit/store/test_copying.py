"""Copies of project files."""

import pytest

from engine.changes import diff, set_cells
from engine.errors import KnownError
from engine.io.samples import load_sample
from sync.store import OpenMode, Project, copy_project


def test_that_an_open_project_is_copied_as_it_stands_and_the_copy_is_one_of_its_own(tmp_path):
    with Project.create(tmp_path / "a.networx", load_sample("us-distribution")) as project:
        project.commit(set_cells(project.network(), "demand", [0], {"quantity": [7.0]}), label="Seven")
        copy_project(project.path, tmp_path / "b.networx")
        with Project.open(tmp_path / "b.networx") as copy:
            assert copy.id != project.id
            assert copy.version == project.version
            assert not diff(copy.network(), project.network()).tables
            copy.undo()
        assert project.table("demand")["quantity"].iloc[0] == 7.0


def test_that_nothing_is_written_over_and_nothing_left_of_a_copy_that_failed(tmp_path):
    Project.create(tmp_path / "a.networx").close()
    with pytest.raises(KnownError, match="exists already"):
        copy_project(tmp_path / "a.networx", tmp_path / "a.networx")
    (tmp_path / "text.networx").write_text("no project " * 1_000)
    with pytest.raises(KnownError) as told:
        copy_project(tmp_path / "text.networx", tmp_path / "b.networx")
    assert told.value.code == "not-a-project"
    assert not (tmp_path / "b.networx").exists()
    with Project.open(tmp_path / "a.networx", OpenMode.READ) as project:
        assert project.version == 0


def test_that_a_project_whose_file_was_deleted_is_copied_with_all_that_was_changed_since(tmp_path):
    with Project.create(tmp_path / "a.networx", load_sample("us-distribution")) as project:
        project.path.unlink()
        project.commit(set_cells(project.network(), "demand", [0], {"quantity": [7.0]}), label="Seven")
        project.copy_to(tmp_path / "b.networx")
        with pytest.raises(KnownError, match="exists already"):
            project.copy_to(tmp_path / "b.networx")
    with Project.open(tmp_path / "b.networx") as copy:
        copy.verify()
        assert copy.table("demand")["quantity"].iloc[0] == 7.0
