"""Calls behind the page that compares: scenarios side by side, changed assignments, inputs that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from desktop.compute.assignments import COLUMNS as ASSIGNMENT_COLUMNS
from desktop.compute.assignments import changed_assignments
from desktop.compute.comparison_values import Against, Contender, SideBySide
from desktop.compute.results import frames_of, is_stale, units_of
from desktop.compute.run_figures import RunSummary
from desktop.compute.run_summary import open_words, summarise
from engine.errors import KnownError
from engine.io.csv_writer import write_csv
from engine.io.sheet_xml import column_of_series
from engine.network import Network
from engine.runs.codec import to_plain
from engine.runs.comparison import compare
from engine.runs.record import RunRecord
from engine.scenarios import scenario_names
from engine.scenarios.difference import COLUMNS as INPUT_COLUMNS
from engine.scenarios.difference import input_differences
from sync.store import OpenMode, Project

MOST = 6
_USUAL = 4
_MOST_ROWS = 2_000

_States = Mapping[str, tuple[str, ...]]


def side_by_side(file: str, scenarios: Sequence[str] = ()) -> dict[str, Any]:
    """Scenarios with their newest runs, each compared with the first.

    Args:
        file: Project file.
        scenarios: Names; empty for the first ones that have a result.

    Returns:
        A `SideBySide` as plain data.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        latest = _latest(project)
        names = list(scenarios or [name for name, record in latest.items() if record is not None][:_USUAL])
        records = [record for name in names if (record := latest.get(name)) is not None]
        units = units_of(project)
        last = _last(project)
        frames = [frames_of(project, record) for record in records]
    summaries = [summarise(record, tables, units) for record, tables in zip(records, frames, strict=True)]
    periods = tuple(dict.fromkeys(period for summary in summaries for period in summary.periods))
    facilities = [tables["result_facilities"] for tables in frames]
    states, total = _told([open_words(rows, periods) for rows in facilities])
    made = SideBySide(
        units=summaries[0].units if summaries else units,
        known={name: record is not None for name, record in latest.items()},
        missing=tuple(name for name in names if latest.get(name) is None),
        contenders=tuple(
            _contender(summary, against_of(records[0], record), words)
            for summary, record, words in zip(summaries, records, states, strict=True)
        ),
        periods=periods,
        kinds=_kinds(facilities, states),
        facilities=total,
        last={name: last.get(name, "") for name in latest},
    )
    plain: dict[str, Any] = to_plain(made)
    return plain


def stale(file: str, runs: Sequence[str]) -> dict[str, bool]:
    """Run → whether its scenario's input has been edited since."""
    with Project.open(Path(file), OpenMode.READ) as project:
        network = project.network()
        return {run: is_stale(project.runs.get(run), network) for run in runs}


def assignments(file: str, first: str, second: str) -> dict[str, Any]:
    """Customers whom others serve in the second of two runs, the largest shift first.

    Returns:
        ``total``: number of such customers; ``columns`` and ``rows`` of the first ones.
    """
    return _listed(_assignments(file, first, second), ASSIGNMENT_COLUMNS)


def inputs(file: str, first: str, second: str) -> dict[str, Any]:
    """Cells in which the inputs of two scenarios differ as they stand now; see `engine.scenarios.difference`."""
    return _listed(_inputs(file, first, second), INPUT_COLUMNS)


def write_assignments(file: str, first: str, second: str, out: str) -> str:
    """Write all changed assignments of two runs to a csv file."""
    return _written(_assignments(file, first, second), out)


def write_inputs(file: str, first: str, second: str, out: str) -> str:
    """Write all cells in which the inputs of two scenarios differ to a csv file."""
    return _written(_inputs(file, first, second), out)


def _latest(project: Project) -> dict[str, RunRecord | None]:
    """The newest run with a result of each scenario, in tree order."""
    network = Network.of({"scenarios": project.table("scenarios")})
    return {name: project.runs.latest(name) for name in scenario_names(network)}


def _last(project: Project) -> dict[str, str]:
    """Scenario → status of its newest ended run, empty where that has a result."""
    ended = [record for record in project.runs.list() if record.status.is_final]
    return {record.scenario: "" if record.objective is not None else record.status.value for record in reversed(ended)}


def _told(states: Sequence[_States]) -> tuple[list[_States], int]:
    """The facilities that are told, those first that are not open alike in all scenarios; and how many there are."""
    names = list(dict.fromkeys(name for own in states for name in own))
    names.sort(key=lambda name: len({own.get(name) for own in states}) == 1)
    told = set(names[:_MOST_ROWS])
    return [{name: words for name, words in own.items() if name in told} for own in states], len(names)


def _kinds(facilities: Sequence[pd.DataFrame], states: Sequence[_States]) -> dict[str, str]:
    """Facility → kind, of those that are told."""
    told = {name for own in states for name in own}
    every = pd.concat([rows[["facility", "kind"]] for rows in facilities]) if facilities else pd.DataFrame()
    if every.empty:
        return {}
    known = every[every["facility"].isin(told)].drop_duplicates("facility")
    return dict(zip(known["facility"].tolist(), known["kind"].tolist(), strict=True))


def _contender(summary: RunSummary, against: Against, states: _States) -> Contender:
    return Contender(
        scenario=summary.stamp.scenario,
        stamp=summary.stamp,
        figures=summary.figures,
        costs=summary.costs,
        states=states,
        against=against,
        units=summary.units,
        periods=summary.periods,
    )


def against_of(first: RunRecord, second: RunRecord) -> Against:
    """What may be said of a run against another one."""
    try:
        verdict = compare(first, second).verdict
    except KnownError as error:
        return Against(refused=str(error))
    if verdict.least is None or verdict.most is None:
        return Against()
    width = verdict.most - verdict.least
    return Against(least=verdict.least, most=verdict.most, certain=verdict.is_certain, width=width)


def _assignments(file: str, first: str, second: str) -> pd.DataFrame:
    with Project.open(Path(file), OpenMode.READ) as project:
        before, after = (frames_of(project, project.runs.get(run)) for run in (first, second))
    return changed_assignments(before, after)


def _inputs(file: str, first: str, second: str) -> pd.DataFrame:
    with Project.open(Path(file), OpenMode.READ) as project:
        network = project.network()
    return input_differences(network, first, second)


def _listed(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, Any]:
    shown = frame.head(_MOST_ROWS)
    cells = [shown[name].tolist() for name in columns]
    return {
        "total": len(frame),
        "columns": list(columns),
        "rows": [list(row) for row in zip(*cells, strict=True)],
    }


def _written(frame: pd.DataFrame, out: str) -> str:
    write_csv(Path(out), [column_of_series(str(name), frame[name]) for name in frame.columns])
    return out
