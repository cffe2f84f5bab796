"""Rows repeated for each member that a cell stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import KnownError
from engine.expansion.names import Codes

_MOST_ENTRIES = 400_000_000


class Members:
    """What each word of a column stands for: its codes, how specific it is.

    Args:
        single: Code of the one thing that each of n words names; -1 for none.
        several: Codes of words that stand for more or less than one thing by their position, groups and blanks.
        blank: Positions of blanks among the words.

    Attributes:
        rank: For each word 2 if it names one thing, 1 if a group, 0 if it is blank.
        counts: Number of codes of each word.
    """

    def __init__(self, single: Codes, several: Mapping[int, Codes], blank: Sequence[int] = ()) -> None:
        known = single >= 0
        self.rank = np.full(len(single), 2, dtype=np.int8)
        self.counts = known.astype(np.int64)
        for word, codes in several.items():
            self.rank[word] = 1
            self.counts[word], known[word] = len(codes), False
        self.rank[list(blank)] = 0
        self._start = np.cumsum(self.counts) - self.counts
        self._pool: Codes = np.empty(int(self.counts.sum()), dtype=np.int32)
        self._pool[self._start[known]] = single[known]
        for word, codes in several.items():
            self._pool[self._start[word] :][: len(codes)] = codes

    def spread(self, words: Codes) -> tuple[NDArray[np.int64] | int, Codes]:
        """Each of n cells repeated for every code that its word stands for.

        Args:
            words: Word of each cell.

        Returns:
            How often each cell is repeated, one number where all are repeated alike; and the codes.

        Raises:
            KnownError: The rows stand for more entries than fit in memory.
        """
        if len(self.counts) == 1:
            _refuse_too_many(len(words) * len(self._pool))
            return len(self._pool), np.tile(self._pool, len(words))
        counts = self.counts[words]
        total = int(counts.sum())
        _refuse_too_many(total)
        first = self._start[words]
        if total == len(words) and (counts == 1).all():
            return 1, self._pool[first]
        within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        return counts, self._pool[np.repeat(first, counts) + within]


def _refuse_too_many(entries: int) -> None:
    if entries > _MOST_ENTRIES:
        raise KnownError(
            "too-many-lanes",
            f"The rows of lanes stand for {entries:,} lanes, more than this program handles.",
            where="lanes",
            what_to_do="Name smaller groups, or products instead of blanks.",
        )
