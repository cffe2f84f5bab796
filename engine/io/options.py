"""What the user decides about a source where its own evidence is not enough."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    day_first: bool | None = None
    limits: ReadLimits = LIMITS
