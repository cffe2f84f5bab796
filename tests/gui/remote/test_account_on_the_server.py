"""The account of a real server, as the window asks for it."""

import pytest

from desktop.remote.connection import State
from engine.errors import KnownError
from sync.remote import Server
from tests.gui.remote.conftest import WAIT_MS
from tests.serving import PASSWORD


def test_that_the_real_server_takes_a_new_password_and_signs_out_the_other_devices(connection, entrance, qtbot) -> None:
    other = Server(entrance.url)
    other.sign_in(connection.email, PASSWORD, "phone")
    told: list = []
    connection.ask(lambda server: server.devices(), told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=WAIT_MS)
    assert sorted(device.is_this for device in told[0]) == [False, True]
    connection.ask(lambda server: server.change_password("a wrong password", "x" * 12), told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT_MS)
    assert told[1].code == "sign-in-refused"
    assert connection.state is State.CONNECTED, "a wrong password signs nobody out"
    connection.ask(lambda server: server.change_password(PASSWORD, "another horse battery"), told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=WAIT_MS)
    connection.ask(lambda server: server.devices(), told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 4, timeout=WAIT_MS)
    assert [device.is_this for device in told[3]] == [True]
    with pytest.raises(KnownError, match="not signed in"):
        other.whoami()
    other.close()
