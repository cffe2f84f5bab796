"""Lanes: rows with groups and blanks as one entry for each pair, product, mode and period.

Where several rows cover the same entry the most specific row wins: the one that names more of origin,
destination, product, mode and period as single things, then the one that names more of them by group. Rows
that lose are reported, and so are ties, which have no answer: validation refuses them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion.names import Codes, Names, dictionary
from engine.expansion.periods import Periods
from engine.expansion.ragged import Members
from engine.expansion.sites import Products, Sites
from engine.network import Network
from engine.network.groups import GroupIndex


@dataclass(frozen=True)
class Lanes:
    """Entries of lanes; n of them.

    Attributes:
        row: Row of lanes.
        origin: Site code.
        destination: Site code.
        product: Product code.
        mode: Mode code; -1 for none.
        period: Period code.
    """

    row: Codes
    origin: Codes
    destination: Codes
    product: Codes
    mode: Codes
    period: Codes

    def __len__(self) -> int:
        return len(self.row)

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Lanes:
        """The chosen entries, by mask or positions."""
        return replace(self, **{entry.name: getattr(self, entry.name)[chosen] for entry in fields(self)})


@dataclass(frozen=True)
class Overlap:
    """Rows of lanes that cover the same entries.

    Attributes:
        loser: Rows that lose some entry, one element for each pair of rows.
        winner: Rows that win over them.
        tied: Whether both are equally specific, so that the winner is arbitrary.
    """

    loser: Codes
    winner: Codes
    tied: NDArray[np.bool_]


def read_lanes(
    network: Network, sites: Sites, products: Products, modes: Names, periods: Periods, groups: GroupIndex
) -> tuple[Lanes, Overlap]:
    """The lanes in the model and the rows that lost.

    Rows that name something unknown or excluded give no entries; nor does a pair that a group makes of a site and
    itself, or a member of a group that cannot stand at that end.
    """
    frame = network["lanes"]
    every = np.arange(len(products), dtype=np.int32)
    all_periods = np.arange(len(periods), dtype=np.int32)
    no_mode = np.array([-1], dtype=np.int32)
    origins = np.arange(len(sites)) < sites.first_customer
    destinations = np.arange(len(sites)) >= sites.suppliers
    dimensions = {
        "origin": (sites.names, np.empty(0, dtype=np.int32), origins),
        "destination": (sites.names, np.empty(0, dtype=np.int32), destinations),
        "product": (products.names, every, None),
        "mode": (modes, no_mode, None),
        "period": (periods.names, all_periods, None),
    }
    entries: dict[str, NDArray[np.int32]] = {"row": np.arange(len(frame), dtype=np.int32)}
    score = np.zeros(len(frame), dtype=np.int16)
    uniform = True
    for name, (names, blank, allowed) in dimensions.items():
        words, members = _members(frame[name], names, blank, allowed, groups)
        rank = members.rank[words]
        score += np.array([0, 1, 16], dtype=np.int16)[rank]
        uniform = uniform and _plain(rank)
        repeats, codes = members.spread(words[entries["row"]])
        if not isinstance(repeats, int) or repeats != 1:
            entries = {key: np.repeat(values, repeats) for key, values in entries.items()}
        entries[name] = codes
    lanes = Lanes(**entries)
    loops = lanes.origin == lanes.destination
    if loops.any():
        lanes = lanes.take(~loops)
    lanes, overlap = (
        (lanes, _no_overlap()) if uniform else _most_specific(lanes, score, sites, products, modes, periods)
    )
    excluded = (frame["status"] == "exclude").to_numpy()
    return (lanes.take(~excluded[lanes.row]) if excluded.any() else lanes), overlap


def _plain(rank: NDArray[np.int8]) -> bool:
    """Whether rows cannot overlap in this column: all name single things, or all are blank."""
    return bool(len(rank) == 0 or (rank.min() == rank.max() and rank[0] != 1))


def _members(
    cells: pd.Series, names: Names, blank: Codes, allowed: NDArray[np.bool_] | None, groups: GroupIndex
) -> tuple[Codes, Members]:
    words, distinct = dictionary(cells)
    single = names.codes_of(distinct)
    single[~_fitting(single, allowed)] = -1
    several, blanks = {}, []
    for position, word in enumerate(distinct):
        if word == "":
            several[position] = blank
            blanks.append(position)
        elif word in groups.names:
            inside = names.codes_of(groups.members(word).tolist())
            several[position] = inside[_fitting(inside, allowed)]
    return words, Members(single, several, blanks)


def _fitting(codes: Codes, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Which of n codes are known and may stand there."""
    fits = codes >= 0
    if allowed is not None:
        fits[fits] = allowed[codes[fits]]
    return fits


def _no_overlap() -> Overlap:
    nothing: Codes = np.empty(0, dtype=np.int32)
    return Overlap(nothing, nothing, np.empty(0, dtype=bool))


def _most_specific(
    lanes: Lanes, score: NDArray[np.int16], sites: Sites, products: Products, modes: Names, periods: Periods
) -> tuple[Lanes, Overlap]:
    key = lanes.origin.astype(np.int64) * len(sites) + lanes.destination
    key = key * len(products) + lanes.product
    key = key * (len(modes) + 1) + lanes.mode + 1
    key = key * len(periods) + lanes.period
    order = np.lexsort((lanes.row, -score[lanes.row], key))
    same = key[order[1:]] == key[order[:-1]]
    if not same.any():
        return lanes, _no_overlap()
    first = np.concatenate([[True], ~same])
    winner = lanes.row[order[np.flatnonzero(first)[np.cumsum(first) - 1]]]
    lost = ~first
    pairs = np.unique(np.stack([lanes.row[order[lost]], winner[lost]], axis=1), axis=0)
    loser, won = pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)
    overlap = Overlap(loser, won, score[loser] == score[won])
    return lanes.take(np.sort(order[first])), overlap
