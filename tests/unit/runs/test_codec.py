import json
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.runs.codec import known_part
from engine.runs.events import (
    BoundImproved,
    Cancelled,
    Event,
    Failed,
    Finished,
    IncumbentFound,
    Interrupted,
    LogWritten,
    PhaseStarted,
    Progressed,
    Queued,
    Started,
    from_json,
    to_json,
)
from engine.runs.record import Checked, Lease, RunRecord, RunStatus, Size, SolveOptions, Versions, new_run_id, utc_now
from engine.runs.request import RunRequest

numbers = st.floats(allow_nan=False, allow_infinity=False)
maybe = st.none() | numbers
texts = st.text(max_size=8)
counts = st.integers(0, 2**40)

records = st.builds(
    RunRecord,
    id=texts,
    scenario=texts,
    status=st.sampled_from(RunStatus),
    objective=maybe,
    bound=maybe,
    gap=maybe,
    options=st.builds(SolveOptions, gap=numbers, time_limit_s=maybe, threads=counts, seed=counts, solver=texts),
    versions=st.builds(Versions, application=texts),
    seconds=st.dictionaries(texts, numbers, max_size=3),
    size=st.none() | st.builds(Size, columns=counts, rows=counts, nonzeros=counts, binaries=counts),
    costs=st.dictionaries(texts, numbers, max_size=3),
    checked=st.none() | st.builds(Checked, max_violation=numbers, cost_difference=numbers),
    open_facilities=st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=2),
    message=texts,
    attempt=counts,
    lease=st.builds(Lease, token=counts, worker=texts),
)
events = st.one_of(
    st.builds(Queued, run=texts),
    st.builds(Started, run=texts, process=counts),
    st.builds(PhaseStarted, run=texts, phase=texts, seconds=numbers),
    st.builds(Progressed, run=texts, seconds=numbers, share=maybe, text=texts),
    st.builds(IncumbentFound, run=texts, seconds=numbers, objective=numbers, bound=maybe, gap=maybe),
    st.builds(BoundImproved, run=texts, seconds=numbers, bound=numbers, objective=maybe, gap=maybe),
    st.builds(LogWritten, run=texts, text=texts),
    st.builds(Finished, run=texts, record=records),
    st.builds(Failed, run=texts, record=records, code=texts, message=texts, defect=st.booleans()),
    st.builds(Cancelled, run=texts, record=records),
    st.builds(Interrupted, run=texts, record=records, reason=texts),
)


@given(records)
def test_that_a_record_comes_back_from_json_as_it_was(record: RunRecord) -> None:
    assert RunRecord.from_dict(json.loads(json.dumps(record.to_dict()))) == record


@given(events)
def test_that_an_event_comes_back_from_its_line_as_it_was(event: Event) -> None:
    line = to_json(event)
    assert "\n" not in line
    assert from_json(line.encode()) == event


@given(records, texts)
def test_that_a_request_comes_back_from_its_line_as_it_was(record: RunRecord, folder: str) -> None:
    request = RunRequest(record=record, folder=folder, memory_bytes=2**33)
    assert RunRequest.from_dict(json.loads(request.to_json())) == request


@given(st.binary(max_size=40) | st.text(string.printable, max_size=40).map(str.encode))
def test_that_a_line_that_is_no_event_is_refused_and_not_guessed(line: bytes) -> None:
    with pytest.raises(KnownError) as told:
        from_json(line)
    assert told.value.code == "record-unreadable"


RECORD = RunRecord(id="r", scenario="Baseline", status=RunStatus.OPTIMAL)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "splendid"},
        {"objective": "12"},
        {"attempt": True},
        {"attempt": 1.5},
        {"size": {"columns": 1}},
        {"options": []},
        {"open_facilities": {"1": "Denver"}},
        {"invented": 1},
    ],
)
def test_that_a_damaged_record_is_refused_with_its_place(change: dict[str, object]) -> None:
    with pytest.raises(KnownError) as told:
        RunRecord.from_dict({**RECORD.to_dict(), **change})
    assert told.value.where.startswith("RunRecord")


def test_that_a_record_without_a_needed_field_is_refused() -> None:
    data = RECORD.to_dict()
    del data["scenario"]
    with pytest.raises(KnownError, match="scenario"):
        RunRecord.from_dict(data)


def test_that_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(RECORD, bound=float("-inf")).to_dict()


def test_that_times_and_identifiers_sort_as_they_come() -> None:
    times = [utc_now() for _ in range(50)]
    assert times == sorted(times)
    assert {len(time) for time in times} == {len("2027-01-31T14:25:01.123456+00:00")}
    assert len({new_run_id() for _ in range(200)}) == 200


def test_that_only_queued_and_running_are_not_final() -> None:
    assert [status for status in RunStatus if not status.is_final] == [RunStatus.QUEUED, RunStatus.RUNNING]
    assert [status for status in RunStatus if status.is_answer] == [RunStatus.OPTIMAL, RunStatus.FEASIBLE]


def test_that_fields_of_a_newer_version_are_left_out_where_that_is_wished_at_any_depth() -> None:
    known = RunRecord(
        id="a", scenario="B", status=RunStatus.OPTIMAL, checked=Checked(max_violation=0.0, cost_difference=0.0)
    )
    known = replace(known, costs={"fixed": 1.0}, open_facilities={"1": ("North",)})
    plain = known.to_dict()
    newer = plain | {
        "colour": "red",
        "options": plain["options"] | {"mood": 1},
        "checked": plain["checked"] | {"x": {}},
    }
    with pytest.raises(KnownError, match="unknown field"):
        RunRecord.from_dict(newer)
    assert RunRecord.from_dict(known_part(RunRecord, newer)) == known
    line = json.dumps({"event": "Finished", "run": "a", "record": newer, "more": [1]})
    assert from_json(line, is_foreign=True) == Finished(run="a", record=known)
    with pytest.raises(KnownError):
        from_json(line)


@pytest.mark.parametrize("data", [None, 1, [], "text", {"id": 1, "options": [], "checked": "no", "costs": None}])
def test_that_what_is_no_record_is_still_refused_without_its_unknown_fields(data: object) -> None:
    with pytest.raises(KnownError):
        RunRecord.from_dict(known_part(RunRecord, data))
