"""`networx results`: the runs of a project, and their result tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.arguments import Json, ProjectFile
from desktop.cli.output import note, out, print_json

if TYPE_CHECKING:
    import pandas as pd

    from engine.runs.record import RunRecord

NAME = "results"
EXAMPLES = (
    "networx results coffee.networx",
    "networx results coffee.networx --table result_flows --out flows.csv",
    "networx results coffee.networx --table result_costs --scenario Growth --json",
)
_SHOWN = 40


def command(
    file: ProjectFile,
    *,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help="Result table, e.g. result_flows.", show_default="lists the runs"),
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="ID", help="Run.", show_default="the latest with a result")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="S", help="Latest run of this scenario.", show_default="any")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--out", metavar="OUT.csv", help="Write all rows to a csv file.", show_default="none")
    ] = None,
    as_json: Json = False,
) -> int:
    """Show a result table of a run, or the list of all runs."""
    from desktop.cli.stored import chosen_run, is_stale, result_frame
    from engine.errors import KnownError
    from engine.scenarios import lineage
    from sync.store import OpenMode, Project

    if table is not None:
        _require_table(table)
    elif target is not None:
        message = "Only a result table is written to a file."
        raise KnownError("option-unusable", message, where="--out", what_to_do="Name it: --table NAME.")
    with Project.open(file, OpenMode.READ) as project:
        network = project.network()
        if scenario is not None and not project.runs.list(scenario):
            lineage(network, scenario)  # a name that there never was is told
        if table is None:
            _list_runs([project.runs.get(run)] if run else project.runs.list(scenario), as_json=as_json)
            return 0
        record = chosen_run(project.runs, run, scenario)
        frame = result_frame(project.runs, record, table)
        stale = is_stale(record, network)
    if target is not None:
        _write(frame, table, target)
    if as_json:
        print_json({**_heading(record, stale=stale), "table": table, "rows": _rows(frame)})
    elif target is None:
        _print(frame, table)
    _remark(record, table, stale=stale)
    return 0


def _require_table(name: str) -> None:
    from difflib import get_close_matches

    from engine.errors import KnownError
    from engine.schema import RESULT_TABLES

    if name not in RESULT_TABLES:
        near = get_close_matches(name, RESULT_TABLES, 1, 0.4)
        guess = f"Did you mean {near[0]}? " if near else ""
        advice = f"{guess}There are: {', '.join(RESULT_TABLES)}."
        raise KnownError("table-unknown", f"There is no result table named {name}.", what_to_do=advice)


def _heading(record: RunRecord, *, stale: bool) -> dict[str, Any]:
    return {
        "run": record.id,
        "scenario": record.scenario,
        "status": record.status.value,
        "objective": record.objective,
        "bound": record.bound,
        "gap": record.gap,
        "input_hash": record.input_hash,
        "stale": stale,
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON; a blank number is null."""
    cells = frame.astype(object)
    return [
        {str(name): cell for name, cell in row.items()} for row in cells.where(frame.notna(), None).to_dict("records")
    ]


def _write(frame: pd.DataFrame, table: str, target: Path) -> None:
    from desktop.cli.files import require_suffix
    from engine.io.exporting import write_table_csv
    from engine.schema import result_table

    require_suffix(target, ".csv")
    write_table_csv(frame, result_table(table), target)
    note(f"Wrote {len(frame):,} rows to {target}.")


def _print(frame: pd.DataFrame, name: str) -> None:
    from desktop.cli.tables import figure, table
    from engine.schema import result_table

    columns = [column for column in result_table(name).columns if column.name in frame.columns]
    head = frame.head(_SHOWN)
    cells = [
        [figure(cell) for cell in head[column.name]] if column.is_number else head[column.name].astype("str").tolist()
        for column in columns
    ]
    numbers = [column.name for column in columns if column.is_number]
    out().print(table([column.name for column in columns], list(zip(*cells, strict=True)), numbers=numbers))
    if len(frame) > _SHOWN:
        note(f"{len(frame) - _SHOWN:,} more rows; --out OUT.csv writes all {len(frame):,}.")


def _remark(record: RunRecord, table: str, *, stale: bool) -> None:
    from desktop.cli.tables import figure, percent

    figures = f"objective {figure(record.objective)}, bound {figure(record.bound)}, gap {percent(record.gap)}"
    note(f"{table} of run {record.id}: {record.scenario}, {record.status.value}, {figures}.")
    if stale:
        note("Stale: the input of this scenario has been edited since it was solved.")


def _list_runs(records: Any, *, as_json: bool) -> None:
    from desktop.cli.answers import document_of
    from desktop.cli.tables import figure, percent, table

    if as_json:
        print_json([document_of(record) for record in records])
        return
    numbers = ("objective", "bound", "gap")
    rows = [
        (r.id, r.scenario, r.status.value, figure(r.objective), figure(r.bound), percent(r.gap), r.created[:19])
        for r in records
    ]
    out().print(table(("run", "scenario", "status", *numbers, "created (UTC)"), rows, numbers=numbers))
