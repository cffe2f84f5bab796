"""`networx import`: a workbook or csv files into a project, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.arguments import Json, ProjectFile
from desktop.cli.output import error_document, note, print_json

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from engine.io.importing import ImportResult

NAME = "import"
EXAMPLES = (
    "networx import mine.networx network.xlsx",
    "networx import mine.networx csv-folder --upsert",
    "networx import mine.networx demand.csv --encoding windows-1252 --delimiter semicolon --decimal comma",
    "networx import mine.networx orders.xlsx --mapping orders.json",
)


def command(
    file: ProjectFile,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE",
            help="Workbook (sheet = table), csv file, or folder of csv files (file = table).",
            readable=False,
        ),
    ],
    *,
    upsert: Annotated[
        bool, typer.Option("--upsert", help="Give rows whose keys exist the new values, instead of refusing them.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="PROFILE.json",
            help="Which sheet feeds which table and which header which column.",
            show_default="names and synonyms of the schema",
            readable=False,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="Encoding of csv files: utf-8, utf-8-sig, windows-1252, iso-8859-1, utf-16.",
            show_default="found in each file",
        ),
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter",
            metavar="NAME",
            help="Between the cells of csv files: comma, semicolon, tab, pipe, or the sign itself.",
            show_default="found in each file",
        ),
    ] = None,
    decimal: Annotated[
        str | None,
        typer.Option(
            "--decimal",
            metavar="NAME",
            help="In numbers written as text: point or comma. Numbers with the other sign are then refused.",
            show_default="found in each file",
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Import tables into a project: all of it or nothing, and every row that could not be used is named."""
    from desktop.cli.issues import print_issues, summary_of
    from engine.errors import KnownError
    from engine.io.importing import import_source
    from engine.io.options import ReadOptions
    from engine.io.profile import load_profile
    from engine.io.reading import reading_of_names
    from engine.runs.importing import import_change, next_source
    from sync.store import OpenMode, Origin, Project

    reading = reading_of_names(encoding, delimiter, decimal)
    _require_csv(source, encoding, delimiter)
    options = ReadOptions().completed_by(reading)
    profile = load_profile(mapping) if mapping else None
    with Project.open(file, OpenMode.WRITE) as project:
        network = project.network()
        read = import_source(source, profile, options, first_source=next_source(network))
        if not as_json:
            print_issues(read.issues)
        try:
            change = import_change(network, read, upsert=upsert, profile=profile)
        except KnownError as error:
            if not as_json:
                note(f"{source.name}: {summary_of(read.issues)}")
                raise
            print_json({**error_document(error), **_document(read)})
            return 2
        if not change.is_empty():
            project.commit(change, origin=Origin.IMPORT, label=f"Import {source.name}")
    if as_json:
        print_json({**_document(read), "changes": _counts(change)})
    else:
        _print_changes(read, change)
    return 0


def _require_csv(source: Path, encoding: str | None, delimiter: str | None) -> None:
    """Refuses choices that a workbook has no use for, instead of passing them over.

    Raises:
        KnownError: ``option-unusable``, or the source cannot be read.
    """
    from engine.errors import KnownError
    from engine.io.importing import is_csv

    if (encoding or delimiter) and not is_csv(source):
        raise KnownError(
            "option-unusable",
            "The source is no csv file or folder of them, and only those have an encoding and a delimiter.",
            where=source.name,
            what_to_do="Leave out --encoding and --delimiter.",
        )


def _document(read: ImportResult) -> dict[str, Any]:
    sheets = [
        {
            "file": sheet.file,
            "sheet": sheet.sheet,
            "table": sheet.table,
            "rows_read": sheet.rows_read,
            "rows_used": sheet.rows_used,
            "rows_reported": sheet.rows_reported,
        }
        for sheet in read.sheets
    ]
    return {"sheets": sheets, "issues": [issue.to_dict() for issue in read.issues]}


def _counts(change: ChangeSet) -> dict[str, dict[str, int]]:
    return {
        name: {"inserted": counts.inserted, "updated": counts.updated, "deleted": counts.deleted}
        for name, counts in change.counts().items()
    }


def _print_changes(read: ImportResult, change: ChangeSet) -> None:
    from desktop.cli.issues import summary_of
    from desktop.cli.output import out
    from desktop.cli.tables import figure, table

    headers = ("table", "inserted", "updated")
    rows = [(name, figure(c.inserted), figure(c.updated)) for name, c in change.counts().items()]
    if rows:
        out().print(table(headers, rows, numbers=headers[1:]))
    unchanged = "" if rows else " The project has all of them already."
    note(f"{read.rows_read:,} rows read, {read.rows_used:,} used; {summary_of(read.issues)}.{unchanged}")
