"""Remembered mappings: one file for each kind of source, found again by the sheets and headers that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from engine.errors import KnownError
from engine.io.cells import SheetCells, sheet_name
from engine.io.names import plain_name
from engine.io.profile import MappingProfile, SheetMapping, load_profile, profile_data, profile_of, save_profile
from engine.io.reading import Reading
from engine.io.replacing import replacing

_UNFIT = re.compile(r"[^\w .()-]+")
_LOOKED_AT = 30


def suitable(profiles: Path, sheets: Sequence[SheetCells]) -> dict[str, Any] | None:
    """The mapping remembered last of those whose sheets and headers the source has; None where there is none.

    Args:
        profiles: Folder of mappings; need not exist. Files that are no mappings are passed over.
        sheets: Sheets of the source.
    """
    for name, profile in _remembered(profiles):
        if _suits(profile, sheets):
            return {"name": name, "profile": profile_data(profile)}
    return None


def remembered_readings(
    profiles: Path, names: Sequence[str]
) -> Iterator[tuple[str, MappingProfile, Callable[[Sequence[SheetCells]], bool]]]:
    """The mappings that say how the text of such a source is read, the one remembered last first.

    Args:
        profiles: Folder of mappings; need not exist.
        names: Names of the source's sheets.

    Yields:
        The name of a mapping, the mapping, and whether it suits sheets that were read as it says.
    """
    known = {name.casefold() for name in names}
    for name, profile in _remembered(profiles):
        if profile.reading != Reading() and known & {mapping.sheet.casefold() for mapping in profile.sheets}:
            yield name, profile, partial(_suits, profile)


def remember(profiles: str, name: str, profile: dict[str, Any]) -> str:
    """Keeps a mapping under a name; one of the same name is replaced.

    Args:
        profiles: Folder of mappings; made where it is missing.
        name: Name, as the user reads it.
        profile: The mapping as plain data.

    Returns:
        The name as it was kept.

    Raises:
        KnownError: The mapping is unusable, or the file cannot be written.
    """
    folder = Path(profiles)
    kept = _UNFIT.sub(" ", name).strip(" .")[:80] or "mapping"
    checked: MappingProfile = profile_of(profile, folder / kept)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / f"{kept}.json") as part:
        save_profile(checked, part)
    return kept


def _remembered(profiles: Path) -> Iterator[tuple[str, MappingProfile]]:
    """The mappings with their names, the one remembered last first; files that are none are passed over."""
    for file in sorted(profiles.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True):
        try:
            yield file.stem, load_profile(file)
        except KnownError:
            continue


def _suits(profile: MappingProfile, sheets: Sequence[SheetCells]) -> bool:
    return bool(profile.sheets) and all(_has(mapping, sheets) for mapping in profile.sheets)


def _has(mapping: SheetMapping, sheets: Sequence[SheetCells]) -> bool:
    """Whether the source has the sheet with all headers that the mapping names."""
    wanted = {plain_name(header) for header in mapping.columns}
    for cells in sheets:
        if sheet_name(cells).casefold() == mapping.sheet.casefold():
            rows = [mapping.header_row - 1] if mapping.header_row else range(min(_LOOKED_AT, cells.rows))
            return any(wanted <= {plain_name(column.text_at(row)) for column in cells.columns} for row in rows)
    return False
