"""What a grid asks the store, answered on the database thread: which rows there are, and pages of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.models.cell_text import decimals_of
from desktop.models.row_cache import ROWS_IN_A_PAGE, Row
from desktop.models.row_difference import RowDifference
from engine.network import Source
from engine.schema import Table, input_table
from engine.schema import setting as setting_of
from sync.store import Asked

if TYPE_CHECKING:
    from desktop.models.overriding import Overridden
    from sync.store import Project

_UNITS = ("currency", "distance_unit", "weight_unit")


@dataclass(frozen=True)
class Opened:
    """The rows of a table in the order asked for.

    Attributes:
        places: Ids of the rows.
        total: Rows of the table without filters.
        difference: What leads there from the ids held before.
        first: The first page.
        units: Currency and units of the project.
        sources: What the numbers in ``_source`` stand for.
    """

    places: array[int]
    total: int
    difference: RowDifference
    first: PageRead
    units: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class PageRead:
    """Rows of a page.

    Attributes:
        places: Their ids.
        rows: Cells of each; None for a row deleted meanwhile.
        decimals: Digits after the decimal sign that each column of the schema needs.
        overridden: Cells that the chosen scenario changes.
    """

    places: Sequence[int]
    rows: list[Row | None]
    decimals: list[int]
    overridden: Overridden = field(default_factory=dict)


def open_rows(project: Project, asked: Asked, held: array[int], scenario: str) -> Opened:
    """Which rows there are, with the first page of them.

    Raises:
        KnownError: ``filter-unreadable``.
    """
    import desktop.models.replacing  # noqa: F401  what edits need is there before the first one, and not on the window's time

    places = project.places(asked)
    settings = {row[0]: row[1] for row in project.cells("settings", project.places(Asked("settings")))}
    return Opened(
        places=places,
        total=len(places) if not (asked.filters or asked.search) else project.row_counts()[asked.table],
        difference=RowDifference.between(held, places),
        first=read_page(project, asked.table, places[:ROWS_IN_A_PAGE], scenario),
        units={name: settings.get(name) or setting_of(name).default for name in _UNITS},
        sources=project.rows.sources(),
    )


def read_page(project: Project, table: str, places: Sequence[int], scenario: str) -> PageRead:
    """The rows of some ids, in their order."""
    from desktop.models.overriding import overridden_cells

    found = project.rows.page(table, places)
    rows = [found.get(place) for place in places]
    present = [place for place in places if place in found]
    return PageRead(
        places, rows, _decimals(input_table(table), rows), overridden_cells(project, scenario, table, present)
    )


def _decimals(table: Table, rows: Sequence[Row | None]) -> list[int]:
    """As many as the cell that needs most, so that figures stand below each other."""
    return [
        max((decimals_of(row[number]) for row in rows if row is not None), default=0) if column.is_number else 0
        for number, column in enumerate(table.columns)
    ]
