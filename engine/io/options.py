"""What the user decides about a source where its own evidence is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.io.limits import LIMITS, ReadLimits
from engine.io.reading import Reading


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
            KnownError: See `Reading`.
        """
        Reading(self.encoding, self.delimiter, self.decimal)

    def completed_by(self, reading: Reading) -> ReadOptions:
        """These options, with choices for the text where there are none."""
        whole = Reading(self.encoding, self.delimiter, self.decimal).completed_by(reading)
        return replace(self, encoding=whole.encoding, delimiter=whole.delimiter, decimal=whole.decimal)
