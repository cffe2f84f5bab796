"""Calls behind the questions about one site: why it is closed, and who else could serve a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from desktop.compute.compare import against_of
from desktop.compute.next_servers import servers_of
from desktop.compute.results import is_stale
from desktop.compute.run_summary import stamp_of
from desktop.compute.watched import Watched
from desktop.compute.what_if_values import ForcedSite, NextServers
from engine.errors import KnownError
from engine.network import Network
from engine.runs.batch import Ask, SolveBatch
from engine.runs.codec import to_plain
from engine.runs.record import RunRecord
from engine.runs.snapshot import unpack_table
from engine.scenarios import effective
from sync.store import OpenMode, Project

MOST_SECONDS = 120.0
_RESULTS = ("result_flows", "result_facilities", "result_demand")


def forced(file: str, run: str, facility: str, status: str, folder: str) -> dict[str, Any]:
    """Solve the scenario of a run once more with a facility forced open or closed; nothing is stored.

    Args:
        file: Project file.
        run: The run that the question is about.
        facility: The facility.
        status: ``open`` or ``closed``.
        folder: A file ``stop`` there ends the solving, and so does its removal.

    Returns:
        A `ForcedSite` as plain data.

    Raises:
        KnownError: ``run-stale``: the input has been edited since, so that both could not be compared; ``cancelled``:
            the answer is no longer wanted.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        record, network = project.runs.get(run), project.network()
    if is_stale(record, network):
        raise KnownError(
            "run-stale",
            f"The input of {record.scenario} has been edited since this run, so there is nothing to compare with.",
            what_to_do="Run the scenario again, then ask.",
        )
    asked = with_status(effective(network, record.scenario).network, facility, status)
    solved, packed = _solved(asked, record, Watched(Path(folder)))
    flow = unpack_table(packed, "result_facilities") if packed is not None else None
    before, after = _open_at_any_time(record), _open_at_any_time(solved)
    buckets = dict.fromkeys((*record.costs, *solved.costs)) if packed is not None else {}
    answer = ForcedSite(
        facility=facility,
        status=status,
        base=stamp_of(record),
        forced=stamp_of(solved),
        against=against_of(record, solved),
        costs={name: solved.costs.get(name, 0.0) - record.costs.get(name, 0.0) for name in buckets},
        throughput=_throughput(flow, facility),
        opened=tuple(name for name in after if name not in before and name != facility) if packed is not None else (),
        closed=tuple(name for name in before if name not in after and name != facility) if packed is not None else (),
        units=network.units(),
    )
    plain: dict[str, Any] = to_plain(answer)
    return plain


def next_servers(file: str, run: str, customer: str, period: str = "") -> dict[str, Any]:
    """The sites that could serve a customer, with what one more unit from each would cost.

    Args:
        file: Project file.
        run: The run that tells what a unit costs.
        customer: The customer.
        period: The period; empty for the first one.

    Returns:
        A `NextServers` as plain data.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        record, network = project.runs.get(run), project.network()
        tables = {name: project.runs.table(run, name) for name in _RESULTS}
    inputs = effective(network, record.scenario).network
    chosen, servers = servers_of(inputs, tables, customer, period)
    answer = NextServers(
        customer=customer,
        period=chosen,
        is_stale=is_stale(record, network),
        servers=servers,
        units=network.units(),
    )
    plain: dict[str, Any] = to_plain(answer)
    return plain


def with_status(network: Network, facility: str, status: str) -> Network:
    """The network with the status of one facility set, in all periods.

    Raises:
        KnownError: ``facility-unknown``.
    """
    facilities, periods = network["facilities"].copy(), network["facility_periods"].copy()
    chosen = facilities["facility"] == facility
    if not chosen.any():
        raise KnownError("facility-unknown", f"There is no facility {facility}.", where="facilities")
    facilities.loc[chosen, "status"] = status
    periods.loc[periods["facility"] == facility, "status"] = ""
    return network.with_tables({"facilities": facilities, "facility_periods": periods})


class _Memory:
    """A run store that keeps nothing but the last result."""

    def __init__(self) -> None:
        self.record: RunRecord | None = None
        self.packed: bytes | None = None

    def add(self, record: RunRecord) -> None:
        self.record = record

    def update(self, record: RunRecord) -> bool:
        return self.finish(record, None)

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        self.record, self.packed = record, result
        return True

    def get(self, run_id: str) -> RunRecord:
        assert self.record is not None
        assert self.record.id == run_id
        return self.record

    def list(self, scenario: str | None = None) -> Sequence[RunRecord]:
        return [self.record] if self.record is not None and scenario in (None, self.record.scenario) else []

    def result(self, run_id: str) -> bytes | None:
        assert self.get(run_id).id == run_id
        return self.packed


def _solved(network: Network, base: RunRecord, watched: Watched) -> tuple[RunRecord, bytes | None]:
    """The network solved to the gap that was asked of the base run, within two minutes."""
    limit = min(base.options.time_limit_s or MOST_SECONDS, MOST_SECONDS)
    memory = _Memory()
    asks = [Ask(base.scenario, lambda: network)]
    batch = SolveBatch(asks, replace(base.options, time_limit_s=limit), memory)
    with watched.stopping(batch.cancel):
        for _ in batch.run():
            pass
    if watched.is_cancelled():
        raise KnownError("cancelled", "Stopped.")
    return batch.records[0], memory.packed


def _open_at_any_time(record: RunRecord) -> dict[str, None]:
    return dict.fromkeys(name for names in record.open_facilities.values() for name in names)


def _throughput(facilities: pd.DataFrame | None, facility: str) -> float:
    if facilities is None:
        return 0.0
    return float(facilities.loc[facilities["facility"] == facility, "throughput"].sum())
