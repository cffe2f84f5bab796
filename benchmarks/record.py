"""What was measured so far, kept in a file beside the page that is written from it."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import highspy

from benchmarks.measure import Measure, Reading

FOLDER = Path(__file__).resolve().parent
FILE, PAGE = "results.json", "RESULTS.md"
LIBRARIES = ("networx-essentials", "numpy", "pandas", "scipy", "pulp")
_SIGNS = {True: "met", False: "**missed**", None: "told"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One measure as it was last taken."""

    group: str
    name: str
    target: str
    value: str
    passed: bool | None
    date: str
    machine: str
    versions: str


def entry(measure: Measure, reading: Reading) -> Entry:
    """A reading with its day, machine and versions."""
    return Entry(
        group=measure.group,
        name=measure.name,
        target=measure.target,
        value=reading.value,
        passed=reading.passed,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        machine=machine(),
        versions=versions(),
    )


def machine() -> str:
    """Cores, system and how busy it is: figures of a busy machine are too high."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}{load}"


def versions() -> str:
    """Versions of Python, the product, the solver and the libraries that count."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    solver = highspy.Highs().version()  # type: ignore[no-untyped-call]
    return f"Python {platform.python_version()}, HiGHS {solver}, {libraries}"


def keep(entries: Iterable[Entry], order: Iterable[Measure], folder: Path = FOLDER) -> None:
    """Put entries in the place of older ones of the same name, and write the page anew.

    Args:
        entries: What was measured now.
        order: All measures; others are dropped.
        folder: Folder of both files.
    """
    path = folder / FILE
    old = json.loads(path.read_text("utf-8")) if path.exists() else []
    known = {(row["group"], row["name"]): row for row in old}
    known |= {(row.group, row.name): asdict(row) for row in entries}
    rows = [known[measure.group, measure.name] for measure in order if (measure.group, measure.name) in known]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    (folder / PAGE).write_text(page(rows), "utf-8", newline="\n")


def page(rows: Iterable[Mapping[str, object]]) -> str:
    """The results in Markdown."""
    head = (
        "# Measured\n\n"
        "Written by `python dev.py bench`, which takes everything but the groups `script`, `server` and `hard`;\n"
        "`--all` takes those, too, and `python dev.py bench GROUP` one group. Not edited by hand: a measure that is\n"
        "taken again replaces its row. Third-party instances are not part of the project:\n"
        "`NETWORX_BENCHMARKS` names their folder, and without them their measures are skipped.\n"
        "A row tells how busy the machine was when it was\n"
        "taken (load: processes that wanted to run, on the cores named); figures of a busy machine are too high.\n\n"
        "| group | measure | target | value | | day | machine |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    rows = list(rows)
    lines = [
        f"| {row['group']} | {row['name']} | {row['target']} | {row['value']} | {_SIGNS[_truth(row['passed'])]} | "
        f"{row['date']} | {row['machine']} |\n"
        for row in rows
    ]
    used = dict.fromkeys(str(row["versions"]) for row in rows)
    return head + "".join(lines) + "\nVersions: " + "; ".join(used) + ".\n"


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
