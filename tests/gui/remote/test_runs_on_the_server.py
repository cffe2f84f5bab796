"""Runs of a window on the real server: followed, cut, stalled, forgotten, collected by the next window."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.remote.connection import State
from engine.runs.batch import ask_for
from engine.runs.events import ENDINGS, IncumbentFound, PhaseStarted
from engine.runs.record import RunStatus, SolveOptions
from sync.remote import Servers
from sync.remote.batch import RemoteBatch
from sync.remote.delivery import Sender
from sync.remote.inputs import Inputs
from sync.remote.outpost import Outpost
from sync.store import OpenMode, Project
from sync.store.runs import StoredRuns
from sync.whereabouts import name_there, server_of

WAIT_MS = 30_000
OPTIONS = SolveOptions(gap=0.01)
FETCHING = "Fetching the result"


def asked(session, qtbot: QtBot, question):
    """What the project answers."""
    found = []
    session.ask(question, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    return found[0]


def only(runs):
    (record,) = runs.records()
    return record


def wait_stored(qtbot: QtBot, session, run: str):
    """The run as the project file has it, once it has ended."""
    qtbot.waitUntil(lambda: asked(session, qtbot, lambda p: p.runs.get(run)).status.is_final, timeout=WAIT_MS)
    return asked(session, qtbot, lambda p: p.runs.get(run))


def test_that_a_run_on_the_server_ends_in_the_project_file_with_all_its_stamps(
    session, connection, make_runs, qtbot
) -> None:
    runs, told = make_runs(connection), []
    runs.progressed.connect(lambda _, event: told.append(event))
    with qtbot.waitSignal(runs.stored, timeout=WAIT_MS):
        runs.start(["Baseline"], OPTIONS)
    record = asked(session, qtbot, lambda p: p.runs.get(only(runs).id))
    assert record.status is RunStatus.OPTIMAL, record.message
    assert record.objective is not None
    assert record.checked is not None
    assert record.size is not None
    assert server_of(record) == connection.url
    assert name_there(record)
    assert record.versions.solver
    assert record.started
    assert record.finished
    assert record.input_hash
    assert sum(record.costs.values()) == pytest.approx(record.objective)
    frame = asked(session, qtbot, lambda p: p.runs.table(record.id, "result_flows"))
    assert len(frame) > 0
    assert any(isinstance(event, PhaseStarted) for event in told)
    assert any(isinstance(event, IncumbentFound) for event in told)
    assert {event.run for event in told} == {record.id}
    kept = asked(session, qtbot, lambda p: [event for _, event in p.runs.events(record.id)])
    assert kept, "the story of the run is in the project file"


def test_that_a_run_asked_for_while_the_server_is_away_is_handed_in_when_it_is_back(
    session, connection, proxy, make_runs, qtbot
) -> None:
    runs = make_runs(connection)
    proxy.cut()
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: connection.state is State.OFFLINE, timeout=WAIT_MS)
    assert only(runs).status is RunStatus.QUEUED
    assert not name_there(only(runs))
    proxy.mend()
    connection.look()
    assert wait_stored(qtbot, session, only(runs).id).status is RunStatus.OPTIMAL


def test_that_a_run_whose_connection_is_cut_in_the_middle_is_followed_on_without_a_gap_or_a_repetition(
    session, connection, proxy, make_runs, qtbot
) -> None:
    runs, told = make_runs(connection), []
    runs.progressed.connect(lambda _, event: told.append(event))
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    proxy.cut()
    proxy.mend()
    record = wait_stored(qtbot, session, only(runs).id)
    assert record.status is RunStatus.OPTIMAL
    there = [replace(event, run=record.id) for _, event in connection.server.events(name_there(record))]
    heard = [event for event in told if not isinstance(event, ENDINGS) and getattr(event, "text", "") != FETCHING]
    assert heard == there[:-1]


def test_that_the_next_window_collects_what_the_server_found_meanwhile(
    session, connection, make_connection, make_runs, qtbot
) -> None:
    first = make_runs(connection)
    first.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(name_there(only(first))), timeout=WAIT_MS)
    run = only(first).id
    qtbot.waitUntil(
        lambda: bool(name_there(asked(session, qtbot, lambda p: p.runs.get(run)))), timeout=WAIT_MS
    )  # fmt: skip
    first.stop()
    connection.stop()
    again = make_connection()
    second = make_runs(again)
    again.start()
    assert wait_stored(qtbot, session, run).objective is not None
    assert only(second).id == run


def test_that_a_run_never_handed_in_by_a_window_that_ended_is_handed_in_by_the_next(
    session, connection, make_connection, proxy, make_runs, qtbot
) -> None:
    first = make_runs(connection)
    proxy.cut()
    first.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: connection.state is State.OFFLINE, timeout=WAIT_MS)
    first.stop()
    connection.stop()
    proxy.mend()
    again = make_connection()
    make_runs(again)
    again.start()
    assert wait_stored(qtbot, session, only(first).id).status is RunStatus.OPTIMAL


def test_that_a_run_cancelled_before_it_is_handed_in_ends_at_once(session, connection, proxy, make_runs, qtbot) -> None:
    runs = make_runs(connection)
    proxy.cut()
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: connection.state is State.OFFLINE, timeout=WAIT_MS)
    runs.cancel(only(runs).id)
    assert wait_stored(qtbot, session, only(runs).id).status is RunStatus.CANCELLED


def test_that_a_revoked_device_is_told_and_its_run_goes_on_after_signing_in(
    stack, session, connection, entrance, make_runs, qtbot
) -> None:
    stack.pause(stack.workers[0])
    stack.workers[0].kill()
    runs = make_runs(connection)
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(name_there(only(runs))), timeout=WAIT_MS)
    connection.server.sign_out()
    connection.look()
    qtbot.waitUntil(lambda: connection.state is State.SIGNED_OUT, timeout=WAIT_MS)
    stack.resume(stack.workers[0])
    assert only(runs).status is RunStatus.QUEUED
    email, errors = connection.email, []
    connection.enter(replace(entrance, invite="", name="", email=email), lambda: None, errors.append)
    record = wait_stored(qtbot, session, only(runs).id)
    assert not errors
    assert record.status is RunStatus.OPTIMAL


def test_that_a_restart_of_the_interface_loses_no_run(stack, session, connection, make_runs, qtbot) -> None:
    runs, told = make_runs(connection), []
    runs.progressed.connect(lambda _, event: told.append(event))
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(name_there(only(runs))), timeout=WAIT_MS)
    stack.apis[0].kill()
    assert wait_stored(qtbot, session, only(runs).id).status is RunStatus.OPTIMAL


@pytest.mark.parametrize("harm", ["stall", "cut"])
def test_that_the_window_never_stands_still_while_the_server_does(
    harm, connection, proxy, make_runs, watchdog, qtbot
) -> None:
    runs = make_runs(connection)
    with qtbot.waitSignal(runs.stored, timeout=WAIT_MS):
        runs.start(["Baseline"], OPTIONS)
    watchdog.start()
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(name_there(runs.records()[0])), timeout=WAIT_MS)
    getattr(proxy, harm)()
    connection.look()
    runs.start(["Baseline"], OPTIONS)
    runs.cancel(runs.records()[1].id)
    qtbot.wait(3_000)
    proxy.mend()
    qtbot.waitUntil(lambda: all(record.status.is_final for record in runs.records()), timeout=WAIT_MS)
    watchdog.stop()


def test_that_a_run_of_another_account_is_neither_ended_nor_lost_until_it_is_given_up(
    stack, session, connection, entrance, make_runs, qtbot
) -> None:
    stack.pause(stack.workers[0])
    stack.workers[0].kill()
    runs, told = make_runs(connection), []
    runs.failed.connect(told.append)
    runs.start(["Baseline"], OPTIONS)
    qtbot.waitUntil(lambda: bool(name_there(only(runs))), timeout=WAIT_MS)
    connection.server.sign_out()
    connection.look()
    qtbot.waitUntil(lambda: connection.state is State.SIGNED_OUT, timeout=WAIT_MS)
    other = replace(entrance, invite=stack.invite(f"other-{only(runs).id}@example.com"))
    connection.enter(other, lambda: None, told.append)
    qtbot.waitUntil(lambda: any(error.code == "run-not-ours" for error in told), timeout=WAIT_MS)
    assert not asked(session, qtbot, lambda p: p.runs.get(only(runs).id)).status.is_final
    runs.cancel(only(runs).id)
    assert wait_stored(qtbot, session, only(runs).id).status is RunStatus.CANCELLED
    stack.resume(stack.workers[0])


def test_that_a_run_of_a_command_killed_before_it_noted_its_name_on_the_server_is_the_same_run_in_the_window(
    session, connection, make_runs, tmp_path, qtbot
) -> None:
    class Killed(BaseException):
        """Nothing of the command goes on."""

    class KilledStore(StoredRuns):
        def update(self, record) -> bool:
            raise Killed

    servers = Servers(tmp_path / "servers.json")
    with Project.open(session.path, OpenMode.RUN) as project:
        inputs, store = Inputs(tmp_path / "jobs", project.id), KilledStore(project._engine, session.path)
        outpost = Outpost(Sender(project.id, "Coffee"), store, inputs, servers, lambda _: connection.server)
        batch = RemoteBatch([ask_for(project.network(), "Baseline")], OPTIONS, outpost, connection.url)
        with pytest.raises(Killed):
            list(batch.run())
        (run,) = project.runs.list()
        here = project.id
    assert not name_there(run)
    make_runs(connection)
    assert wait_stored(qtbot, session, run.id).status is RunStatus.OPTIMAL
    assert len(connection.server.runs(servers.get(connection.url).projects[here])) == 1
