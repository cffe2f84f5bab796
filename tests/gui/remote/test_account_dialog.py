"""The account as the window shows it: entering, what the server objects to, the status bar, where runs go."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.remote.connection import State
from desktop.remote.joined_runs import JoinedRuns
from desktop.shell.connection_button import ConnectionButton
from desktop.views.account.dialog import AccountDialog
from desktop.views.account.entrance import AccountEntrance
from desktop.views.runs.page import RunsPage
from desktop.views.runs.place_button import PlaceButton
from desktop.views.runs.steps import RunSteps
from engine.errors import KnownError
from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions
from tests.gui.remote.conftest import URL, FakeConnection, FakeServer

REFUSED = KnownError(
    "sign-in-refused", "E-mail address or password are wrong.", what_to_do="Check them, and try again."
)  # fmt: skip


@pytest.fixture
def connection() -> FakeConnection:
    return FakeConnection()


def fill(dialog: AccountDialog, qtbot: QtBot) -> None:
    for field, text in ((dialog.form.url, URL), (dialog.form.email, "ann@example.com"), (dialog.form.password, "x y")):
        field.clear()
        qtbot.keyClicks(field, text)


def test_that_signing_in_is_offered_only_once_all_is_entered(dialog, qtbot) -> None:
    assert not dialog.enter.isEnabled()
    fill(dialog, qtbot)
    assert dialog.enter.isEnabled()


def test_that_a_refusal_stands_in_the_sheet_and_what_was_typed_survives_it(dialog, connection, qtbot, shot) -> None:
    shot(dialog, "sign-in")
    fill(dialog, qtbot)
    qtbot.keyClick(dialog.form.password, Qt.Key.Key_Return)
    ((entrance, _, failed),) = connection.entered
    assert (entrance.url, entrance.email, entrance.password) == (URL, "ann@example.com", "x y")
    assert not dialog.enter.isEnabled()
    failed(REFUSED)
    assert "E-mail address or password are wrong." in dialog.form.error.text()
    assert dialog.form.error.isVisible()
    assert dialog.form.email.text() == "ann@example.com"
    assert dialog.enter.isEnabled()
    shot(dialog, "sign-in-refused")


def test_that_an_invite_asks_for_a_name_in_place_of_an_address(dialog, connection, qtbot, shot) -> None:
    dialog.form.with_invite.setChecked(True)
    assert dialog.form.invite.isVisible()
    assert not dialog.form.email.isVisible()
    for field, text in (
        (dialog.form.url, URL),
        (dialog.form.invite, "inv-1"),
        (dialog.form.name, "Ann"),
        (dialog.form.password, "correct horse"),
    ):
        qtbot.keyClicks(field, text)
    shot(dialog, "invite")
    dialog.enter.click()
    entrance = connection.entered[0][0]
    assert (entrance.invite, entrance.name, entrance.email) == ("inv-1", "Ann", "")


def test_that_the_sheet_says_who_is_signed_in_and_signs_out(dialog, connection, shot) -> None:
    connection.stand(State.CONNECTED)
    assert not dialog.form.isVisible()
    work, answer, _ = connection.asked.pop()
    answer(work(FakeServer()))
    shot(dialog, "account")
    dialog.leave.click()
    assert connection.left == 1
    assert dialog.form.isVisible()


def test_that_a_computer_without_a_keyring_is_told_that_it_will_be_asked_again(dialog, connection, qtbot) -> None:
    fill(dialog, qtbot)
    dialog.enter.click()
    connection.keeps_token = False
    connection.stand(State.CONNECTED)
    connection.entered[0][1]()
    assert dialog.isVisible()
    assert "no keyring" in dialog._words.text()
    assert dialog.form.password.text() == ""


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State.ALONE, "This computer only"),
        (State.CONNECTING, "Connecting"),
        (State.CONNECTED, "Connected"),
        (State.OFFLINE, "Offline"),
        (State.SIGNED_OUT, "Signed out"),
    ],
)
def test_that_the_status_bar_says_how_the_connection_stands(state, word, context, connection, qtbot) -> None:
    button = ConnectionButton(replace(context, connection=connection))
    qtbot.addWidget(button)
    connection.stand(state)
    assert button.text() == word
    assert button.toolTip()


def test_that_the_status_bar_says_what_is_to_be_updated(context, connection, qtbot) -> None:
    button = ConnectionButton(replace(context, connection=connection))
    qtbot.addWidget(button)
    connection.error = KnownError("server-too-old", "The server is too old.", what_to_do="Ask whoever runs it.")
    connection.stand(State.OFFLINE)
    assert button.text() == "Update needed"
    assert "The server is too old. Ask whoever runs it." in button.toolTip()
    assert "cannot be reached" not in button.toolTip()


def test_that_a_click_on_the_connection_opens_the_sheet(context, connection, window, qtbot) -> None:
    mine = replace(context, connection=connection)
    AccountEntrance(mine, window)
    button = ConnectionButton(mine)
    qtbot.addWidget(button)
    button.click()
    assert window.findChild(AccountDialog).isVisible()


def test_that_where_runs_go_is_chosen_and_kept(context, connection, preferences, qtbot) -> None:
    button = PlaceButton(preferences, connection, context.actions)
    qtbot.addWidget(button)
    assert button.text() == "Run on this computer"
    connection.stand(State.CONNECTED)
    assert button.text() == "Run on this computer"
    button.there.trigger()
    assert preferences.runs_on_server
    assert button.text() == "Run on networx.example.com"
    connection.stand(State.OFFLINE)
    assert "wait here" in button.toolTip()
    connection.stand(State.ALONE, "", "")
    assert button.text() == "Run on this computer"


class FakeServerRuns(QObject):
    """The server's runs, only noted."""

    changed, progressed, stored = Signal(object), Signal(str, object), Signal(object)
    deleted, failed, slots_changed = Signal(object), Signal(object), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.has_server = True
        self.started, self.cancelled, self.known = [], [], []

    def start(self, scenarios, options, anew=False) -> None:
        self.started.append(tuple(scenarios))

    def cancel(self, run: str) -> None:
        self.cancelled.append(run)

    def records(self):
        return self.known

    def events(self, run: str):
        return ()


