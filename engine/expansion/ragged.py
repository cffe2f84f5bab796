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

    def spread(self, words: Codes) -> tuple[NDArray[np.int64] | None, Codes]:
        """Each of n cells repeated for every code that its word stands for.

        Args:
            words: Word of each cell.

        Returns:
            Positions of the cells after repetition, None where every cell stands for exactly one code; and the codes.

        Raises:
            KnownError: The rows stand for more entries than fit in memory.
        """
        counts = self.counts[words]
        if len(words) and counts.min() == 1 and counts.max() == 1:
            return None, self._pool[self._start[words]]
        total = int(counts.sum())
        if total > _MOST_ENTRIES:
            raise KnownError(
                "too-many-lanes",
                f"The rows of lanes stand for {total:,} lanes, more than this program handles.",
                where="lanes",
                what_to_do="Name smaller groups, or products instead of blanks.",
            )
        positions = np.repeat(np.arange(len(words)), counts)
        within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        return positions, self._pool[self._start[words[positions]] + within]
