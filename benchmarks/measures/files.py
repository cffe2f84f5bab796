"""Imports of large files, in a process of their own."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.instances import generate
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.io.exporting import export_csv, export_workbook
from engine.io.importing import import_source
from engine.network import Network

WORKBOOK_ROWS, CSV_ROWS = 100_000, 1_000_000
GIBIBYTE = 2**30


def _network(rows: int) -> Network:
    """The lanes of a location problem: `rows` of them."""
    lanes = generate.capacitated(sites=100, customers=rows // 100).network()["lanes"]
    return Network.of({"lanes": lanes})


def read(path: Path) -> tuple[float, int, int]:
    """Seconds, rows used and issues of an import; called in a process of its own."""
    began = time.monotonic()
    result = import_source(path)
    return time.monotonic() - began, result.rows_used, len(result.issues)


def _reading(path: Path, rows: int, most_s: float) -> Reading:
    (seconds, used, issues), peak = isolated(read, path)
    size = path.stat().st_size / 2**20
    text = f"{used:,} rows, {size:.1f} MiB in {seconds:.1f} s; peak {peak / GIBIBYTE:.2f} GiB; {issues} issues"
    return Reading(text, used == rows and seconds <= most_s)


def _workbook(_: Options) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lanes.xlsx")
        export_workbook(_network(WORKBOOK_ROWS), path)
        return _reading(path, WORKBOOK_ROWS, 15)


def _csv(_: Options) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        export_csv(_network(CSV_ROWS), Path(folder))
        return _reading(Path(folder, "lanes.csv"), CSV_ROWS, 15)


MEASURES = (
    Measure("files", "import a workbook of 100,000 lanes", "every row, ≤ 15 s", _workbook),
    Measure("files", "import a csv of 1,000,000 lanes", "every row, ≤ 15 s", _csv),
)
