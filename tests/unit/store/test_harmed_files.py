"""Project files and locks that the world has harmed."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import KnownError
from sync.store import OpenMode, Project


@pytest.mark.parametrize(
    "harm", ["ALTER TABLE service_limits RENAME COLUMN _source TO sourced", "DROP TABLE service_limits"]
)
def test_that_a_file_whose_description_of_itself_is_harmed_is_told_to_be_damaged(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "coffee.networx"
    Project.create(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(harm)
        connection.commit()
    with Project.open(path, OpenMode.READ) as project, pytest.raises(KnownError) as met:
        project.network()
    assert met.value.code == "project-damaged"


def test_that_a_full_disk_is_not_taken_for_somebody_else_who_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "coffee.networx"
    Project.create(path).close()

    def full(_descriptor: int, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with Project.open(path, OpenMode.WRITE), pytest.raises(KnownError) as met:
        Project.open(path, OpenMode.WRITE)
    assert met.value.code == "project-locked"
