"""An input that came from elsewhere is not believed to be what it is called."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.runs.jobs import solve_job
from engine.runs.record import RunRecord, RunStatus
from engine.runs.request import RunRequest
from engine.runs.snapshot import write_network
from tests.integration.server.tiny import tiny_network


@pytest.fixture
def request_of_it(tmp_path: Path) -> RunRequest:
    asked = RunRecord(id="a", scenario="Baseline", status=RunStatus.QUEUED)
    request = RunRequest(record=asked, folder=str(tmp_path), checks_input=True)
    return replace(request, record=replace(asked, input_hash=write_network(tiny_network(), request.input_path)))


def solved(request: RunRequest) -> RunRecord:
    return solve_job(request, lambda _: None, lambda: False)


def test_that_the_network_that_was_named_is_solved(request_of_it: RunRequest) -> None:
    assert solved(request_of_it).status is RunStatus.OPTIMAL


def test_that_another_network_than_was_named_is_not_solved(request_of_it: RunRequest) -> None:
    other = replace(request_of_it, record=replace(request_of_it.record, input_hash="0" * 64))
    with pytest.raises(KnownError) as met:
        solved(other)
    assert met.value.code == "input-differs"
    assert solved(replace(other, checks_input=False)).status is RunStatus.OPTIMAL
