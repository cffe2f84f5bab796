"""What the user decides about a source where its own evidence is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import KnownError
from engine.io.limits import LIMITS, ReadLimits


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Choices for reading; None leaves one to the evidence in the file, and doubt is reported.

    Attributes:
        encoding: Encoding of csv files, e.g. ``cp1252``.
        delimiter: Sign between the cells of csv files.
        decimal: ``.`` or ``,`` in numbers that are written as text.
        day_first: Whether 03/04/2024 is the 3rd of April.
        limits: What one file may cost.
        excluded: Rows that are left out on purpose, counted from 1, by the name of their sheet (of their file without
            its extension for csv).
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    day_first: bool | None = None
    limits: ReadLimits = LIMITS
    excluded: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse signs that cannot be meant.

        Raises:
            KnownError: The decimal sign is neither a point nor a comma, or the delimiter is not one plain sign.
        """
        if self.decimal not in (None, ".", ","):
            raise _unusable(f"{self.decimal!r} is no decimal sign", "Choose . or ,")
        if self.delimiter is not None and (
            len(self.delimiter) != 1 or self.delimiter in '"\r\n' or not self.delimiter.isascii()
        ):
            raise _unusable(f"{self.delimiter!r} cannot stand between cells", "Choose one sign, such as ; or a tab.")


def _unusable(why: str, advice: str) -> KnownError:
    return KnownError("option-unusable", f"The option cannot be used: {why}.", what_to_do=advice)
