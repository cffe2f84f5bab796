"""The sample models that ship with the product: their list, and each as a network."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import pandas as pd

from engine.errors import KnownError
from engine.network import Network
from engine.schema import Column, ColumnType, Table, input_table

_SUFFIX = ".csv"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample model: its name on the command line, a title, and a line that says what is in it."""

    name: str
    title: str
    one_line: str


def sample_names() -> list[Sample]:
    """The samples in the order in which they are offered."""
    rows = _read(_folder() / f"samples{_SUFFIX}")
    return [Sample(*cells) for cells in zip(rows["name"], rows["title"], rows["one_line"], strict=True)]


def load_sample(name: str) -> Network:
    """A sample as a network.

    Args:
        name: Name of the sample, as listed.

    Raises:
        KnownError: ``sample-unknown``: no sample has that name.
    """
    offered = [sample.name for sample in sample_names()]
    if name not in offered:
        raise KnownError(
            "sample-unknown",
            f"There is no sample named “{name}”.",
            what_to_do=f"Choose one of: {', '.join(offered)}.",
        )
    paths = {
        path.name.removesuffix(_SUFFIX): path for path in (_folder() / name).iterdir() if path.name.endswith(_SUFFIX)
    }
    return Network.of({table: _typed(_read(path), input_table(table)) for table, path in paths.items()})


def _folder() -> Traversable:
    """Where the samples are: beside the code, in an installed package, or inside a frozen application."""
    return files("resources") / "samples"


def _read(path: Traversable) -> pd.DataFrame:
    """The cells of a csv file as text, a blank as the empty text."""
    with path.open("rb") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8")


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    return frame.assign(**{name: _cells(frame[name], table.column(name)) for name in frame.columns})


def _cells(cells: pd.Series, column: Column) -> pd.Series:
    if not column.is_number:
        return cells
    if column.type is not ColumnType.COST:
        return pd.to_numeric(cells.replace("", None))
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers.astype("object").where(numbers.notna(), cells)
