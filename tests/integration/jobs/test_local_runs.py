"""Runs from the click to the stored result, by a real worker process."""

from engine.runs.events import Finished, PhaseStarted, Started
from engine.runs.record import RunStatus, SolveOptions
from engine.runs.snapshot import table_names

WAIT_MS = 60_000


def test_that_a_run_is_queued_computed_followed_and_stored(window, qtbot) -> None:
    opened = window()
    told = []
    opened.runs.progressed.connect(lambda run, event: told.append(event))
    with qtbot.waitSignal(opened.runs.stored, timeout=WAIT_MS) as stored:
        opened.runs.start(["Baseline"], SolveOptions(gap=0.02))
        (asked,) = opened.runs.records()
        assert asked.status is RunStatus.QUEUED
    (record,) = stored.args
    assert record.id == asked.id
    assert record.status is RunStatus.OPTIMAL
    assert record.gap <= 0.02
    assert record.checked.max_violation < 1e-6
    assert isinstance(told[0], Started)
    assert isinstance(told[-1], Finished)
    found = []
    opened.session.ask(
        lambda project: (project.runs.get(record.id), project.runs.result(record.id), project.runs.events(record.id)),
        found.append,
    )
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    ((kept, result, events),) = found
    assert kept == record
    assert "result_flows" in table_names(result)
    phases = [event.phase for _, event in events if isinstance(event, PhaseStarted)]
    assert phases[0] == "read"
    assert phases[-1] == "write"
