"""Take measures, print them as a table, and write them into RESULTS.md.

python dev.py bench                      everything but the sets that take long
python dev.py bench --all                everything
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
LONG = {
    "script": "up to 50 minutes, most of them CBC's",
    "server": "up to 30 minutes, most of them killing",
    "hard": "up to 2 hours, usually a fifth of it",
}
_SIGNS = {True: "[green]met", False: "[red]missed", None: "told"}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python dev.py bench", description="Take measures; RESULTS.md tells them.")
    usual = f"any of: {', '.join(GROUPS)}; none: all but {' and '.join(LONG)}, which take long"
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=usual)
    parser.add_argument("--all", action="store_true", help="everything, the sets that take long among it")
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
    short = [group for group in GROUPS if group not in LONG]
    groups = asked.groups or (GROUPS if asked.all or wanted or asked.list else short)
    return [measure for measure in MEASURES if measure.group in groups and wanted in measure.name.lower()]


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
    for group, takes in LONG.items():
        if not any(measure.group == group for measure in measures) and not asked.groups and not asked.only:
            console.print(f"Not among it: {group} ({takes}); `python dev.py bench {group}` takes it, --all everything.")
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
