"""Take measures, print them as a table, and write them into RESULTS.md.

python dev.py bench                      everything; takes long
python dev.py bench optima build         two groups
python dev.py bench --only pmed11        measures whose name holds a text
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measure, Options, Reading, SkipError
from benchmarks.measures import MEASURES
from benchmarks.record import Entry, entry, keep

GROUPS = tuple(dict.fromkeys(measure.group for measure in MEASURES))
_SIGNS = {True: "[green]met", False: "[red]missed", None: "told"}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python dev.py bench", description="Take measures; RESULTS.md tells them.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"any of: {', '.join(GROUPS)}; none: all")
    parser.add_argument("--only", default="", metavar="NAME", help="measures whose name holds this text")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="for each hard instance")
    parser.add_argument("--threads", type=int, default=0, help="of the solver; 0: as many as it likes")
    parser.add_argument("--list", action="store_true", help="list the measures and leave")
    asked = parser.parse_args(arguments)
    unknown = [group for group in asked.groups if group not in GROUPS]
    if unknown:
        parser.error(f"no group {', '.join(unknown)}; there are: {', '.join(GROUPS)}")
    return asked


def chosen(asked: argparse.Namespace) -> list[Measure]:
    """The measures asked for."""
    wanted = asked.only.lower()
    return [
        measure
        for measure in MEASURES
        if (not asked.groups or measure.group in asked.groups) and wanted in measure.name.lower()
    ]


def main(arguments: Sequence[str]) -> int:
    """Take the measures; 1 where a target is missed, 2 where none was asked for."""
    asked = parse(arguments)
    measures = chosen(asked)
    console = Console()
    if not measures:
        console.print("No measure has that name; --list tells them.")
        return 2
    if asked.list:
        console.print(_table("measure", [(measure, measure.target, "") for measure in measures]))
        return 0
    options = Options(limit_s=asked.limit, threads=asked.threads)
    rows, entries = [], []
    for measure in measures:
        reading = _take(measure, options, console)
        rows.append((measure, *_told(reading)))
        if isinstance(reading, Entry):
            entries.append(reading)
            keep([reading], MEASURES)
    console.print(_table("measured", rows))
    return 1 if any(row.passed is False for row in entries) else 0


def _take(measure: Measure, options: Options, console: Console) -> Entry | str:
    """The measure as an entry, or why it was skipped."""
    with console.status(f"{measure.group}: {measure.name}"):
        try:
            reading: Reading = measure.take(options)
        except SkipError as reason:
            return f"skipped: {reason}"
    return entry(measure, reading)


def _told(reading: Entry | str) -> tuple[str, str]:
    if isinstance(reading, str):
        return reading, ""
    return reading.value, _SIGNS[reading.passed]


def _table(title: str, rows: Sequence[tuple[Measure, str, str]]) -> Table:
    table = Table("group", "measure", title, "")
    for measure, text, sign in rows:
        table.add_row(measure.group, measure.name, text, sign)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
