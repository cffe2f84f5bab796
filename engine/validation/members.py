"""Members: which codes a cell of a limit stands for, whether it names one thing, a group or nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.expansion.names import Names

Mask = NDArray[np.bool_]


def members(expanded: Expanded, names: Names, cell: str) -> Mask:
    """Which of k names a cell stands for; a blank stands for all of them.

    Args:
        expanded: The model, for its groups.
        names: The k names of one kind.
        cell: A name, the name of a group, or a blank.
    """
    if not cell:
        return np.ones(len(names), dtype=bool)
    inside = expanded.groups.members(cell) if expanded.groups.is_group(cell) else [cell]
    codes = [names.code(str(name)) for name in inside]
    mask = np.zeros(len(names), dtype=bool)
    mask[[code for code in codes if code >= 0]] = True
    return mask


def picked_lanes(expanded: Expanded, lanes: Lanes, cells: dict[str, str]) -> Mask:
    """Which of n lane entries a limit picks.

    Args:
        expanded: The model.
        lanes: The entries.
        cells: Cells of the limit named like the attributes of the entries; a blank cell picks all.
    """
    names = {
        "origin": expanded.sites.names,
        "destination": expanded.sites.names,
        "product": expanded.products.names,
        "mode": expanded.modes,
        "period": expanded.periods.names,
    }
    mask = np.ones(len(lanes), dtype=bool)
    for column, cell in cells.items():
        if cell:
            wanted = members(expanded, names[column], cell)
            mask &= np.append(wanted, False)[getattr(lanes, column)]
    return mask
