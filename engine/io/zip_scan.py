"""One pass over a workbook's zip container: measures it, refuses bombs, notes sheets that need a closer look."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import KnownError
from engine.io.sheet_scan import SheetScan

if TYPE_CHECKING:
    from pathlib import Path

    from engine.io.limits import ReadLimits

_CHUNK = 2**22
_RATIO_FREE_BYTES = 10 * 2**20
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WORKSHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
_ATTACHED = ("customXml/", "docProps/")
_HEAD = 4096
_OVERLAP = 16
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class ZipParts:
    """Names of all entries, and the worksheets with error values or formulas without a result."""

    names: frozenset[str]
    suspects: tuple[str, ...]


def scan_zip(path: Path, limits: ReadLimits) -> ZipParts:
    """Inflate every entry in pieces and check it.

    Raises:
        KnownError: Broken, protected, over a limit, or with XML declarations that only attacks use.
    """
    try:
        with zipfile.ZipFile(path) as container:
            entries = container.infolist()
            _check_entries(path, entries, limits)
            return _scan_entries(path, container, entries, limits)
    except _BROKEN as error:
        raise KnownError(
            "file-damaged",
            f"The workbook is damaged ({error}).",
            where=path.name,
            what_to_do="Get a complete copy; or open it in Excel, let it repair the file, and save it.",
        ) from error


def _check_entries(path: Path, entries: list[zipfile.ZipInfo], limits: ReadLimits) -> None:
    if len(entries) > limits.entries:
        raise _refusal(path, f"it has {len(entries):,} parts; up to {limits.entries:,} are read")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise KnownError(
            "file-protected",
            "The file is protected by a password.",
            where=path.name,
            what_to_do="Save it without a password, and read it again.",
        )
    if len({entry.filename for entry in entries}) < len(entries):
        raise _refusal(path, "two of its parts have the same name")
    if any(_leads_out(entry.filename) for entry in entries):
        raise _refusal(path, "the name of one of its parts leads out of it")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise _refusal(path, "it is packed by a method that workbooks do not use")


def _leads_out(name: str) -> bool:
    # Nothing is unpacked by its name; but whoever writes such names means harm. Some programs begin theirs with "/".
    return ".." in name.replace("\\", "/").split("/")


def _scan_entries(
    path: Path, container: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: ReadLimits
) -> ZipParts:
    unpacked = 0
    cells = 0
    suspects: list[str] = []
    allowed = min(limits.unpacked_bytes, max(_RATIO_FREE_BYTES, int(path.stat().st_size * limits.ratio)))
    for entry in entries:
        sheet: SheetScan | None = None
        tail = b""
        for part in _pieces(container, entry):
            unpacked += len(part)
            if unpacked > allowed:
                raise _refusal(path, f"it unpacks to more than {allowed / 1e6:,.0f} MB")
            _check_text(path, entry.filename, part, tail)
            if not tail and _is_worksheet(entry.filename, part):
                sheet = SheetScan()
            if sheet is not None:
                sheet.feed(part)
            tail = part[-_OVERLAP:]
        if sheet is not None:
            cells += _cells_of(path, container, entry, sheet, limits)
            if sheet.suspect:
                suspects.append(entry.filename)
    if cells > limits.cells:
        raise too_many_cells(path.name, cells, limits.cells)
    return ZipParts(frozenset(entry.filename for entry in entries), tuple(suspects))


def _is_worksheet(name: str, head: bytes) -> bool:
    """By its usual place or by its root element, as the package may keep it anywhere."""
    usual = name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml")
    return usual or _WORKSHEET.search(head[:_HEAD]) is not None


def _pieces(container: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with container.open(entry) as stream:
        while part := stream.read(_CHUNK):
            yield part


def _check_text(path: Path, name: str, part: bytes, tail: bytes) -> None:
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    if _DECLARATION.search(part) or _DECLARATION.search(tail + part[:_OVERLAP]):
        raise _refusal(path, f"its part {name} declares a document type or an entity")
    if not tail and part.startswith(_UTF16_MARKS) and not name.startswith(_ATTACHED):
        raise _refusal(path, f"its part {name} is written in UTF-16")


def _cells_of(
    path: Path, container: zipfile.ZipFile, entry: zipfile.ZipInfo, sheet: SheetScan, limits: ReadLimits
) -> int:
    """Cells of the sheet's rectangle; a sheet that looks too large is measured again without its blank cells."""
    sheet.close()
    if sheet.extent.cells <= limits.cells:
        return sheet.extent.cells
    filled = SheetScan(only_filled=True)
    for part in _pieces(container, entry):
        filled.feed(part)
    filled.close()
    if filled.extent.cells > limits.cells:
        raise too_many_cells(path.name, filled.extent.cells, limits.cells, filled.extent.last)
    return filled.extent.cells


def too_many_cells(file: str, cells: int, limit: int, last: str = "") -> KnownError:
    """The error for a workbook with more cells than can be read."""
    place = f" up to its last filled cell {last}" if last else ""
    return KnownError(
        "file-too-many-cells",
        f"The workbook spans {cells:,} cells{place}; up to {limit:,} are read.",
        where=file,
        what_to_do="Delete stray cells far outside the data, or save large tables as csv (one file a table).",
    )


def _refusal(path: Path, why: str) -> KnownError:
    return KnownError(
        "file-unsafe",
        f"The workbook is refused: {why}.",
        where=path.name,
        what_to_do="If you trust the file, open it in Excel and save it as a new .xlsx.",
    )
