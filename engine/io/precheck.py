"""What a file is and whether it is safe to parse, found out before any parser sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import KnownError
from engine.io.limits import LIMITS, ReadLimits
from engine.io.zip_scan import scan_zip

if TYPE_CHECKING:
    from pathlib import Path

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class SourceKind(StrEnum):
    """Format of a source file, by its content and not by its name."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the pre-check found.

    Attributes:
        kind: Format of the file.
        suspect_parts: Sheets (paths inside the container) that hold error values or formulas without a result.
    """

    kind: SourceKind
    suspect_parts: tuple[str, ...] = ()


def source_kind(path: Path) -> SourceKind:
    """Format of a file by its first bytes.

    Raises:
        KnownError: The file is missing, a folder, not readable or empty.
    """
    head = _first_bytes(path)
    if head.startswith(_ZIP_MAGIC):
        return SourceKind.XLSX
    if head.startswith(_OLE_MAGIC):
        return SourceKind.XLS
    return SourceKind.TEXT


def inspect_workbook(path: Path, limits: ReadLimits = LIMITS) -> Inspection:
    """Refuse a workbook that is broken, protected, too large or built to harm; say what kind it is.

    Zip containers are inflated once, in pieces, to measure them: nothing is believed from their headers.

    Raises:
        KnownError: The file is not a workbook that can be read safely; the code says why.
    """
    kind = source_kind(path)
    _check_size(path, limits)
    if kind is SourceKind.TEXT:
        raise KnownError(
            "file-not-a-workbook",
            "The file is not an Excel or OpenDocument workbook, whatever its name says.",
            where=path.name,
            what_to_do="Open it in a spreadsheet program, save it as .xlsx, and read that file.",
        )
    if kind is SourceKind.XLS:
        return _inspect_ole(path)
    parts = scan_zip(path, limits)
    return Inspection(_zip_kind(path, parts.names), parts.suspects)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as error:
        raise KnownError(
            "file-missing", "There is no such file.", where=str(path), what_to_do="Check the path."
        ) from error
    except OSError as error:
        raise KnownError(
            "file-not-readable",
            f"The file cannot be opened ({error.strerror or error}).",
            where=str(path),
            what_to_do="Close it in other programs, and check that you may read it.",
        ) from error
    if not head:
        raise KnownError("file-empty", "The file is empty.", where=path.name, what_to_do="Choose another file.")
    return head


def _check_size(path: Path, limits: ReadLimits) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise KnownError(
            "file-too-large",
            f"The file has {size / 1e6:,.0f} MB; up to {limits.file_bytes / 1e6:,.0f} MB are read.",
            where=path.name,
            what_to_do="Split it, or leave out what the model does not need.",
        )


def _inspect_ole(path: Path) -> Inspection:
    if _ENCRYPTED_STREAM in path.read_bytes():
        raise protected_error(path.name)
    return Inspection(SourceKind.XLS)


def _zip_kind(path: Path, names: frozenset[str]) -> SourceKind:
    if "xl/workbook.bin" in names:
        return SourceKind.XLSB
    if "content.xml" in names:
        return SourceKind.ODS
    if any(name.lower().startswith("xl/") or name.lower() == "[content_types].xml" for name in names):
        return SourceKind.XLSX
    raise KnownError(
        "file-not-a-workbook",
        "The file is a zip archive, but not a workbook.",
        where=path.name,
        what_to_do="Unpack it, and read the workbook or the csv files inside.",
    )


def protected_error(file: str) -> KnownError:
    """The error for a workbook that opens only with a password."""
    return KnownError(
        "file-protected",
        "The workbook is protected by a password.",
        where=file,
        what_to_do="Open it in Excel, remove the password (File, Info, Protect Workbook), save, and read it again.",
    )
