"""Tables and figures for people: thousands separated, numbers right, names as they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

NONE = "–"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[str] = ()) -> Table:
    """A table; the columns named in `numbers` are set right.

    Args:
        headers: Names of the columns.
        rows: Texts of the cells.
        numbers: Headers of columns of figures.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        right = header in numbers
        made.add_column(header, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def figure(value: float | None) -> str:
    """A number to read: thousands separated, as many decimals as it needs at that size."""
    if value is None or value != value:
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:,.2f}" if abs(value) >= 1 else f"{value:,.4g}"


def percent(share: float | None) -> str:
    """A share as per cent."""
    return NONE if share is None or share != share else f"{100 * share:.3g} %"


def duration(seconds: float | None) -> str:
    """Seconds to read."""
    if seconds is None:
        return NONE
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d} h" if hours else f"{minutes}:{rest:02d} min"
