"""The client and the real server: over TLS, cut in the middle, repeated, revoked, restarted."""

from dataclasses import replace

import pytest

from engine.errors import KnownError
from engine.runs.events import ENDINGS, Failed, Finished, LogWritten, Started
from engine.runs.record import RunStatus, new_run_id
from engine.runs.same_input import is_taken_over
from engine.runs.snapshot import table_names
from sync.remote import Server
from sync.remote.http import is_away
from sync.whereabouts import asked_of
from tests.serving import PASSWORD


def test_that_a_run_handed_in_twice_is_one_run(server, wanted) -> None:
    project, run = wanted
    (first,) = server.hand_in(project, [run])
    (second,) = server.hand_in(project, [run])
    assert first.id == second.id


def test_that_the_same_run_asked_for_again_has_the_result_at_once_and_says_whose_unless_it_is_asked_for_anew(
    server, wanted
) -> None:
    project, run = wanted
    (first,) = server.hand_in(project, [run])
    *_, (_, last) = server.events(first.id)
    again = replace(run, record=replace(run.record, id=new_run_id(), scenario="Another"))
    (second,) = server.hand_in(project, [again])
    assert (second.status, second.scenario) == (RunStatus.OPTIMAL, "Another")
    assert first.id in second.message
    told = [event for _, event in server.events(second.id)]
    assert [type(event) for event in told] == [Started, LogWritten, Finished]
    assert told[-1].record == second
    assert server.result(second.id) == server.result(first.id)
    asked = asked_of(server.url, "Baseline", run.record.options, anew=True)
    (third,) = server.hand_in(project, [replace(run, record=replace(asked, input_hash=run.record.input_hash))])
    assert third.status is RunStatus.QUEUED
    *_, (_, last) = server.events(third.id)
    assert last.record.status is RunStatus.OPTIMAL
    assert not is_taken_over(last.record)


def test_that_a_network_under_another_name_is_not_solved(server, wanted) -> None:
    project, run = wanted
    (there,) = server.hand_in(project, [replace(run, record=replace(run.record, input_hash="0" * 64))])
    *_, (_, last) = server.events(there.id)
    assert isinstance(last, Failed)
    assert last.code == "input-differs"


def test_that_events_are_heard_once_each_over_cuts_and_the_result_is_whole(server, wanted, proxy) -> None:
    project, run = wanted
    (there,) = server.hand_in(project, [run])
    numbers, last = [], None
    for number, event in server.events(there.id):
        numbers.append(number)
        last = event
        if isinstance(event, Started):
            proxy.cut()
            proxy.mend()
    assert isinstance(last, ENDINGS)
    assert numbers == [number for number, _ in server.events(there.id)]
    record = server.run(there.id)
    assert (record.status, record.input_hash) == (RunStatus.OPTIMAL, run.record.input_hash)
    assert "result_flows" in table_names(server.result(there.id))


def test_that_a_run_outlives_a_restart_of_the_interface_and_of_its_worker(stack, server, wanted) -> None:
    project, run = wanted
    (there,) = server.hand_in(project, [run])
    stack.apis[0].kill()
    stack.workers[0].kill()
    *_, (_, last) = server.events(there.id)
    assert isinstance(last, ENDINGS)
    assert last.record.status is RunStatus.OPTIMAL


def test_that_a_token_revoked_in_the_middle_ends_the_listening_with_that_reason(stack, server, wanted) -> None:
    project, run = wanted
    stack.pause(stack.workers[0])
    stack.workers[0].kill()
    (there,) = server.hand_in(project, [run])
    server.sign_out()
    with pytest.raises(KnownError) as met:
        list(server.events(there.id))
    stack.resume(stack.workers[0])
    assert met.value.code == "signed-out"
    assert not is_away(met.value)


def test_that_a_server_nobody_vouches_for_gets_no_password_and_one_with_its_certificate_does(stack) -> None:
    stranger = Server(stack.url)
    with pytest.raises(KnownError) as met:
        stranger.sign_in("someone@example.com", PASSWORD, "laptop")
    stranger.close()
    assert met.value.code == "server-untrusted"
    friend = Server(stack.url, certificate=str(stack.certificate))
    email = f"{new_run_id()}@example.com"
    friend.accept(stack.invite(email), "Someone", PASSWORD, "laptop")
    assert friend.whoami() == email
    friend.close()


def test_that_a_server_that_is_gone_is_told_from_one_that_refuses(server, proxy) -> None:
    proxy.cut()
    with pytest.raises(KnownError) as met:
        server.whoami()
    assert met.value.code == "server-unreachable"
    assert is_away(met.value)
