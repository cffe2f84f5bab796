"""`networx export`: a project's inputs, and a run's results, to a workbook or csv files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop.cli.arguments import ProjectFile
from desktop.cli.output import note

NAME = "export"
EXAMPLES = (
    "networx export coffee.networx coffee.xlsx",
    "networx export coffee.networx answer.xlsx --run 20270131-142501-9f3c11ab",
    "networx export coffee.networx csv-folder",
)


def command(
    file: ProjectFile,
    target: Annotated[
        Path, typer.Argument(metavar="OUT.xlsx", help="Workbook, or a folder for csv files.", show_default=False)
    ],
    *,
    run: Annotated[
        str | None, typer.Option("--run", metavar="ID", help="Add the results of this run.", show_default="inputs only")
    ] = None,
) -> int:
    """Export the inputs, or the inputs and a run's results. Importing the export gives the same model."""
    from desktop.cli.files import require_suffix
    from desktop.cli.stored import chosen_run, is_stale, result_frames
    from engine.io.exporting import export_csv, export_workbook
    from sync.store import OpenMode, Project

    if target.suffix:
        require_suffix(target, ".xlsx")
    with Project.open(file, OpenMode.READ) as project:
        network = project.network()
        record = chosen_run(project.runs, run) if run is not None else None
        results = result_frames(project.runs, record) if record else None
    write = export_workbook if target.suffix else export_csv
    write(network, target, results)
    rows = sum(map(len, network.tables.values())) + sum(map(len, (results or {}).values()))
    note(f"Wrote {rows:,} rows to {target}.")
    if record is not None and is_stale(record, network):
        note("Stale: the input of this scenario has been edited since it was solved; the inputs are those of now.")
    return 0
