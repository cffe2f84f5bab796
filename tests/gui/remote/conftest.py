"""A window's connection and runs with the real server, behind a proxy that can be cut."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.remote import Connection, ServerRuns
from desktop.remote.connection import Entrance, State
from desktop.views.account.dialog import AccountDialog
from server_stub.loopback.stack import Stack
from sync.remote.messages import RemoteDevice
from tests.proxy import Proxy
from tests.serving import PASSWORD, MemoryKeyring, keyring_in_memory, proxy_to, whole_server

WAIT_MS = 30_000
URL = "https://networx.example.com"
DEVICES = [
    RemoteDevice(id="a", name="Ann's laptop", seen="2026-11-24T14:25:01.000000+00:00", is_this=True),
    RemoteDevice(id="b", name="Desk at the office", seen="2026-11-23T08:10:00.000000+00:00", is_this=False),
    RemoteDevice(id="c", name="planning-server-01", seen="2026-11-02T17:42:00.000000+00:00", is_this=False),
]
_numbers = itertools.count()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with whole_server() as made:
        yield made


@pytest.fixture
def proxy(stack: Stack) -> Iterator[Proxy]:
    with proxy_to(stack) as made:
        yield made


@pytest.fixture(autouse=True)
def ring(monkeypatch) -> Iterator[MemoryKeyring]:
    monkeypatch.delenv("NETWORX_TOKEN", raising=False)
    with keyring_in_memory() as made:
        yield made


@pytest.fixture
def make_connection(tmp_path: Path) -> Iterator[Callable[[], Connection]]:
    """Makes connections that know the same servers, as one program after the other."""
    made: list[Connection] = []

    def make() -> Connection:
        made.append(Connection(None, tmp_path / "servers.json"))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def entrance(stack: Stack, proxy: Proxy) -> Entrance:
    """An invite for somebody new."""
    email = f"someone-{os.getpid()}-{next(_numbers)}@example.com"
    return Entrance(proxy.url, "", "", PASSWORD, stack.invite(email), "Someone")


@pytest.fixture
def connection(make_connection, entrance: Entrance, qtbot: QtBot) -> Connection:
    """Signed in."""
    made = make_connection()
    errors = []
    made.enter(entrance, lambda: None, errors.append)
    qtbot.waitUntil(lambda: made.state is State.CONNECTED or bool(errors), timeout=WAIT_MS)
    assert not errors
    return made


@pytest.fixture
def make_runs(session, other_process_calls, tmp_path: Path) -> Iterator[Callable[[Connection], ServerRuns]]:
    """Makes runs of the open project, as one window after the other."""
    owner = QObject()
    made: list[ServerRuns] = []

    def make(connection: Connection) -> ServerRuns:
        made.append(ServerRuns(session, other_process_calls, connection, tmp_path / "jobs", owner))
        return made[-1]

    yield make
    for each in made:
        each.stop()
    owner.deleteLater()


class FakeConnection(QObject):
    """A connection that a test moves by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state, self.url, self.email = State.ALONE, "", ""
        self.error, self.keeps_token, self.server = None, True, None
        self.entered: list = []
        self.asked: list = []
        self.left = 0

    def stand(self, state: State, url: str = URL, email: str = "ann@example.com") -> None:
        self.state, self.url, self.email = state, url, email
        self.changed.emit()

    def enter(self, entrance, done, failed) -> None:
        self.entered.append((entrance, done, failed))

    def ask(self, work, answer, failed) -> None:
        self.asked.append((work, answer, failed))

    def leave(self, done) -> None:
        self.left += 1
        self.stand(State.ALONE, "", "")
        done()


class FakeServer:
    """Devices and a password, without a network."""

    def __init__(self) -> None:
        self.revoked: list[str] = []
        self.changed: list[tuple[str, str]] = []

    def devices(self) -> list[RemoteDevice]:
        return [device for device in DEVICES if device.id not in self.revoked]

    def revoke(self, device: str) -> None:
        self.revoked.append(device)

    def change_password(self, old: str, new: str) -> None:
        self.changed.append((old, new))


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


@pytest.fixture
def dialog(connection, window) -> AccountDialog:
    made = AccountDialog(connection, window)
    made.open()
    return made
