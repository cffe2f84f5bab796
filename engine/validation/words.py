"""Words: a text column as integer codes and distinct values, so that a rule looks at each distinct text once."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.expansion.names import dictionary


@dataclass(frozen=True, slots=True)
class Words:
    """A text column of n cells with k distinct texts.

    Attributes:
        codes: n integers, each a place in ``values``.
        values: k distinct texts.
    """

    codes: np.ndarray
    values: tuple[str, ...]

    @classmethod
    def of(cls, column: pd.Series) -> Words:
        """The words of a frame's text column."""
        codes, values = dictionary(column)
        return cls(codes, tuple(values))

    def rows(self, picked: np.ndarray) -> np.ndarray:
        """Which of the n cells hold one of the picked values; ``picked`` has k booleans."""
        if not picked.any():
            return np.zeros(len(self.codes), dtype=bool)
        if picked.all():
            return np.ones(len(self.codes), dtype=bool)
        chosen: np.ndarray = picked[self.codes]
        return chosen

    def where(self, test: Callable[[str], bool]) -> np.ndarray:
        """Which of the n cells hold a text that passes the test; it is called once for each distinct text."""
        return self.rows(np.fromiter((test(value) for value in self.values), dtype=bool, count=len(self.values)))

    def isin(self, names: Container[str]) -> np.ndarray:
        """Which of the n cells hold one of the names."""
        return self.where(lambda value: value in names)

    @property
    def blank(self) -> np.ndarray:
        """Which of the n cells are blank."""
        return self.where(lambda value: not value)

    def places(self, order: dict[str, int], missing: int = -1) -> np.ndarray:
        """The place of each of the n cells in an order of names; ``missing`` where a text is not among them."""
        lookup = np.array([order.get(value, missing) for value in self.values], dtype=np.int64)
        found: np.ndarray = lookup[self.codes] if len(lookup) else np.zeros(0, dtype=np.int64)
        return found

    def at(self, row: int) -> str:
        """The text of a cell."""
        return self.values[int(self.codes[row])]
