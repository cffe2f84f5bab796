"""Rows of the project as grids, editors and renamings ask for them: by id, by key, by name, by mention."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from engine.network import Network, Source
from sync.store import lookup, view
from sync.store.reading import read_sources


class StoredRows:
    """Single rows of an open project; see `Project.rows`.

    Args:
        reading: Begins a transaction that reads.
    """

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading

    def page(self, table: str, places: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Cells of rows by their ids, every column of the schema and then those of provenance."""
        with self._reading() as connection:
            return view.page(connection, table, places)

    def frame(self, table: str, places: Sequence[int]) -> pd.DataFrame:
        """Rows by their ids in canonical form.

        Raises:
            KnownError: ``row-gone``.
        """
        with self._reading() as connection:
            return view.frame(connection, table, places)

    def sources(self) -> dict[int, Source]:
        """What the numbers in ``_source`` stand for."""
        with self._reading() as connection:
            return read_sources(connection)

    def place_of(self, table: str, key: Mapping[str, str]) -> int | None:
        """Id of the row with a key, its columns as text; None where there is none."""
        with self._reading() as connection:
            return lookup.place_of(connection, table, key)

    def places_of_names(self, table: str, names: Sequence[str]) -> list[int]:
        """Ids of the rows whose first key column holds one of the names."""
        with self._reading() as connection:
            return lookup.places_of_names(connection, table, names)

    def names_like(self, tables: Sequence[str], text: str, limit: int) -> list[str]:
        """Names of rows that contain a text, those that begin with it first; for completing references."""
        with self._reading() as connection:
            return lookup.names_like(connection, tables, text, limit)

    def mentions(self, names: Collection[str]) -> Network:
        """A network of all rows that have one of the names as their own or refer to one, and of all overrides."""
        with self._reading() as connection:
            return lookup.mentions(connection, names)
