"""The edit behind a candidate that was put on the map."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.context import Context
    from engine.changes import ChangeSet
    from sync.store import Project

_DECIMALS = 5  # of a degree: a metre


def add_candidate(
    context: Context, label: str, stem: str, place: tuple[float, float], *, numbered: bool = True
) -> None:
    """Adds a candidate warehouse as one step, and selects it.

    Args:
        context: What the page is given.
        label: Name of the step.
        stem: See `new_candidate`.
        place: Longitude and latitude.
        numbered: See `new_candidate`.
    """
    names: list[str] = []

    def make(project: Project) -> ChangeSet:
        change_set, name = new_candidate(project, stem, *place, numbered=numbered)
        names.append(name)
        return change_set

    context.session.edit(make, label, done=lambda _version: context.selection.choose_sites(names))


def new_candidate(
    project: Project, stem: str, longitude: float, latitude: float, *, numbered: bool = True
) -> tuple[ChangeSet, str]:
    """The change that adds a candidate warehouse, and its name.

    Its costs and limits are blank, as a row that is typed in; the user gives them in the table.

    Args:
        project: The project as it stands.
        stem: What its name begins with; the first free number follows.
        longitude: Degrees east.
        latitude: Degrees north.
        numbered: Whether the first one has a number, too.
    """
    import pandas as pd

    from engine.changes import insert_rows
    from engine.network import Network

    tables = {"suppliers": "supplier", "facilities": "facility", "customers": "customer", "groups": "group"}
    frames = {table: project.table(table) for table in tables}
    taken = {name for table, key in tables.items() for name in frames[table][key]}
    names = (f"{stem} {number}" if numbered or number > 1 else stem for number in count(1))
    name = next(name for name in names if name not in taken)
    row = {
        "facility": [name],
        "kind": ["warehouse"],
        "state": ["candidate"],
        "latitude": [round(latitude, _DECIMALS)],
        "longitude": [round(longitude, _DECIMALS)],
    }
    network = Network.of({"facilities": frames["facilities"]})
    return insert_rows(network, "facilities", pd.DataFrame(row)), name
