"""How much one file may cost: the limits of the pre-check and of the reading process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits for one source file.

    Attributes:
        entries: Most entries in a workbook's zip container.
        unpacked_bytes: Most bytes of all entries together, measured while they inflate.
        ratio: Largest unpacked size as a multiple of the size on disk, for files that unpack to more than 10 MB.
        cells: Most cells of a workbook, counted as the rectangles from A1 to each sheet's last filled cell.
        file_bytes: Largest file on disk.
        memory_bytes: Memory of the process that parses a workbook.
        seconds: Time that parsing a workbook may take.
    """

    entries: int = 2_000
    unpacked_bytes: int = 400 * 2**20
    ratio: float = 200.0
    cells: int = 5_000_000
    file_bytes: int = 2**30
    memory_bytes: int = 3 * 2**30
    seconds: float = 120.0


LIMITS = ReadLimits()
