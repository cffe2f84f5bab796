"""Bytes of a csv file to text: what the file declares, else UTF-8, else a reported guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from engine.errors import KnownError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text of a file, the encoding it was read in, and whether that encoding was guessed."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, file: str, encoding: str | None = None) -> DecodedText:
    """Decode the bytes of a csv file.

    Args:
        data: The whole file.
        file: Name for messages.
        encoding: Encoding that the user chose; None to find out.

    Raises:
        KnownError: The bytes are no text, or not text in the chosen encoding.
    """
    if encoding is not None:
        return DecodedText(_decode_as(data, encoding, file), encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return DecodedText(_decode_as(data, name, file), name)
    if b"\x00" in data[:_SAMPLE_BYTES]:
        return _without_mark(data, file)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(data, file)


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise KnownError(
            "file-encoding",
            f"The file is not text in {encoding} ({error}).",
            where=file,
            what_to_do="Choose another encoding, or save the file as UTF-8.",
        ) from error


def _without_mark(data: bytes, file: str) -> DecodedText:
    """UTF-16 without its mark: in text of most scripts every second byte of separators is zero."""
    head = data[:_SAMPLE_BYTES]
    for name, even in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[even::2].count(0) > len(head) // 8 and head[1 - even :: 2].count(0) == 0:
            return DecodedText(_decode_as(data, name, file), name, guessed=True)
    raise KnownError(
        "file-not-text",
        "The file is neither a workbook nor text: it holds zero bytes.",
        where=file,
        what_to_do="Choose an .xlsx, .xls, .ods or .csv file.",
    )


def _guess(data: bytes, file: str) -> DecodedText:
    from charset_normalizer import from_bytes

    best = from_bytes(_telling_lines(data), cp_exclusion=["utf_7"]).best()
    candidates = [best.encoding] if best is not None else []
    for name in (*candidates, "cp1252", "latin-1"):
        try:
            return DecodedText(data.decode(name), name, guessed=True)
        except UnicodeDecodeError:
            continue
    raise KnownError(
        "file-not-text", "The file is not text.", where=file, what_to_do="Choose a workbook or a csv file."
    )


def _telling_lines(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII, up to a sample's size: only they tell encodings apart."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _SAMPLE_BYTES:
            break
    return b"\n".join(lines)
