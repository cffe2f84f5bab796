"""Which row of lanes a flow follows, found anew: every row that covers it, and the most specific of them.

Rows fall into kinds by which of their cells name one thing, a group, or nothing. Within a kind a row is found by its
cells, so each flow is looked up once for every kind and every group that holds one of its names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.results.checking.codes import Ints, Register, joined, words_of
from engine.results.checking.ground import Ground

COLUMNS = ("origin", "destination", "product", "mode", "period")
_ONE, _GROUP, _BLANK = 2, 1, 0


def most_specific(ground: Ground, flows: pd.DataFrame) -> Ints:
    """The row of lanes in force for each flow.

    Args:
        ground: What is in the model.
        flows: n flows with positions in ``COLUMNS``.

    Returns:
        n rows, -1 where none covers the flow.
    """
    frame = ground.network["lanes"]
    cells = {column: _Cells(ground, frame[column], _names(ground, column)) for column in COLUMNS}
    kind = np.zeros(len(frame), dtype=np.int64)
    for column in COLUMNS:
        kind = kind * 3 + cells[column].kind
    best = np.full(len(flows), -1, dtype=np.int64)
    score = np.full(len(flows), -1, dtype=np.int64)
    for number in np.unique(kind).tolist():
        rows = np.flatnonzero(kind == number)
        kinds = [number // 3 ** (4 - place) % 3 for place in range(5)]
        own = sum(16 if part == _ONE else part for part in kinds)
        reached = _without_mode(ground, flows) if kinds[3] == _BLANK else np.arange(len(flows))
        flow, row = _covering(flows, reached, cells, rows, kinds)
        better = own > score[flow]
        best[flow[better]], score[flow[better]] = row[better], own
    return best


def _names(ground: Ground, column: str) -> Register:
    registers = {"product": ground.products, "mode": ground.modes, "period": ground.periods}
    return registers.get(column, ground.sites)


class _Cells:
    """A column of lanes: for each cell its kind, and the name or group that it holds."""

    def __init__(self, ground: Ground, cells: pd.Series, names: Register) -> None:
        codes, words = words_of(cells)
        groups = [word for word in words if ground.groups.is_group(word)]
        number = {group: place for place, group in enumerate(groups)}
        kinds = [_BLANK if word == "" else _GROUP if word in number else _ONE for word in words]
        places = [number[word] if word in number else names.place(word) for word in words]
        self.kind = np.array(kinds, dtype=np.int64)[codes] if words else codes
        self.place = np.array(places, dtype=np.int64)[codes] if words else codes
        self.size = max(len(names), len(groups))
        pairs = [
            (names.place(str(member)), place)
            for group, place in number.items()
            for member in ground.groups.members(group)
        ]
        self.pairs = pd.DataFrame(pairs, columns=["member", "group"])


def _without_mode(ground: Ground, flows: pd.DataFrame) -> Ints:
    """Flows without a mode: a blank mode means none, where other blanks mean every one."""
    return np.flatnonzero(flows["mode"].to_numpy() == ground.modes.place(""))


def _covering(
    flows: pd.DataFrame, reached: Ints, cells: dict[str, _Cells], rows: Ints, kinds: list[int]
) -> tuple[Ints, Ints]:
    """Flows among those reached and the rows of one kind that cover them."""
    wanted = pd.DataFrame({"flow": reached})
    keys: list[str] = []
    for column, kind in zip(COLUMNS, kinds, strict=True):
        if kind == _BLANK:
            continue
        keys.append(column)
        wanted[column] = flows[column].to_numpy()[wanted["flow"]]
        if kind == _GROUP:
            held = cells[column].pairs.rename(columns={"member": column})
            wanted = wanted.merge(held, on=column).drop(columns=column).rename(columns={"group": column})
    sizes = tuple(cells[column].size for column in keys)
    if not keys:
        return wanted["flow"].to_numpy(), np.full(len(wanted), rows[0])
    needed, place = np.unique(joined(sizes, *(wanted[column].to_numpy() for column in keys)), return_inverse=True)
    offered = joined(sizes, *(cells[column].place[rows] for column in keys))
    position = pd.Index(needed).get_indexer(pd.Index(offered))
    row_of = np.full(len(needed), -1, dtype=np.int64)
    row_of[position[position >= 0]] = rows[position >= 0]
    row = row_of[place]
    return wanted["flow"].to_numpy()[row >= 0], row[row >= 0]
