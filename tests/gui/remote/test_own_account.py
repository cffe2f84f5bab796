"""The signed-in account in its sheet: its devices, and another password."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.remote.connection import State
from engine.errors import KnownError
from tests.gui.remote.conftest import DEVICES, FakeConnection, FakeServer
from tests.serving import PASSWORD

AWAY = KnownError("server-unreachable", "It cannot be reached.", what_to_do="Check the network.")
WRONG = KnownError("sign-in-refused", "This is not the password of your account.", where="old", what_to_do="Check it.")
SHORT = KnownError("password-too-short", "A password has at least 12 characters.", where="new")


@pytest.fixture
def connection() -> FakeConnection:
    return FakeConnection()


@pytest.fixture
def there() -> FakeServer:
    return FakeServer()


def answer(connection, there: FakeServer) -> None:
    """Lets the server do what was asked first."""
    work, heard, _failed = connection.asked.pop(0)
    heard(work(there))


@pytest.fixture
def account(connection, dialog, there):
    """The sheet of somebody who is signed in, with his devices."""
    connection.stand(State.CONNECTED)
    answer(connection, there)
    return dialog


def fill(form, qtbot: QtBot, old: str = PASSWORD, new: str = "another horse battery", again: str = "") -> None:
    form.wanted.click()
    for line, text in ((form.old, old), (form.new, new), (form.again, again or new)):
        qtbot.keyClicks(line, text)


def test_that_devices_are_listed_and_all_but_this_one_can_be_signed_out(account) -> None:
    rows = account.devices.rows
    assert [row.button.accessibleName() for row in rows] == [f"Sign out {device.name}" for device in DEVICES]
    assert [row.button.isVisible() for row in rows] == [False, True, True]


def test_that_a_device_leaves_the_list_once_the_server_says_so(account, connection, there) -> None:
    account.devices.rows[1].button.click()
    assert len(account.devices.rows) == 3
    assert not account.devices.rows[1].button.isEnabled()
    answer(connection, there)
    assert there.revoked == ["b"]
    assert len(account.devices.rows) == 2


def test_that_a_device_that_could_not_be_signed_out_can_be_tried_again(account, connection, shot) -> None:
    account.devices.rows[1].button.click()
    connection.asked.pop(0)[2](AWAY)
    assert "cannot be reached" in account.devices.error.text()
    assert account.devices.rows[1].button.isEnabled()
    shot(account, "device-kept")


def test_that_devices_that_cannot_be_read_are_read_when_the_server_is_back(dialog, connection, there) -> None:
    connection.stand(State.CONNECTED)
    connection.asked.pop(0)[2](AWAY)
    assert dialog.devices.error.isVisible()
    connection.stand(State.OFFLINE)
    connection.stand(State.CONNECTED)
    answer(connection, there)
    assert not dialog.devices.error.isVisible()
    assert len(dialog.devices.rows) == 3


def test_that_another_password_is_asked_for_by_enter_and_then_forgotten_here(
    account, connection, there, qtbot, shot
) -> None:
    form = account.password
    fill(form, qtbot)
    shot(account, "password")
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    assert not form.keep.isEnabled()
    with qtbot.waitSignal(form.changed):
        answer(connection, there)
    assert there.changed == [(PASSWORD, "another horse battery")]
    assert (form.old.text(), form.new.text(), form.again.text()) == ("", "", "")
    assert form.told.isVisible()
    assert len(connection.asked) == 1, "the devices are read anew"
    shot(account, "password-changed")


@pytest.mark.parametrize(("error", "line"), [(WRONG, "old"), (SHORT, "new")])
def test_that_a_refusal_stands_below_its_field_and_nothing_typed_is_lost(
    error, line, account, connection, qtbot, shot
) -> None:
    form = account.password
    fill(form, qtbot)
    form.keep.click()
    connection.asked.pop(0)[2](error)
    assert error.message in form.error_of(getattr(form, line))
    assert not form.error.isVisible()
    assert (form.old.text(), form.new.text(), form.again.text()) == (PASSWORD, *["another horse battery"] * 2)
    assert form.keep.isEnabled()
    shot(account, f"password-refused-{line}")


def test_that_a_lost_answer_says_that_the_new_password_may_hold(account, connection, qtbot) -> None:
    form = account.password
    fill(form, qtbot)
    form.keep.click()
    connection.asked.pop(0)[2](AWAY)
    assert "cannot be reached" in form.error.text()
    assert "the new one holds already" in form.error.text()
    assert form.new.text() == "another horse battery"


def test_that_a_new_password_that_was_mistyped_is_not_sent(account, connection, qtbot) -> None:
    form = account.password
    fill(form, qtbot, again="another house battery")
    form.keep.click()
    assert connection.asked == []
    assert form.error_of(form.again)
