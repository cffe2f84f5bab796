"""An archive of csv files unpacked into one folder, by its own words nowhere else, and never more than is allowed."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from engine.errors import KnownError
from engine.io.limits import ReadLimits

TEXTS = (".csv", ".tsv", ".txt")
_LEFT_OUT = "__MACOSX"
_CHUNK = 1 << 20
_SMALL = 10 << 20  # what unpacks to less is no bomb, however well it is packed
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpack(source: Path, folder: Path, limits: ReadLimits) -> None:
    """Unpack an archive.

    Args:
        source: The archive; what it says of its own sizes is not believed.
        folder: An empty folder, which the files are put into by their names without their folders.
        limits: The most entries, bytes, and bytes for each packed byte.

    Raises:
        KnownError: ``archive-unsafe``: it leads out of its folder, holds archives, repeats a name or is a bomb;
            ``archive-foreign``: it holds what is no csv file; ``archive-empty``; ``file-protected``; ``file-damaged``.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if _counts(entry)]
            _check(source, entries, limits)
            allowed = min(limits.unpacked_bytes, max(_SMALL, int(source.stat().st_size * limits.ratio)))
            for entry in entries:
                allowed -= _unpack_one(source, archive, entry, folder, allowed)
    except _BROKEN as error:
        raise KnownError(
            "file-damaged",
            f"The archive is damaged ({error}).",
            where=source.name,
            what_to_do="Pack the files again, and send that.",
        ) from error


def _counts(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and not entry.filename.startswith(f"{_LEFT_OUT}/")


def _check(source: Path, entries: list[zipfile.ZipInfo], limits: ReadLimits) -> None:
    if not entries:
        raise KnownError(
            "archive-empty",
            "The archive holds no files.",
            where=source.name,
            what_to_do="Pack one csv file a table into it, such as lanes.csv.",
        )
    if len(entries) > limits.entries:
        raise _unsafe(source, f"it has {len(entries):,} files; up to {limits.entries:,} are read")
    for entry in entries:
        _check_one(source, entry)
    if len({_name(entry).lower() for entry in entries}) < len(entries):
        raise _unsafe(source, "two of its files have the same name")


def _check_one(source: Path, entry: zipfile.ZipInfo) -> None:
    place = PurePosixPath(entry.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in entry.filename:
        raise _unsafe(source, "the name of one of its files leads out of it")
    if place.suffix.lower() not in TEXTS:
        raise KnownError(
            "archive-foreign",
            f"The archive holds a file that is no csv file: {place.name[:80]!r}.",
            where=source.name,
            what_to_do="Pack csv files alone; send a workbook under its own name.",
        )
    if entry.flag_bits & _ENCRYPTED:
        raise KnownError(
            "file-protected",
            "The archive is protected by a password.",
            where=source.name,
            what_to_do="Pack it without a password, and send that.",
        )
    if entry.compress_type not in _METHODS:
        raise _unsafe(source, "it is packed by a method that is not read")


def _unpack_one(source: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, allowed: int) -> int:
    written = 0
    with archive.open(entry) as packed, (folder / _name(entry)).open("xb") as file:
        while chunk := packed.read(_CHUNK):
            if not written and chunk.startswith(b"PK\x03\x04"):
                raise _unsafe(source, "it holds another archive")
            written += len(chunk)
            if written > allowed:
                raise _unsafe(source, "it unpacks to more than is read")
            file.write(chunk)
    return written


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry's file alone, without the folders of either system."""
    plain = PurePosixPath(entry.filename.replace("\\", "/")).name
    return "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in plain).lstrip(".")[-100:]


def _unsafe(source: Path, why: str) -> KnownError:
    return KnownError(
        "archive-unsafe",
        f"The archive is refused: {why}.",
        where=source.name,
        what_to_do="Pack one csv file a table into it, such as lanes.csv, and nothing else.",
    )
