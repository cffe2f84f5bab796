"""The file of an open project is moved or deleted: that is said, nothing is lost, and a copy takes its place."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.shell.open_project import OpenProject
from desktop.shell.sheet import Sheet
from engine.changes import set_cells
from sync.store import OpenMode, Project

WAIT_MS = 60_000
KEPT, GONE = "All changes kept", "Not kept: the file is gone"


@pytest.fixture
def opened(application: Application, project_file: Path, qtbot: QtBot) -> OpenProject:
    application.open_project(project_file)
    project = application.project(project_file)
    qtbot.waitUntil(lambda: project.is_shown, timeout=WAIT_MS)
    return project


def says(project: OpenProject, words: str) -> bool:
    return any(words in button.text() for button in project.window.statusBar().findChildren(QToolButton))


def edit(project: OpenProject, quantity: float) -> None:
    def change(stored: Project):
        return set_cells(stored.network(), "demand", [0], {"quantity": [quantity]})

    project.context.session.edit(change, "Edit")


def first_quantity(path: Path) -> float:
    with Project.open(path, OpenMode.READ) as project:
        return float(project.table("demand")["quantity"].iloc[0])


def test_that_a_file_that_is_moved_away_is_told_and_all_is_kept_when_it_is_back(opened, qtbot: QtBot) -> None:
    assert says(opened, KEPT)
    away = opened.path.rename(opened.path.with_name("away.networx"))
    qtbot.waitUntil(lambda: says(opened, GONE), timeout=WAIT_MS)
    assert opened.window.notice.isVisible()
    edit(opened, 4_321.0)
    away.rename(opened.path)
    qtbot.waitUntil(lambda: says(opened, KEPT), timeout=WAIT_MS)
    opened.close()
    qtbot.waitUntil(lambda: not opened.is_shown, timeout=WAIT_MS)
    assert first_quantity(opened.path) == 4_321.0


def test_that_a_deleted_project_is_saved_as_a_copy_which_takes_its_place(
    application: Application, opened: OpenProject, qtbot: QtBot, tmp_path: Path
) -> None:
    opened.path.unlink()
    edit(opened, 1_234.0)
    qtbot.waitUntil(lambda: says(opened, GONE), timeout=WAIT_MS)
    opened.close()  # asks first, for what was entered is in no file
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(Sheet)), timeout=WAIT_MS)
    (sheet,) = opened.window.findChildren(Sheet)
    next(button for button in sheet.findChildren(QPushButton) if "Save a copy" in button.text()).click()
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(QFileDialog)), timeout=WAIT_MS)
    (dialog,) = opened.window.findChildren(QFileDialog)
    copy = tmp_path / "saved.networx"
    dialog.fileSelected.emit(str(copy))
    dialog.close()
    qtbot.waitUntil(lambda: is_shown(application, copy), timeout=WAIT_MS)
    assert first_quantity(copy) == 1_234.0


def is_shown(application: Application, path: Path) -> bool:
    try:
        return application.project(path).is_shown
    except KeyError:
        return False
