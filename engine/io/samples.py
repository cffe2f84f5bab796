"""The sample models that ship with the product: their list, and each as a network."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from engine.errors import KnownError
from engine.schema import Column, ColumnType, Table, input_table

if TYPE_CHECKING:
    import pandas as pd

    from engine.network import Network

_SUFFIX = ".csv"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample model: its name on the command line, a title, and a line that says what is in it."""

    name: str
    title: str
    one_line: str


def sample_names() -> list[Sample]:
    """The samples in the order in which they are offered; at once, without the libraries of tables."""
    with (_folder() / f"samples{_SUFFIX}").open("r", encoding="utf-8") as file:
        return [Sample(**row) for row in csv.DictReader(file)]


def load_sample(name: str) -> Network:
    """A sample as a network.

    Args:
        name: Name of the sample, as listed.

    Raises:
        KnownError: ``sample-unknown``: no sample has that name.
    """
    from engine.network import Network

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
    import pandas as pd

    with path.open("rb") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8")


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    return frame.assign(**{name: _cells(frame[name], table.column(name)) for name in frame.columns})


def _cells(cells: pd.Series, column: Column) -> pd.Series:
    import pandas as pd

    if not column.is_number:
        return cells
    if column.type is not ColumnType.COST:
        return pd.to_numeric(cells.replace("", None))
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers.astype("object").where(numbers.notna(), cells)
