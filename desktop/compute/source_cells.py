"""A source that was read once and is kept in a folder, so that no later step has to parse it again."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from engine.errors import KnownError
from engine.io.cells import SheetCells, read_columns, sheet_name, write_columns
from engine.issues import Issue, Severity

_MANIFEST = "sheets.json"


def keep_cells(sheets: list[SheetCells], source: Path, folder: Path) -> None:
    """Writes sheets into a folder, with what the source looks like now.

    Args:
        sheets: The sheets.
        source: The file, or folder of files, that they were read from.
        folder: An existing folder.
    """
    entries = []
    for number, cells in enumerate(sheets):
        write_columns(folder / f"{number}.arrow", cells.columns)
        entries.append(
            {
                "file": cells.file,
                "sheet": cells.sheet,
                "merged": cells.merged,
                "hidden": cells.hidden,
                "delimiter": cells.delimiter,
                "encoding": cells.encoding,
                "issues": [issue.to_dict() for issue in cells.issues],
            }
        )
    text = json.dumps({"sheets": entries, "stamp": _stamp(source)})
    (folder / _MANIFEST).write_text(text, encoding="utf-8")


@lru_cache(maxsize=1)
def kept_cells(folder: str) -> list[SheetCells]:
    """The sheets that were kept in a folder."""
    data = json.loads((Path(folder) / _MANIFEST).read_text(encoding="utf-8"))
    return [
        SheetCells(
            file=entry["file"],
            sheet=entry["sheet"],
            columns=read_columns(Path(folder) / f"{number}.arrow"),
            merged=tuple((top, left, bottom, right) for top, left, bottom, right in entry["merged"]),
            hidden=entry["hidden"],
            delimiter=entry["delimiter"],
            encoding=entry["encoding"],
            issues=tuple(Issue(**{**issue, "severity": Severity(issue["severity"])}) for issue in entry["issues"]),
        )
        for number, entry in enumerate(data["sheets"])
    ]


def kept_sheet(folder: str, name: str) -> SheetCells:
    """One of the sheets, by the name that profiles use."""
    return next(cells for cells in kept_cells(folder) if sheet_name(cells) == name)


def require_unchanged(source: Path, folder: Path) -> None:
    """Refuses a source that was changed after it was read.

    Raises:
        KnownError: ``source-changed``.
    """
    data = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    if data["stamp"] != _stamp(source):
        raise KnownError(
            "source-changed",
            "The file was changed while it was being imported.",
            where=source.name,
            what_to_do="Read it again, so that what you checked is what is imported.",
        )


def _stamp(source: Path) -> list[list[float | int | str]]:
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    return [[file.name, file.stat().st_size, file.stat().st_mtime] for file in files if file.is_file()]
