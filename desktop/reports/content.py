"""What a report of a run is made of: figures, result tables, inputs, assumptions, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from desktop.compute.results import is_stale
from desktop.compute.run_figures import RunSummary
from desktop.compute.run_summary import summarise
from desktop.reports.assumptions import Assumption, assumptions_of
from desktop.reports.words import tr
from engine.errors import KnownError
from engine.network import Network
from engine.runs.record import RunRecord, utc_now
from engine.runs.snapshot import table_names, unpack_table
from engine.scenarios import effective, scenario_names
from engine.schema import RESULT_TABLES
from sync.store import OpenMode, Project


@dataclass(frozen=True)
class ReportContent:
    """All that a report shows.

    Attributes:
        project: Name of the project.
        record: The run.
        summary: Its figures over the whole horizon.
        tables: Result tables with rows, by name in the order of the schema.
        inputs: Effective network of the scenario as it stands now; empty where the scenario is gone.
        is_stale: Whether the inputs have been edited since the run.
        assumptions: What the result rests on, in words.
        made: When the report was made, UTC.
    """

    project: str
    record: RunRecord
    summary: RunSummary
    tables: Mapping[str, pd.DataFrame]
    inputs: Network
    is_stale: bool
    assumptions: tuple[Assumption, ...]
    made: str


def read_content(file: Path, run: str) -> ReportContent:
    """Read all that a report of a run shows.

    Args:
        file: Project file.
        run: The run.

    Raises:
        KnownError: ``run-unknown``; ``no-result``: the run has no result; or the file cannot be read.
    """
    with Project.open(file, OpenMode.READ) as project:
        record = project.runs.get(run)
        packed = project.runs.result(run)
        network = project.network()
    if packed is None:
        raise KnownError(
            "no-result",
            tr("The run {run} of {scenario} has no result to report on.", run=run, scenario=record.scenario),
            where=file.name,
            what_to_do=tr("Choose a run that ended with a result."),
        )
    stored = set(table_names(packed))
    tables = {name: unpack_table(packed, name) for name in RESULT_TABLES if name in stored}
    known = record.scenario in scenario_names(network)
    inputs = effective(network, record.scenario).network if known else Network.of()
    return ReportContent(
        project=file.stem,
        record=record,
        summary=summarise(record, tables, network.units()),
        tables={name: frame for name, frame in tables.items() if len(frame)},
        inputs=inputs,
        is_stale=is_stale(record, network),
        assumptions=assumptions_of(network, inputs, record),
        made=utc_now(),
    )
