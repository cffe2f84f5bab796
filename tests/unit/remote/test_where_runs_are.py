"""Where a run is computed, as its record says it."""

from dataclasses import replace

import pytest

from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions
from sync.whereabouts import as_kept_here, asked_of, host_of, is_anew, marked, name_there, server_of

URL = "https://networx.example.com"
RECORD = RunRecord(id="here", scenario="Baseline", status=RunStatus.QUEUED)


@pytest.mark.parametrize("name", ["", "20270131-142501-9f3c11ab"])
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8443"])
def test_that_the_mark_of_a_run_is_read_as_it_was_written(url, name) -> None:
    record = marked(RECORD, url, name)
    assert (server_of(record), name_there(record)) == (url, name)


@pytest.mark.parametrize("worker", ["", "application", "host-1234", "serverless"])
def test_that_a_run_of_this_computer_is_on_no_server(worker) -> None:
    record = replace(RECORD, lease=Lease(worker=worker))
    assert (server_of(record), name_there(record)) == ("", "")


def test_that_a_run_that_is_asked_for_has_a_server_but_no_name_there() -> None:
    record = asked_of(URL, "Growth", SolveOptions(gap=0.01))
    assert (server_of(record), name_there(record), record.scenario) == (URL, "", "Growth")
    assert record.id != asked_of(URL, "Growth", SolveOptions()).id


def test_that_a_run_that_is_asked_for_anew_says_so_until_the_server_has_answered() -> None:
    asked = asked_of(URL, "Growth", SolveOptions(), anew=True)
    assert is_anew(RunRecord.from_dict(asked.to_dict()))
    assert not is_anew(asked_of(URL, "Growth", SolveOptions()))
    assert not is_anew(as_kept_here(replace(RECORD, status=RunStatus.OPTIMAL), asked))


def test_that_a_record_of_the_server_is_kept_under_the_id_and_mark_of_here() -> None:
    here = marked(RECORD, URL, "there")
    kept = as_kept_here(replace(RECORD, id="there", status=RunStatus.OPTIMAL), here)
    assert (kept.id, kept.status, name_there(kept)) == ("here", RunStatus.OPTIMAL, "there")


def test_that_a_server_is_called_by_its_host() -> None:
    assert host_of("https://networx.example.com:8443") == "networx.example.com:8443"