def test_that_joined_runs_go_where_the_user_wishes_and_there_is_a_server(preferences, qtbot) -> None:
    here, there = FakeServerRuns(), FakeServerRuns()
    joined = JoinedRuns(here, there, preferences)
    joined.start(["Baseline"], SolveOptions())
    preferences.set_runs_on_server(True)
    joined.start(["Growth"], SolveOptions())
    there.has_server = False
    joined.start(["Winter"], SolveOptions())
    assert here.started == [("Baseline",), ("Winter",)]
    assert there.started == [("Growth",)]


def test_that_joined_runs_are_one_list_and_are_cancelled_where_they_are(preferences, qtbot) -> None:
    here, there = FakeServerRuns(), FakeServerRuns()
    joined = JoinedRuns(here, there, preferences)
    here.known = [RunRecord(id="a", scenario="Baseline", status=RunStatus.RUNNING, created="1")]
    there.known = [RunRecord(id="b", scenario="Growth", status=RunStatus.RUNNING, created="2")]
    assert [record.id for record in joined.records()] == ["b", "a"]
    joined.cancel("a")
    joined.cancel("b")
    assert (here.cancelled, there.cancelled) == (["a"], ["b"])
    assert [record.id for record in joined.open_here()] == ["a"]


def test_that_the_page_of_runs_says_where_each_run_waits(context, connection, runs, qtbot, shot) -> None:
    mine, owner = replace(context, connection=connection), QObject()
    RunSteps(mine, owner)
    connection.stand(State.CONNECTED)
    mine.preferences.set_runs_on_server(True)
    page = RunsPage(mine)
    qtbot.addWidget(page)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(page)
    window.setMenuWidget(page.header())
    window.statusBar().addPermanentWidget(ConnectionButton(mine))
    window.resize(1440, 900)
    window.show()
    base = RunRecord(
        id="20270131-142501-00000001",
        scenario="Growth",
        status=RunStatus.QUEUED,
        input_hash="0123456789abcdef" * 4,
        created="2027-01-31T14:25:01.000000+00:00",
        lease=Lease(worker=f"server {URL}#there"),
    )
    with qtbot.waitSignal(page.book.changed):
        runs.put(base)
        runs.put(
            replace(base, id="20270131-142502-00000002", scenario="Winter", lease=Lease(worker=f"server {URL}#"))
        )  # fmt: skip
    model = page.table.model()
    told = {
        model.index(row, 1).data(): model.index(row, 2).data() for row in range(model.rowCount())
    }  # fmt: skip
    assert told == {"Growth": "On networx.example.com", "Winter": "To be handed to networx.example.com"}
    shot(window, "runs-on-server")
    owner.deleteLater()
