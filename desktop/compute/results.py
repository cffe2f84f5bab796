"""Calls behind the page of results: the runs of a scenario, one of them summed up, and whether its input was edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from desktop.compute.run_figures import RunSummary
from desktop.compute.run_summary import TABLES, delivered_flows, stamp_of, summarise
from engine.errors import KnownError
from engine.network import Network
from engine.network.digest import network_hash
from engine.runs.codec import to_plain
from engine.runs.record import RunRecord
from engine.runs.snapshot import unpack_table
from engine.scenarios import effective, scenario_names
from engine.scenarios.lineage import lineage
from sync.store import OpenMode, Project

_MOST_RUNS = 50


def overview(file: str, scenario: str, run: str = "", period: str = "") -> dict[str, Any]:
    """The runs of a scenario and one of them summed up.

    Args:
        file: Project file.
        scenario: Name of the scenario.
        run: Run to look at; empty for the newest one with a result.
        period: Period to look at; empty for all of them.

    Returns:
        ``runs``: stamps of those with a result, newest first. ``last``: stamp of the newest run of all, None for
        none. ``summary``: a `RunSummary` as plain data, None where there is no result.

    Raises:
        KnownError: ``run-unknown``, or the file cannot be read.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        records = project.runs.list(scenario)
        solved = [record for record in records if record.objective is not None]
        chosen = project.runs.get(run) if run else (solved[0] if solved else None)
        summary = summary_of(project, chosen, period) if chosen is not None else None
    return {
        "runs": [to_plain(stamp_of(record)) for record in solved[:_MOST_RUNS]],
        "last": to_plain(stamp_of(records[0])) if records else None,
        "summary": to_plain(summary),
    }


def customers_at(file: str, run: str, low: float, high: float, period: str = "") -> list[str]:
    """Customers to whom anything is delivered over a distance from ``low`` to below ``high``, as in the histogram.

    Args:
        file: Project file.
        run: The run.
        low: Smallest distance.
        high: Distance below which; the largest distance of all counts, too.
        period: Period to look at; empty for all of them.

    Raises:
        KnownError: ``run-unknown`` or ``no-result``.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        frames = frames_of(project, project.runs.get(run))
    reached = delivered_flows(frames, period)
    last = high >= float(reached["distance"].max())
    inside = (reached["distance"] >= low) & ((reached["distance"] < high) | last) & (reached["flow"] > 0)
    return [str(name) for name in reached.loc[inside, "destination"].unique()]


def stale(file: str, run: str) -> dict[str, Any]:
    """Whether the input of a run's scenario is another one now than the one that was solved."""
    with Project.open(Path(file), OpenMode.READ) as project:
        record = project.runs.get(run)
        return {"run": run, "stale": is_stale(record, project.network())}


def is_stale(record: RunRecord, network: Network) -> bool:
    """Whether the scenario's input differs now from the one that was solved, or the scenario is gone."""
    if record.scenario not in scenario_names(network):
        return True
    lineage(network, record.scenario)
    return network_hash(effective(network, record.scenario).network) != record.input_hash


def summary_of(project: Project, record: RunRecord, period: str = "") -> RunSummary | None:
    """A run summed up; None where it has no result."""
    packed = project.runs.result(record.id)
    if packed is None:
        return None
    frames = {name: unpack_table(packed, name) for name in TABLES}
    return summarise(record, frames, units_of(project), period)


def units_of(project: Project) -> dict[str, str]:
    """currency, distance_unit and weight_unit of a project."""
    return Network.of({"settings": project.table("settings")}).units()


def frames_of(project: Project, record: RunRecord) -> dict[str, pd.DataFrame]:
    """The result tables of a run that a summary needs.

    Raises:
        KnownError: ``no-result``.
    """
    packed = project.runs.result(record.id)
    if packed is None:
        raise KnownError(
            "no-result",
            f"The run {record.id} of {record.scenario} has no result.",
            where=project.path.name,
            what_to_do="Run the scenario again.",
        )
    return {name: unpack_table(packed, name) for name in TABLES}
