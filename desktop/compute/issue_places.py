"""Issues of an import as plain data, each with its sheet and with its cell as numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from engine.issues import Issue

_CELL = re.compile(r"(?P<letters>[A-Z]{1,3})(?P<row>\d+)$")
_ROW = re.compile(r"row (?P<row>\d+)$")


def placed(issue: Issue) -> dict[str, Any]:
    """The issue with ``sheet``, and its cell counted from 0 as ``row`` and ``at``; −1 where it has none."""
    place = issue.source.split("!")
    cell, row = _CELL.match(place[-1]), _ROW.match(place[-1])
    at = -1
    if cell is not None:
        at = _number(cell["letters"])
        line = int(cell["row"]) - 1
    else:
        line = int(row["row"]) - 1 if row is not None else -1
    named = [part for part in place[:-1] if part] if cell or row else place
    sheet = named[1] if len(named) > 1 else Path(named[0]).stem if named else ""
    return {**issue.to_dict(), "sheet": sheet, "row": line, "at": at}


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
