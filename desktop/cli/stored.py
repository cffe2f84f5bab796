"""Runs that a project keeps: which one is meant, its tables, and whether its input has changed since."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engine.errors import KnownError
from engine.network import Network
from engine.network.digest import network_hash
from engine.runs.record import RunRecord, RunStore
from engine.runs.snapshot import table_names, unpack_table
from engine.scenarios import effective, scenario_names


def chosen_run(runs: RunStore, run: str | None, scenario: str | None = None) -> RunRecord:
    """The run of that id, or else the latest one that has a result.

    Raises:
        KnownError: ``run-unknown``; ``no-result``: the run, or every run, has no result.
    """
    if run is not None:
        record = runs.get(run)
        if record.objective is None:
            raise _no_result(f"The run {run} has no result: {record.status.value}. {record.message}")
        return record
    solved = (record for record in runs.list(scenario) if record.objective is not None)
    found = next(solved, None)
    if found is None:
        raise _no_result(f"There is no result{f' of scenario {scenario}' if scenario else ''} yet.")
    return found


def result_frame(runs: RunStore, record: RunRecord, name: str) -> pd.DataFrame:
    """One result table of a run that has a result."""
    return unpack_table(_packed(runs, record), name)


def result_frames(runs: RunStore, record: RunRecord) -> Mapping[str, pd.DataFrame]:
    """All result tables of a run that has a result."""
    packed = _packed(runs, record)
    return {name: unpack_table(packed, name) for name in table_names(packed)}


def is_stale(record: RunRecord, network: Network) -> bool:
    """Whether the scenario's input is another one now than the one that was solved."""
    if record.scenario not in scenario_names(network):
        return True
    return network_hash(effective(network, record.scenario).network) != record.input_hash


def _packed(runs: RunStore, record: RunRecord) -> bytes:
    packed = runs.result(record.id)
    if packed is None:
        raise _no_result(f"The run {record.id} has no result tables.")
    return packed


def _no_result(message: str) -> KnownError:
    return KnownError("no-result", message, what_to_do="Solve the scenario first; networx results FILE lists the runs.")
