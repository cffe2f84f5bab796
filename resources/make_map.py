"""Convert outlines of land, countries and states of the USA into the file that maps are painted from.

`python -m resources.make_map FOLDER`, where FOLDER holds the unpacked npm packages `world-atlas` (2.0) and
`us-atlas` (3.0). Both bring TopoJSON: arcs of quantised differences, and shapes that name arcs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).parent / "map" / "outlines.npz"
# Name of a level → file of the countries; the coarse one serves the view of a continent, the fine one that of a region.
LEVELS = {"coarse": "countries-50m.json", "fine": "countries-10m.json"}

Arrays = dict[str, NDArray[Any]]


def main(arguments: Sequence[str]) -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Convert outlines for maps.")
    parser.add_argument("folder", type=Path, help="folder that holds world-atlas and us-atlas")
    folder: Path = parser.parse_args(arguments).folder
    arrays: Arrays = {}
    for level, name in LEVELS.items():
        arrays |= prefixed(level, countries(json.loads((folder / "world-atlas" / name).read_text(encoding="utf-8"))))
    arrays |= prefixed("states", states(json.loads((folder / "us-atlas" / "states-10m.json").read_text("utf-8"))))
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(TARGET, **arrays)  # type: ignore[arg-type]  # its stub takes the names for other parameters
    return 0


def countries(topology: dict[str, Any]) -> Arrays:
    """Arcs, the rings of all land, and which arcs part two countries."""
    rings = list(rings_of(topology["objects"]["land"]))
    return arcs_of(topology) | {
        "rings": np.concatenate([np.array(ring, np.int32) for ring in rings]),
        "ring_sizes": np.array([len(ring) for ring in rings], np.int32),
        "borders": shared(topology["objects"]["countries"]),
    }


def states(topology: dict[str, Any]) -> Arrays:
    """The arcs that part two states."""
    borders = shared(topology["objects"]["states"])
    kept = topology | {"arcs": [topology["arcs"][number] for number in borders]}
    return arcs_of(kept) | {"borders": np.arange(len(borders), dtype=np.int32)}


def arcs_of(topology: dict[str, Any]) -> Arrays:
    """All arcs one after the other: quantised differences, the points of each, and how to make degrees of them."""
    steps = np.concatenate([np.array(arc, np.int32) for arc in topology["arcs"]])
    small = steps.astype(np.int16)
    # Few differences need more than two bytes; those are kept beside the others.
    large = np.flatnonzero((small != steps).any(axis=1))
    return {
        "steps": small.T,
        "large": large.astype(np.int32),
        "large_steps": steps[large],
        "arc_sizes": np.array([len(arc) for arc in topology["arcs"]], np.int32),
        "scale": np.array(topology["transform"]["scale"]),
        "translate": np.array(topology["transform"]["translate"]),
    }


def shared(collection: dict[str, Any]) -> NDArray[np.int32]:
    """Arcs that stand in the outlines of two shapes; an arc that is walked backwards is named by its complement."""
    uses: dict[int, set[int]] = {}
    for number, shape in enumerate(collection["geometries"]):
        for ring in rings_of(shape):
            for arc in ring:
                uses.setdefault(arc if arc >= 0 else ~arc, set()).add(number)
    return np.array(sorted(arc for arc, shapes in uses.items() if len(shapes) > 1), np.int32)


def rings_of(shape: dict[str, Any]) -> Iterator[list[int]]:
    """The rings of a shape, each as the arcs it is made of."""
    match shape["type"]:
        case "GeometryCollection":
            for part in shape["geometries"]:
                yield from rings_of(part)
        case "MultiPolygon":
            for polygon in shape["arcs"]:
                yield from polygon
        case "Polygon":
            yield from shape["arcs"]


def prefixed(level: str, arrays: Arrays) -> Arrays:
    """The arrays under names that begin with their level."""
    return {f"{level}_{name}": array for name, array in arrays.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
