"""Projects made, copied, and opened although somebody else has them."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.project_files import ProjectFiles
from desktop.shell.notice import Notice
from desktop.views.welcome import WelcomeWindow
from engine.changes import set_cells
from engine.errors import KnownError
from sync.store import OpenMode, Project

WAIT_MS = 60_000


@pytest.fixture
def files(calls, qapp: QApplication, tmp_path: Path) -> ProjectFiles:
    return ProjectFiles(calls, tmp_path / "projects", lambda: None, calls)


def test_that_a_sample_becomes_a_project_and_a_second_one_stands_beside_it(files, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("us-distribution.networx", "us-distribution 2.networx"):
        with qtbot.waitSignal(files.chosen, timeout=WAIT_MS) as chosen:
            files.make_sample("us-distribution")
        assert chosen.args == [tmp_path / "projects" / name]


def test_that_a_workbook_comes_with_a_blank_project_of_its_name(files, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(files.import_chosen, timeout=WAIT_MS) as chosen:
        files.import_workbook(tmp_path / "client.xlsx")
    assert chosen.args == [tmp_path / "projects" / "client.networx", tmp_path / "client.xlsx"]
    with Project.open(chosen.args[0], OpenMode.READ) as project:
        assert project.version == 0


def test_that_a_blank_workbook_is_saved_and_said(calls, qtbot: QtBot, tmp_path: Path) -> None:
    front = QWidget()
    qtbot.addWidget(front)
    files = ProjectFiles(calls, tmp_path, lambda: front, calls)
    with qtbot.waitSignal(files.told, timeout=WAIT_MS) as told:
        files.choose_template()
        (dialog,) = front.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "blank.xlsx"))
        dialog.close()
    assert "blank.xlsx" in told.args[0]
    names = openpyxl.load_workbook(tmp_path / "blank.xlsx", read_only=True).sheetnames
    assert {"facilities", "customers", "demand"} <= set(names)


def test_that_a_workbook_that_cannot_be_written_is_told(files, calls, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(calls.failed, timeout=WAIT_MS) as told:
        files._save_template(tmp_path / "nowhere" / "blank.xlsx")
    assert told.args[0].code == "file-not-writable"


def test_that_a_project_open_elsewhere_is_opened_as_a_copy_where_that_is_asked_for(
    application: Application, project_file: Path, qtbot: QtBot, tmp_path: Path, shot
) -> None:
    with Project.open(project_file):
        application.open_project(project_file)
        qtbot.waitUntil(lambda: bool(_offers(_starts(), "Open a copy")), timeout=WAIT_MS)
        (window,) = _starts()
        shot(window, "locked")
        (button,) = _offers([window], "Open a copy")
        button.click()
        copy = tmp_path / "projects" / project_file.name
        qtbot.waitUntil(lambda: _is_open(application, copy), timeout=WAIT_MS)
    assert copy.exists()


def test_that_a_project_open_elsewhere_can_be_looked_at_and_shows_what_is_changed_there(
    application: Application, project_file: Path, qtbot: QtBot, tmp_path: Path, shot
) -> None:
    with Project.open(project_file) as elsewhere:
        application.open_project(project_file)
        qtbot.waitUntil(lambda: bool(_offers(_starts(), "Only look at it")), timeout=WAIT_MS)
        _offers(_starts(), "Only look at it")[0].click()
        qtbot.waitUntil(lambda: _is_open(application, project_file), timeout=WAIT_MS)
        window = application.project(project_file).window
        session = application.project(project_file).context.session
        assert "(read-only)" in window.windowTitle()
        assert any("Read-only" in part.text() for part in window.statusBar().findChildren(QToolButton))
        shot(window, "looked-at")
        refused: list[KnownError] = []
        session.edit(lambda project: _renamed(project, "Here"), "Edit", failed=refused.append)
        qtbot.waitUntil(lambda: bool(refused), timeout=WAIT_MS)
        assert "only looks at the project" in str(refused[0])
        application.project(project_file).context.actions["run.selected"].trigger()
        qtbot.waitUntil(lambda: "only looks" in _words(window), timeout=WAIT_MS)
        with qtbot.waitSignal(session.changed, timeout=WAIT_MS) as heard:
            elsewhere.commit(_renamed(elsewhere, "There"))
        assert heard.args[0].tables.keys() >= {"facilities"}
        model = window.show_page("data").model
        qtbot.waitUntil(lambda: not model.is_loading and model.index(0, 4).data() == "There", timeout=WAIT_MS)
        assert not model.flags(model.index(0, 4)) & Qt.ItemFlag.ItemIsEditable
        assert elsewhere.version == 2
    application.project(project_file).close()


def test_that_a_copy_is_made_of_what_is_looked_at(
    application: Application, project_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    with Project.open(project_file):
        application.open_project(project_file, is_read_only=True)
        qtbot.waitUntil(lambda: _is_open(application, project_file), timeout=WAIT_MS)
        notice = application.project(project_file).window.notice
        next(button for button in notice.findChildren(QPushButton) if button.text() == "Open a copy").click()
        qtbot.waitUntil(lambda: _is_open(application, tmp_path / "projects" / project_file.name), timeout=WAIT_MS)


def _renamed(project: Project, city: str):
    return set_cells(project.network(), "facilities", [0], {"city": [city]})


def _words(window) -> str:
    return " ".join(label.text() for label in window.notice.findChildren(QLabel))


def _starts() -> list[WelcomeWindow]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, WelcomeWindow)]


def _offers(windows: list[WelcomeWindow], words: str) -> list[QPushButton]:
    buttons = [
        button
        for window in windows
        for notice in window.findChildren(Notice)
        for button in notice.findChildren(QPushButton)
    ]
    return [button for button in buttons if button.isVisible() and button.text() == words]


def _is_open(application: Application, path: Path) -> bool:
    try:
        return application.project(path).is_shown
    except KeyError:
        return False
