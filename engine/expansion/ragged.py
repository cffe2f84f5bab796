"""Rows repeated for each member that a cell stands for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import KnownError
from engine.expansion.names import Codes

_MOST_ENTRIES = 400_000_000


class Members:
    """What each word of a column stands for: its codes, how specific it is.

    Attributes:
        rank: For each word 2 if it names one thing, 1 if a group, 0 if it is blank.
        counts: Number of codes of each word.
    """

    def __init__(self, codes: Sequence[Codes], rank: Sequence[int]) -> None:
        self.rank = np.array(rank, dtype=np.int8)
        self.counts = np.array([len(entry) for entry in codes], dtype=np.int64)
        self._start = np.concatenate([[0], np.cumsum(self.counts)[:-1]]).astype(np.int64)
        self._pool: Codes = np.concatenate(codes).astype(np.int32) if codes else np.empty(0, dtype=np.int32)

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
