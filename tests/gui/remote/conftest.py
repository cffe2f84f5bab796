"""A window's connection and runs with the real server, behind a proxy that can be cut."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.remote import Connection, ServerRuns
from desktop.remote.connection import Entrance, State
from server_stub.loopback.stack import Stack
from tests.proxy import Proxy
from tests.serving import PASSWORD, MemoryKeyring, keyring_in_memory, proxy_to, whole_server

WAIT_MS = 30_000
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
