"""Rows that a grid holds, by id: the last ones fetched, with their cells as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.models.overriding import OverriddenCell

Row = tuple[Any, ...]

ROWS_IN_A_PAGE = 128  # fetched together
_MOST_ROWS = 12_000


@dataclass(slots=True)
class HeldRow:
    """One row.

    Attributes:
        cells: Schema columns and then provenance.
        overridden: Cells that the chosen scenario changes, by column; the empty one stands for the row as such.
        texts: Cells as they are shown, by column number, made when first painted.
        version: Version of the cache of which it is.
    """

    cells: Row
    overridden: Mapping[str, OverriddenCell]
    texts: dict[int, str]
    version: int


class RowCache:
    """Rows by id; those fetched longest ago are given up first."""

    def __init__(self) -> None:
        self._rows: dict[int, HeldRow] = {}
        self._version = 0

    def get(self, place: int) -> HeldRow | None:
        """The row of that id, if it is held; it may be stale."""
        return self._rows.get(place)

    def is_fresh(self, row: HeldRow | None) -> bool:
        """Whether a row is as the store has it."""
        return row is not None and row.version == self._version

    def put(
        self,
        places: Sequence[int],
        rows: Sequence[Row | None],
        overridden: Mapping[tuple[int, str], OverriddenCell],
    ) -> None:
        """Holds rows; None stands for one deleted meanwhile, which is given up."""
        changed: dict[int, dict[str, OverriddenCell]] = {}
        for (place, column), cell in overridden.items():
            changed.setdefault(place, {})[column] = cell
        for place, cells in zip(places, rows, strict=True):
            self._rows.pop(place, None)
            if cells is not None:
                self._rows[place] = HeldRow(cells, changed.get(place, {}), {}, self._version)
        excess = len(self._rows) - _MOST_ROWS
        if excess > 0:
            for place in list(islice(self._rows, excess)):
                del self._rows[place]

    def forget_texts(self) -> None:
        """Cells are shown differently from now on."""
        for row in self._rows.values():
            row.texts.clear()

    def mark_stale(self) -> None:
        """The store holds other rows; those held are shown until newer ones come."""
        self._version += 1

    def clear(self) -> None:
        """Gives all rows up."""
        self._rows.clear()
