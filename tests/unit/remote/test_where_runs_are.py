"""Where a run is computed: the window reads what `sync.remote` writes."""

from dataclasses import replace

import pytest

from desktop.remote.where import host_of, name_there, server_of
from engine.errors import KnownError
from engine.runs.record import Lease, RunRecord, RunStatus
from sync.remote.collecting import collect
from sync.remote.marks import marked

URL = "https://networx.example.com"
RECORD = RunRecord(id="here", scenario="Baseline", status=RunStatus.QUEUED)


class Store:
    """Keeps one record."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    def get(self, run_id: str) -> RunRecord:
        return self.record

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        self.record = record
        return True


class NoServer:
    """Must not be asked."""

    def run(self, run: str) -> RunRecord:
        raise KnownError("server-unreachable", "It was asked.")


@pytest.mark.parametrize("name", ["", "20270131-142501-9f3c11ab"])
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8443"])
def test_that_the_window_reads_the_mark_of_a_run_as_it_was_written(url, name) -> None:
    record = marked(RECORD, url, name)
    assert (server_of(record), name_there(record)) == (url, name)


@pytest.mark.parametrize("worker", ["", "application", "host-1234", "serverless"])
def test_that_a_run_of_this_computer_is_on_no_server(worker) -> None:
    record = replace(RECORD, lease=Lease(worker=worker))
    assert (server_of(record), name_there(record)) == ("", "")


def test_that_a_server_is_called_by_its_host() -> None:
    assert host_of("https://networx.example.com:8443") == "networx.example.com:8443"


def test_that_a_run_that_an_application_will_hand_in_is_not_collected_as_lost() -> None:
    waiting = replace(marked(RECORD, URL), input_hash="abc")
    store = Store(waiting)
    assert collect(store, NoServer(), waiting) == waiting
    assert store.record.status is RunStatus.QUEUED


def test_that_a_run_whose_program_ended_before_it_was_frozen_is_collected_as_lost() -> None:
    lost = collect(Store(marked(RECORD, URL)), NoServer(), marked(RECORD, URL))
    assert lost.status is RunStatus.FAILED
    assert "not handed in" in lost.message
