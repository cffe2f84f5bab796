"""Network: every table of a model, immutable by convention, with typed access to its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from engine.network.frames import SOURCE, SOURCE_ROW, conform, empty_frame
from engine.network.provenance import Source
from engine.schema import INPUT_TABLES, input_table, setting
from engine.schema.core.scenarios import BASELINE

__all__ = ["BASELINE", "Network", "key_text"]


@dataclass(frozen=True)
class Network:
    """The tables of a model; treat the frames as read-only and make a new network to change one.

    Attributes:
        tables: A frame in canonical form for every input table of the schema.
        sources: What the provenance numbers in the frames' ``_source`` column stand for.
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[int, Source] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tables: Mapping[str, pd.DataFrame] | None = None, sources: Mapping[int, Source] | None = None
    ) -> Network:
        """A network of the given rows; tables that are not given are empty.

        Raises:
            BugError: A table or column does not belong to the schema.
        """
        given = dict(tables or {})
        frames = {
            name: conform(given.pop(name), table) if name in given else empty_frame(table)
            for name, table in INPUT_TABLES.items()
        }
        if given:
            raise KeyError(f"unknown tables: {sorted(given)}")
        return cls(frames, dict(sources or {}))

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The frame of a table."""
        return self.tables[table]

    def with_tables(self, tables: Mapping[str, pd.DataFrame]) -> Network:
        """A network in which the given frames stand in place of their tables' own."""
        frames = {name: conform(frame, input_table(name)) for name, frame in tables.items()}
        return replace(self, tables={**self.tables, **frames})

    def setting(self, name: str) -> str:
        """The value of a setting as text: its row, else its default; empty where it has neither."""
        rows = self.tables["settings"]
        values = rows.loc[rows["name"] == name, "value"]
        value = str(values.iloc[-1]).strip() if len(values) else ""
        return value or setting(name).default

    def setting_number(self, name: str) -> float:
        """The value of a number setting; NaN where it has neither row nor default.

        Raises:
            ValueError: The row holds something that is not a number (validation reports it as an issue).
        """
        value = self.setting(name)
        return float(value) if value else float("nan")

    def units(self) -> dict[str, str]:
        """Currency, distance_unit and weight_unit, for the texts of units."""
        return {name: self.setting(name) for name in ("currency", "distance_unit", "weight_unit")}

    def cell_source(self, table: str, row: int, column: str = "") -> str:
        """Where a row was imported from, as ``file!sheet!cell``; empty for a row that was typed in.

        Args:
            table: Table name.
            row: Position of the row in the frame.
            column: Column meant; empty for the whole row.
        """
        return self.cell_sources(table, [row], column)[0]

    def cell_sources(self, table: str, rows: Sequence[int], column: str = "") -> list[str]:
        """As ``cell_source`` for many rows at once."""
        frame = self.tables[table]
        numbers = np.nan_to_num(frame[SOURCE].to_numpy(dtype=float)[rows], nan=-1.0).astype(int).tolist()
        lines = np.nan_to_num(frame[SOURCE_ROW].to_numpy(dtype=float)[rows]).astype(int).tolist()
        sources = [self.sources.get(number) for number in numbers]
        return [source.cell(column, line) if source else "" for source, line in zip(sources, lines, strict=True)]

    def row_key(self, table: str, row: int) -> dict[str, str]:
        """Key columns of a row with their values as text."""
        frame = self.tables[table]
        return {name: key_text(frame[name].iat[row]) for name in input_table(table).key}


def key_text(value: object) -> str:
    """A cell as canonical text: numbers without a needless ``.0``, a blank as ``""``."""
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
