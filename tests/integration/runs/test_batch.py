"""Batches: several scenarios of one network, with real children and a store in memory."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from engine.errors import KnownError
from engine.network import Network
from engine.network.digest import network_hash
from engine.runs.batch import SolveBatch, ask_for
from engine.runs.events import ENDINGS, Failed, Finished, IncumbentFound, Queued, Started
from engine.runs.limits import RunLimits
from engine.runs.record import RunRecord, RunStatus, SolveOptions
from engine.scenarios import effective

QUICK = RunLimits(grace_s=0.3, margin_s=0.3)


def command() -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("jobs_for_tests.py"))]


class Memory:
    """A run store that keeps everything in dictionaries and remembers every state."""

    def __init__(self) -> None:
        self.records: dict[str, RunRecord] = {}
        self.results: dict[str, bytes | None] = {}
        self.history: list[tuple[str, RunStatus]] = []

    def add(self, record: RunRecord) -> None:
        assert record.id not in self.records
        self._set(record)

    def update(self, record: RunRecord) -> bool:
        assert not self.records[record.id].status.is_final
        self._set(record)
        return True

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        self.results[record.id] = result
        return self.update(record)

    def get(self, run_id: str) -> RunRecord:
        return self.records[run_id]

    def list(self, scenario: str | None = None) -> Sequence[RunRecord]:
        return [record for record in self.records.values() if scenario in (None, record.scenario)]

    def result(self, run_id: str) -> bytes | None:
        return self.results[run_id]

    def _set(self, record: RunRecord) -> None:
        self.records[record.id] = record
        self.history.append((record.scenario, record.status))


@pytest.fixture
def network() -> Network:
    demand = pd.DataFrame({"customer": ["A", "B"], "product": "P", "quantity": [10.0, 20.0]})
    scenarios = pd.DataFrame({"scenario": ["Growth", "Wrong", "Endless"]})
    overrides = pd.DataFrame(
        {
            "scenario": ["Growth", "Wrong", "Endless"],
            "order": [1.0, 1.0, 1.0],
            "table": ["demand", "demand", "demand"],
            "column": ["quantity", "no such column", "quantity"],
            "action": ["multiply", "set", "set"],
            "value": ["2", "1", "99"],
        }
    )
    return Network.of({"demand": demand, "scenarios": scenarios, "overrides": overrides})


def batch(network: Network, *scenarios: str) -> tuple[SolveBatch, Memory]:
    store = Memory()
    asks = [ask_for(network, scenario) for scenario in scenarios]
    return SolveBatch(asks, SolveOptions(), store, QUICK, command), store


def test_that_each_scenario_is_solved_on_its_own_frozen_input_and_kept(network: Network) -> None:
    solving, store = batch(network, "Growth", "Baseline")
    events = list(solving.run())
    assert [record.scenario for record in solving.records] == ["Growth", "Baseline"]
    assert [record.objective for record in solving.records] == [60.0, 30.0]
    for record in solving.records:
        assert store.get(record.id) == record
        assert store.result(record.id) == b"tables of " + record.scenario.encode()
        assert record.input_hash == network_hash(effective(network, record.scenario).network)
        assert record.created <= record.started <= record.finished
        assert record.attempt == 1
        assert 0 < record.seconds["read"] <= record.seconds["total"]
    assert [state for name, state in store.history if name == "Growth"] == ["queued", "running", "optimal"]
    for record in solving.records:
        kinds = [type(event) for event in events if event.run == record.id]
        assert kinds[:2] == [Queued, Started]
        assert kinds[-1] is Finished


def test_that_a_scenario_whose_override_is_wrong_fails_alone(network: Network) -> None:
    solving, store = batch(network, "Wrong", "Baseline", "Missing")
    endings = {event.run: event for event in solving.run() if isinstance(event, ENDINGS)}
    wrong, baseline, missing = (endings[record.id] for record in solving.records)
    assert isinstance(wrong, Failed)
    assert (wrong.code, wrong.record.objective, store.result(wrong.run)) == ("model-has-errors", None, None)
    assert "no such column" in wrong.record.message
    assert isinstance(missing, Failed)
    assert missing.code == "scenario-unknown"
    assert isinstance(baseline, Finished)
    assert baseline.record.objective == 30.0


def test_that_a_cancelled_batch_keeps_incumbents_and_begins_nothing_more(network: Network) -> None:
    solving, store = batch(network, "Endless", "Endless", "Endless", "Endless", "Endless")
    for event in solving.run():
        if isinstance(event, IncumbentFound):
            solving.cancel()
    assert {record.status for record in solving.records} == {RunStatus.CANCELLED}
    assert [store.get(record.id) for record in solving.records] == list(solving.records)
    kept = [record for record in solving.records if record.objective is not None]
    assert kept
    assert all(store.result(record.id) == b"tables of Endless" for record in kept)
    assert all(store.result(record.id) is None for record in solving.records if record.objective is None)


def test_that_every_error_of_a_scenario_names_where_it_is(network: Network) -> None:
    with pytest.raises(KnownError) as told:
        ask_for(network, "Wrong").network()
    assert told.value.where == "overrides (Wrong, 1) column"
