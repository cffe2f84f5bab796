"""What the tests of windows share: the application, with folders of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.folders import Folders
from tests.logging_back import handlers_as_before


@pytest.fixture
def application(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Application]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    names = ("pictures", "jobs", "projects")
    with handlers_as_before():
        made = Application(qapp, Folders(settings=tmp_path / "s.ini", **{name: tmp_path / name for name in names}))
        yield made
        made.end()
        qtbot.waitUntil(lambda: not made._projects)  # windows end the processes that draw for them
        made.stop()
        made.deleteLater()
