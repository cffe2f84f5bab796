"""Imports of large files into a project, by the command that a user gives; its start counts, too."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.commands import command
from benchmarks.instances import generate
from benchmarks.isolated import Ended, watched
from benchmarks.measure import Measure, Options, Reading
from engine.io.exporting import export_csv, export_workbook
from engine.network import Network

SITES, WORKBOOK_CUSTOMERS, CSV_CUSTOMERS = 100, 1_000, 10_000
WORKBOOK_S, CSV_S, CSV_GIBIBYTES = 3.0, 20.0, 1.0
GIBIBYTE = 2**30


def imported(network: Network, write: Callable[[Network, Path], Path]) -> tuple[Ended, int]:
    """Import a network into a new project, as a source that `write` makes in a folder; and the source's bytes."""
    with tempfile.TemporaryDirectory() as name:
        project, source = Path(name, "bench.networx"), write(network, Path(name))
        made = watched(command("new", project))
        if made.code != 0:
            raise RuntimeError(f"networx new ended with {made.code}")
        size = source.stat().st_size if source.is_file() else sum(file.stat().st_size for file in source.iterdir())
        return watched(command("import", project, source, "--json")), size


def _workbook(network: Network, folder: Path) -> Path:
    path = folder / "network.xlsx"
    export_workbook(network, path)
    return path


def _csv(network: Network, folder: Path) -> Path:
    tables = folder / "tables"
    tables.mkdir()
    export_csv(network, tables)
    return tables


def _measure(
    name: str, customers: int, write: Callable[[Network, Path], Path], most_s: float, most_gib: float | None = None
) -> Measure:
    def take(_: Options) -> Reading:
        network = generate.capacitated(sites=SITES, customers=customers).network()
        ended, size = imported(network, write)
        if ended.code != 0:
            return Reading(f"networx import ended with {ended.code}", passed=False)
        document = json.loads(ended.output)
        used = sum(sheet["rows_used"] for sheet in document["sheets"])
        rows = sum(len(frame) for frame in network.tables.values())
        text = f"{used:,} of {rows:,} rows, {size / 2**20:.1f} MiB, {len(document['issues'])} issues, in the project "
        text += f"after {ended.seconds:.1f} s; peak {ended.peak / GIBIBYTE:.2f} GiB"
        in_time, small = ended.seconds <= most_s, most_gib is None or ended.peak < most_gib * GIBIBYTE
        return Reading(text, used == rows and in_time and small)

    target = f"every row, ≤ {most_s:g} s" + ("" if most_gib is None else f", < {most_gib:g} GiB")
    return Measure("files", f"networx import of {name}", target, take)


MEASURES = (
    _measure("a workbook of 100 × 1,000: 100,000 lanes", WORKBOOK_CUSTOMERS, _workbook, WORKBOOK_S),
    _measure("csv files of 100 × 10,000: 1,000,000 lanes", CSV_CUSTOMERS, _csv, CSV_S, CSV_GIBIBYTES),
)
