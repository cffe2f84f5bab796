"""How the text of a source is read: its encoding, the sign between its cells, the sign within its numbers."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from engine.errors import KnownError

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "windows-1252": "Windows-1252",
    "iso-8859-1": "ISO-8859-1",
    "utf-16": "UTF-16",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
DECIMALS = {".": "point", ",": "comma"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user chose for the text of a source; None leaves a choice to what is found in it.

    Attributes:
        encoding: Encoding of csv files, e.g. ``windows-1252``.
        delimiter: Sign between the cells of csv files.
        decimal: ``.`` or ``,`` in numbers that are written as text.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            KnownError: The encoding is unknown, the decimal sign neither a point nor a comma, or the delimiter not one
                plain sign.
        """
        if self.encoding is not None and not _is_known(self.encoding):
            raise _unusable(f"{self.encoding!r} is no known encoding", f"Choose one of {', '.join(ENCODINGS)}.")
        if self.decimal not in (None, ".", ","):
            raise _unusable(f"{self.decimal!r} is no decimal sign", "Choose . or ,")
        if self.delimiter is not None and (
            len(self.delimiter) != 1 or self.delimiter in '"\r\n' or not self.delimiter.isascii()
        ):
            raise _unusable(f"{self.delimiter!r} cannot stand between cells", "Choose one sign, such as ; or a tab.")

    def completed_by(self, other: Reading) -> Reading:
        """These choices, and the other's where there is none."""
        return Reading(
            self.encoding or other.encoding, self.delimiter or other.delimiter, self.decimal or other.decimal
        )


def reading_of_names(encoding: str | None, delimiter: str | None, decimal: str | None) -> Reading:
    """The choices that names such as ``semicolon`` and ``comma``, or the signs themselves, stand for.

    Raises:
        KnownError: One of them stands for nothing.
    """
    return Reading(encoding, _sign(delimiter, DELIMITERS), _sign(decimal, DECIMALS))


def encoding_name(encoding: str) -> str:
    """Name of an encoding as readers know it."""
    codec = codecs.lookup(encoding).name
    return next((name for known, name in ENCODINGS.items() if codecs.lookup(known).name == codec), encoding)


def delimiter_name(delimiter: str) -> str:
    """Name of the sign between cells; the sign itself where it has none here."""
    return DELIMITERS.get(delimiter, delimiter)


def _sign(text: str | None, names: dict[str, str]) -> str | None:
    """The sign that a text names; the text itself where it names none."""
    if text == "\\t":
        return "\t"
    return next((sign for sign, name in names.items() if text is not None and name == text.lower()), text)


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _unusable(why: str, advice: str) -> KnownError:
    return KnownError("option-unusable", f"The option cannot be used: {why}.", what_to_do=advice)
