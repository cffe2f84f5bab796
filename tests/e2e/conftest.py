"""What the tests of the whole application share: folders of a user of their own, the application, somebody at it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.folders import user_folders
from desktop.theme import theme
from desktop.theme.theme import Scheme
from tests.e2e.user import User
from tests.logging_back import handlers_as_before
from tests.watchdog import Watchdog

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME")
_FRAMES = 0.99


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment whose user folders are the test's own."""
    folders = {name: str(tmp_path / name.lower()) for name in _FOLDERS}
    for folder in folders.values():
        Path(folder).mkdir(mode=0o700)
    return os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def _handlers() -> Iterator[None]:
    with handlers_as_before():
        yield


@pytest.fixture
def application(
    surroundings: dict[str, str],
    _handlers: None,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Application]:
    """The application in this process, put together as its program does it; it ends without a defect."""
    for name in _FOLDERS:
        monkeypatch.setenv(name, surroundings[name])
    before = sys.excepthook, sys.getswitchinterval(), QLocale()
    sys.setswitchinterval(0.0005)
    qapp.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale(QLocale.Language.English))
    made = Application(qapp, user_folders())
    defects: list[BaseException] = []
    take = sys.excepthook

    def note(kind, error, trace) -> None:
        defects.append(error)
        take(kind, error, trace)

    sys.excepthook = note
    yield made
    made.end()
    qtbot.waitUntil(lambda: not made._projects)  # windows end the processes that draw for them
    made.stop()
    made.deleteLater()
    sys.excepthook, interval, locale = before
    sys.setswitchinterval(interval)
    QLocale.setDefault(locale)
    if defects:
        raise defects[0]


@pytest.fixture
def watchdog(qapp: QApplication) -> Iterator[Watchdog]:
    """Measures from ``start()`` on; the test fails where the loop stood still, and is told in which step."""
    watching = Watchdog()
    yield watching
    watching.stop()
    report = watching.report()
    print(report)
    assert watching.worst_ms <= watching.stall_ms, (
        f"the event loop stood still for {watching.worst_ms:.0f} ms\n{report}"
    )
    assert watching.frame_share >= _FRAMES, f"{watching.frame_share:.2%} of the frames were in time\n{report}"


@pytest.fixture
def shot(qtbot: QtBot) -> Callable[[QWidget, str], None] | None:
    """Writes ``NAME-light.png`` and ``NAME-dark.png`` of a widget; None where NETWORX_SHOTS names no folder."""
    folder = os.environ.get("NETWORX_SHOTS", "")
    if not folder:
        return None

    def take(widget: QWidget, name: str) -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            theme().set_scheme(scheme)
            qtbot.waitUntil(lambda: theme().is_settled, timeout=30_000)
            qtbot.wait(700)
            assert widget.grab().save(str(Path(folder) / f"{name}-{scheme.value}.png"))

    return take


@pytest.fixture
def user(qtbot: QtBot, watchdog: Watchdog, shot: Callable[[QWidget, str], None] | None) -> User:
    return User(qtbot, watchdog, shot)
