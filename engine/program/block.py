"""Blocks: runs of columns or rows of one kind, with what each stands for in the user's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Origin:
    """The rows of the user's tables from which limits come.

    Attributes:
        table: Table of the rows.
        row: Row position of each column or row of the block, -1 where none.
        lower: Column of the table in which the lower limit stands; empty where no cell holds it.
        upper: Column in which the upper limit stands; empty where no cell holds it.
    """

    table: str
    row: Ints
    lower: str = ""
    upper: str = ""


@dataclass(frozen=True)
class Block:
    """A run of columns or rows of a program.

    Attributes:
        name: Kind, e.g. ``flow`` or ``demand``.
        start: Index of the first.
        count: How many.
        quantity: Whether they count units of products (and are scaled as such), not decisions.
        strengthens: Whether the rows only tighten what others already say of whole numbers.
        places: What each stands for, as code arrays of ``count`` by dimension, e.g. ``facility`` and ``period``.
        origin: Rows of the user's tables that limit them; None for rows that follow from the model alone.
    """

    name: str
    start: int
    count: int
    quantity: bool = True
    strengthens: bool = False
    places: Mapping[str, Ints] = field(default_factory=dict)
    origin: Origin | None = None

    @property
    def span(self) -> slice:
        """The block's part of an array over all columns or rows."""
        return slice(self.start, self.start + self.count)

    @property
    def index(self) -> Ints:
        """Indices of the block's columns or rows."""
        return np.arange(self.start, self.start + self.count, dtype=np.int32)
