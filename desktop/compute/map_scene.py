"""Scenes of maps, made beside the user interface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.compute.run_summary import stamp_of
from desktop.map.changes import Pair
from desktop.map.composing import compose, compose_change
from desktop.map.material import read_material
from desktop.map.scene import Colouring, Kind, Scene
from desktop.map.scene_file import write_scene
from desktop.map.site_columns import Asked
from engine.expansion.periods import read_periods
from engine.network import Network
from engine.runs.codec import to_plain
from sync.store import OpenMode, Project


def make(
    *,
    file: str,
    scenario: str,
    run: str,
    period: str,
    product: str,
    colouring: str,
    target: str,
    pair: Sequence[Sequence[str]] = (),
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
        pair: Scenario and run (empty for the latest) of each of two between which changed assignments are marked;
            empty for none.

    Returns:
        ``scene``: the file; ``sites`` and ``placed``: how many there are and how many have a position; ``stamp``:
        that of the run whose flows it shows, None for none or two; ``currency``; ``title``; ``notes``;
        ``first_table``: a table whose sites have no position, empty for none; ``changed``: number of changed
        assignments, None where nothing is compared; ``customers``: number of customers.

    Raises:
        KnownError: The project cannot be read, or the run is not in it.
    """
    path, asked = Path(file), Asked(period, product)
    compared = _compared(path, pair)
    material = read_material(path, scenario, run)
    of_both = compared is not None and Colouring(colouring) is Colouring.CHANGE
    if compared is not None and of_both:
        scene = compose_change(compared, asked)
    else:
        scene = compose(material, asked, Colouring(colouring), compared)
    write_scene(scene, Path(target))
    return {
        "scene": target,
        "sites": len(scene.sites),
        "placed": int(scene.sites.placed.sum()),
        "stamp": to_plain(stamp_of(material.record)) if material.record and not of_both else None,
        "currency": material.network.setting("currency"),
        "title": scene.title,
        "notes": list(scene.notes),
        "first_table": _first_table(scene),
        "changed": None if scene.changes is None else scene.changes.count,
        "customers": int((scene.sites.kind == Kind.CUSTOMER).sum()),
    }


def _compared(path: Path, pair: Sequence[Sequence[str]]) -> Pair | None:
    if not pair:
        return None
    first, second = (read_material(path, scenario, run) for scenario, run in pair)
    return first, second


def _first_table(scene: Scene) -> str:
    waiting = scene.sites.kind[~scene.sites.placed]
    return Kind(int(waiting.max())).table if len(waiting) else ""


def choices(file: str) -> dict[str, list[str]]:
    """Products and periods that a map may be narrowed to, the periods in time order.

    Raises:
        KnownError: The project cannot be read.
    """
    with Project.open(Path(file), OpenMode.READ) as project:
        products = project.table("products")["product"].tolist()
        periods = read_periods(Network.of({"periods": project.table("periods")}))
    return {"products": products, "periods": [str(name) for name in periods.names.names]}
