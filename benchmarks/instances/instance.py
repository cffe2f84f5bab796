"""An instance: a network with the answer that others published, and where the files of third parties are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engine.network import Network

VARIABLE = "NETWORX_BENCHMARKS"
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"


@dataclass(frozen=True)
class Instance:
    """A network and its published answer.

    Attributes:
        name: Name of the instance in its library.
        network: The instance in the tables of the product.
        optimum: Published objective; None where none is known.
        proven: Whether the published objective is proven optimal.
        tolerance: Relative error with which the objective was published.
    """

    name: str
    network: Network
    optimum: float | None = None
    proven: bool = True
    tolerance: float = 1e-6


def folder() -> Path | None:
    """The folder of third-party instances, by the variable or beside the project; None where there is none."""
    named = os.environ.get(VARIABLE)
    place = Path(named) if named else BESIDE
    return place if place.is_dir() else None


def published(path: Path, key: str, column: str) -> dict[str, float]:
    """A column of numbers from a csv file of published answers, by the key column."""
    rows = pd.read_csv(path)
    given = rows[rows[column].notna()]
    return dict(zip(given[key].astype(str), given[column].astype(float), strict=True))
