"""What cells of limits stand for: codes of the sites, products, modes and periods that a name or group covers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.expansion.names import Names

Ints = NDArray[np.int32]


def members(expanded: Expanded, names: Names, cell: str) -> Ints | None:
    """Codes that a cell stands for: of its group's members or of the one thing it names; None for a blank."""
    if cell == "":
        return None
    inside = expanded.groups.members(cell) if expanded.groups.is_group(cell) else [cell]
    codes = np.array([names.code(str(name)) for name in inside], dtype=np.int32)
    return codes[codes >= 0]


def facility_members(expanded: Expanded) -> list[Ints]:
    """Facilities (0 … F - 1) that each row of facility_limits covers."""
    sites = expanded.sites
    every = np.arange(sites.facilities, dtype=np.int32)
    covered = []
    for cell in expanded.network["facility_limits"]["group"]:
        codes = members(expanded, sites.names, str(cell))
        covered.append(every if codes is None else codes[sites.is_facility(codes)] - np.int32(sites.suppliers))
    return covered


def period_groups(expanded: Expanded, cell: str, *, together: bool = True) -> list[Ints]:
    """Periods that a limit counts together: each by itself for a blank, those of a group in one list.

    Args:
        expanded: The model.
        cell: Cell of the limit's period column.
        together: Whether the periods of a group count together, not each by itself.
    """
    codes = members(expanded, expanded.periods.names, cell)
    if codes is None or not together:
        codes = np.arange(len(expanded.periods), dtype=np.int32) if codes is None else codes
        return [codes[i : i + 1] for i in range(len(codes))]
    return [codes]
