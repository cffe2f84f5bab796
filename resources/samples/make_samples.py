"""Write the sample models anew: `python -m resources.samples.make_samples`. The same seed gives the same files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import numpy as np

from engine.schema import input_table
from resources.samples.recipes import europe_three_echelon, infeasible_on_purpose, us_distribution
from resources.samples.recipes.rows import Row

FOLDER = Path(__file__).resolve().parent
SEED = 20270101
RECIPES: Mapping[str, ModuleType] = {
    "us-distribution": us_distribution,
    "europe-three-echelon": europe_three_echelon,
    "infeasible-on-purpose": infeasible_on_purpose,
}


def write_samples(folder: Path = FOLDER) -> None:
    """Write the list of samples and a folder for each of them.

    Args:
        folder: Folder that receives them.
    """
    for name, recipe in RECIPES.items():
        (folder / name).mkdir(exist_ok=True)
        for table, rows in recipe.make(np.random.default_rng(SEED)).items():
            write_csv(folder / name / f"{table}.csv", input_table(table).column_names, rows)
    listed = [{"name": name, "title": recipe.TITLE, "one_line": recipe.ONE_LINE} for name, recipe in RECIPES.items()]
    write_csv(folder / "samples.csv", ("name", "title", "one_line"), listed)


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Row]) -> None:
    """Write rows under a header; a column that a row does not have is blank."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(header), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _text(cell) for name, cell in row.items()} for row in rows)


def _text(cell: object) -> str:
    """A cell without a needless fraction or exponent: figures that are rounded as a person would write them."""
    return f"{cell:.6f}".rstrip("0").rstrip(".") if isinstance(cell, int | float) else str(cell)


if __name__ == "__main__":
    write_samples()
