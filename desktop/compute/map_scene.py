"""Scenes of maps, made beside the user interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.map.composing import compose
from desktop.map.material import read_material
from desktop.map.scene import Colouring
from desktop.map.scene_file import write_scene
from desktop.map.site_columns import Asked


def make(
    *, file: str, scenario: str, run: str, period: str, product: str, colouring: str, target: str
) -> dict[str, Any]:
    """Writes the scene of a scenario into a file.

    Args:
        file: Project file.
        scenario: Name of the scenario.
        run: Identifier of a run; empty for the latest of the scenario.
        period: A period; empty for all together.
        product: A product; empty for all together.
        colouring: A `Colouring`.
        target: File to be written.

    Returns:
        ``scene``: the file; ``sites`` and ``placed``: how many there are and how many have a position; ``run``: which
        run's flows it shows, empty for none; ``title``; ``notes``.

    Raises:
        KnownError: The project cannot be read, or the run is not in it.
    """
    material = read_material(Path(file), scenario, run)
    scene = compose(material, Asked(period, product), Colouring(colouring))
    write_scene(scene, Path(target))
    return {
        "scene": target,
        "sites": len(scene.sites),
        "placed": int(scene.sites.placed.sum()),
        "run": material.record.id if material.record else "",
        "title": scene.title,
        "notes": list(scene.notes),
    }


def choices(file: str) -> dict[str, list[str]]:
    """Products and periods that a map may be narrowed to, the periods in time order.

    Raises:
        KnownError: The project cannot be read.
    """
    from engine.expansion.periods import read_periods
    from engine.network import Network
    from sync.store import OpenMode, Project

    with Project.open(Path(file), OpenMode.READ) as project:
        products = project.table("products")["product"].tolist()
        periods = read_periods(Network.of({"periods": project.table("periods")}))
    return {"products": products, "periods": [str(name) for name in periods.names.names]}
