"""Mapping profile: which sheet feeds which table and which header which column; kept as JSON beside a source."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import KnownError
from engine.io.reading import Reading
from engine.schema import INPUT_TABLES

_VERSION = 1


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet, or csv file, feeds one table; a sheet may have several.

    Attributes:
        sheet: Name of the sheet; for csv the file's name without its extension.
        table: Table of the schema.
        columns: Column of the table by header of the sheet.
        constants: Value, as text, of columns that the sheet does not have.
        factors: Number by which a column's values are multiplied, for other units.
        ignored: Headers that are left out on purpose.
        header_row: Row of the headers, counted from 1; None to find it.
    """

    sheet: str
    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """Mappings of the sheets of one kind of source.

    Attributes:
        sheets: One entry for each sheet and table that it feeds.
        ignored_sheets: Sheets that are left out on purpose.
        reading: What the user chose for the text of the source.
    """

    sheets: tuple[SheetMapping, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)

    def of_sheet(self, sheet: str) -> tuple[SheetMapping, ...]:
        """Mappings of the sheet; empty where the profile says nothing about it."""
        return tuple(mapping for mapping in self.sheets if mapping.sheet.casefold() == sheet.casefold())

    def ignores(self, sheet: str) -> bool:
        """Whether the sheet is left out on purpose."""
        return sheet.casefold() in {name.casefold() for name in self.ignored_sheets}


def save_profile(profile: MappingProfile, path: Path) -> None:
    """Write a profile as JSON."""
    path.write_text(json.dumps(profile_data(profile), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def profile_data(profile: MappingProfile) -> dict[str, Any]:
    """A profile as plain data for JSON."""
    return {"version": _VERSION, **asdict(profile)}


def load_profile(path: Path) -> MappingProfile:
    """Read a profile and check it against the schema.

    Raises:
        KnownError: Not a profile, from a newer version, or with tables and columns that do not exist.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unusable(path, f"it is not a mapping profile ({error})") from error
    return profile_of(data, path)


def profile_of(data: Any, path: Path) -> MappingProfile:
    """The profile that `profile_data` gave, checked against the schema.

    Args:
        data: Plain data.
        path: Where it comes from, for messages.

    Raises:
        KnownError: Not a profile, from a newer version, or with tables and columns that do not exist.
    """
    try:
        if data["version"] != _VERSION:
            raise _unusable(path, f"its version is {data['version']}, this program knows {_VERSION}")
        profile = MappingProfile(
            tuple(_sheet(entry) for entry in data.get("sheets", ())),
            tuple(data.get("ignored_sheets", ())),
            Reading(**data.get("reading", {})),
        )
    except KnownError as error:
        raise _unusable(path, error.message.rstrip(".")) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(path, f"it is not a mapping profile ({error})") from error
    for sheet in profile.sheets:
        _check(path, sheet)
    return profile


def _sheet(entry: Mapping[str, Any]) -> SheetMapping:
    row = entry.get("header_row")
    return SheetMapping(
        sheet=str(entry["sheet"]),
        table=str(entry["table"]),
        columns={str(header): str(column) for header, column in entry.get("columns", {}).items()},
        constants={str(column): str(value) for column, value in entry.get("constants", {}).items()},
        factors={str(column): float(factor) for column, factor in entry.get("factors", {}).items()},
        ignored=tuple(str(header) for header in entry.get("ignored", ())),
        header_row=None if row is None else int(row),
    )


def _check(path: Path, sheet: SheetMapping) -> None:
    if sheet.table not in INPUT_TABLES:
        raise _unusable(path, f"there is no table {sheet.table!r}")
    known = INPUT_TABLES[sheet.table].by_name
    for column in (*sheet.columns.values(), *sheet.constants, *sheet.factors):
        if column not in known:
            raise _unusable(path, f"table {sheet.table!r} has no column {column!r}")
    for column, factor in sheet.factors.items():
        if not known[column].is_number or not math.isfinite(factor) or factor == 0:
            raise _unusable(path, f"{factor!r} cannot be a factor of column {column!r} of table {sheet.table!r}")
    if sheet.header_row is not None and sheet.header_row < 1:
        raise _unusable(path, "rows are counted from 1")


def _unusable(path: Path, why: str) -> KnownError:
    return KnownError(
        "mapping-unusable",
        f"The mapping profile cannot be used: {why}.",
        where=str(path),
        what_to_do="Correct it, or map the columns again and save a new profile.",
    )
