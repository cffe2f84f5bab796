"""The edit behind a site that was carried to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import KnownError

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from sync.store import Project

_DECIMALS = 5  # of a degree: a metre


def moved_site(project: Project, table: str, name: str, longitude: float, latitude: float) -> ChangeSet:
    """The change that sets the coordinates of a site.

    Args:
        project: The project as it stands.
        table: suppliers, facilities or customers.
        name: Name of the site.
        longitude: Degrees east.
        latitude: Degrees north.

    Raises:
        KnownError: ``site-gone``: the site is not in the table any more.
    """
    import numpy as np

    from engine.changes import set_cells
    from engine.network import Network
    from engine.schema import input_table

    network = Network.of({table: project.table(table)})
    key = input_table(table).key[0]
    positions = np.flatnonzero(network[table][key] == name)
    if not len(positions):
        raise KnownError(
            "site-gone",
            f"{name} is not among the {table} any more.",
            where=table,
            what_to_do="Undo its deletion or renaming, then move it.",
        )
    place = {"latitude": [round(latitude, _DECIMALS)], "longitude": [round(longitude, _DECIMALS)]}
    return set_cells(network, table, positions[:1], place)
