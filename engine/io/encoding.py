"""Bytes of a csv file to text: what the file declares, else UTF-8, else a reported guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from engine.errors import KnownError
from engine.io.reading import encoding_name

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 65_536
_BEYOND_ASCII = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
_CONTROL = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text of a file and the encoding it was read in.

    Attributes:
        text: The text, without a byte order mark.
        encoding: Its encoding.
        guessed: Whether nothing in the file says so.
        doubt: Why the encoding that the user chose is probably another one, or a word that another one than the guessed
            would give; empty where nothing speaks against it.
    """

    text: str
    encoding: str
    guessed: bool = False
    doubt: str = ""


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
        return _decode_chosen(data, encoding, file)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return DecodedText(_decode_as(data, name, file), name)
    if b"\x00" in data[:_SAMPLE_BYTES]:
        return _without_mark(data, file)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(data, file)


def _decode_chosen(data: bytes, encoding: str, file: str) -> DecodedText:
    """In the encoding that the user chose; wide ones are refused for narrow text and the other way round."""
    codec = codecs.lookup(encoding).name
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if codec.startswith("utf-16") and not marked and b"\x00" not in data:
        raise _not_in(encoding, "it has neither the mark nor the zero bytes that such text has", file)
    text = _decode_as(data, encoding, file).removeprefix("\ufeff")
    if "\x00" in text[:_SAMPLE_BYTES]:
        raise _not_in(encoding, "read so, it has zero signs between its letters, as UTF-16 has", file)
    return DecodedText(text, encoding, doubt=_doubt(data, text, encoding))


def _doubt(data: bytes, text: str, encoding: str) -> str:
    """What speaks against a chosen encoding of one byte a sign, which never fails by itself."""
    if data.isascii() or codecs.lookup(encoding).name.startswith("utf"):
        return ""
    name = encoding_name(encoding)
    shown = _first_word(data, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if _CONTROL.search(text):
            return f"Read as {name}, the text has control signs ({shown!r}); Windows-1252 has letters and € there."
        return ""
    meant = _first_word(data, "utf-8")
    return f"Read as {name}, a word is {shown!r}; in UTF-8, which fits every byte, it is {meant!r}."


def _first_word(data: bytes, encoding: str) -> str:
    """The first word with a sign beyond ASCII; empty where there is none."""
    found = _BEYOND_ASCII.search(_telling_lines(data).decode(encoding, errors="replace"))
    return found.group() if found else ""


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _not_in(
            encoding, f"byte {data[error.start]:#04x} in line {line:,} is no part of such text", file
        ) from error
    except (UnicodeError, LookupError) as error:
        raise _not_in(encoding, str(error), file) from error


def _not_in(encoding: str, why: str, file: str) -> KnownError:
    return KnownError(
        "file-encoding",
        f"The file is not text in {encoding_name(encoding)}: {why}.",
        where=file,
        what_to_do="Choose another encoding, or save the file as UTF-8.",
    )


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
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        usual = _usual(data, text, name)
        return DecodedText(text, usual, guessed=True, doubt=_told_apart(data, usual))
    raise KnownError(
        "file-not-text", "The file is not text.", where=file, what_to_do="Choose a workbook or a csv file."
    )


def _usual(data: bytes, text: str, guess: str) -> str:
    """Windows-1252 where it gives the same text as a rarer encoding that was guessed."""
    try:
        return "cp1252" if data.decode("cp1252") == text else guess
    except UnicodeDecodeError:
        return guess


def _told_apart(data: bytes, guess: str) -> str:
    """A word that is another one in Windows-1252; empty where none is, or the bytes cannot be that."""
    lines = _telling_lines(data)
    try:
        pairs = zip(*(_BEYOND_ASCII.findall(lines.decode(name)) for name in (guess, "cp1252")), strict=False)
    except UnicodeDecodeError:
        return ""
    return next((f"{one!r} is {other!r} in Windows-1252" for one, other in pairs if one != other), "")


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
