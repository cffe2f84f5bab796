"""Outlines of land, countries and states of the USA, read once from the resources.

They come from Natural Earth 4.1 (public domain) and the cartographic boundaries of the United States Census Bureau
(public domain); `resources/make_map.py` converts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.map.projection import Floats, to_world


@dataclass(frozen=True)
class Lines:
    """Polylines one after the other, as places of the projection.

    Attributes:
        points: n × 2 places.
        group: n numbers of the polyline to which a point belongs, rising from 0.
        boxes: m × 4: left, top, right, bottom of each polyline.
        sizes: m numbers of points.
    """

    points: Floats
    group: NDArray[np.int32]
    boxes: Floats
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, points: Floats, sizes: NDArray[Any]) -> Lines:
        """Polylines of the given numbers of points."""
        starts = np.cumsum(sizes) - sizes
        low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
        group = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return cls(points, group, np.hstack([low, high]), np.asarray(sizes, dtype=np.int64))

    def within(self, left: float, top: float, right: float, bottom: float) -> Lines:
        """The polylines whose box meets another box."""
        boxes = self.boxes
        met = (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
        sizes = self.sizes[met]
        group = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return Lines(self.points[np.repeat(met, self.sizes)], group, boxes[met], sizes)


@dataclass(frozen=True)
class Outlines:
    """What is known of the ground at one level of detail.

    Attributes:
        land: Rings to be filled.
        coast: Lines between land and water.
        borders: Lines between countries.
    """

    land: Lines
    coast: Lines
    borders: Lines


@lru_cache(maxsize=2)
def outlines(level: str) -> Outlines:
    """Outlines of the world.

    Args:
        level: ``coarse`` (1 : 50 million) or ``fine`` (1 : 10 million).
    """
    arrays = _arrays(level)
    points, sizes = _arcs(arrays)
    numbers, ring_sizes = arrays["rings"], arrays["ring_sizes"]
    chosen = _chosen(numbers, sizes)
    ring_of_arc = np.repeat(np.arange(len(ring_sizes)), ring_sizes)
    lengths = np.bincount(ring_of_arc, weights=sizes[_plain(numbers)], minlength=len(ring_sizes)).astype(np.int64)
    coast = np.setdiff1d(_plain(numbers), arrays["borders"])
    return Outlines(
        land=_closed(points[chosen], lengths),
        coast=_of(points, sizes, coast),
        borders=_of(points, sizes, arrays["borders"]),
    )


@lru_cache(maxsize=1)
def state_borders() -> Lines:
    """Lines between the states of the USA."""
    arrays = _arrays("states")
    points, sizes = _arcs(arrays)
    return Lines.of(points, sizes)


def _arrays(level: str) -> Mapping[str, NDArray[Any]]:
    content = files("resources").joinpath("map", "outlines.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as packed:
        return {name.removeprefix(f"{level}_"): packed[name] for name in packed if name.startswith(f"{level}_")}


def _arcs(arrays: Mapping[str, NDArray[Any]]) -> tuple[Floats, NDArray[np.int64]]:
    """All arcs as places of the projection, and the points of each."""
    steps = arrays["steps"].T.astype(np.int64)
    steps[arrays["large"]] = arrays["large_steps"]
    sizes = arrays["arc_sizes"].astype(np.int64)
    sums = np.cumsum(steps, axis=0)
    starts = np.cumsum(sizes) - sizes
    before = np.zeros((len(sizes), 2), dtype=np.int64)
    before[1:] = sums[starts[1:] - 1]
    degrees = (sums - np.repeat(before, sizes, axis=0)) * arrays["scale"] + arrays["translate"]
    return np.column_stack(to_world(degrees[:, 0], degrees[:, 1])), sizes


def _plain(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Arcs whichever way they are walked; one walked backwards is named by its complement."""
    return np.where(numbers < 0, ~numbers, numbers).astype(np.int64)


def _chosen(numbers: NDArray[Any], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of the points of the given arcs, each walked in its direction."""
    plain, backwards = _plain(numbers), numbers < 0
    lengths = sizes[plain]
    firsts = (np.cumsum(sizes) - sizes)[plain]
    begins = np.where(backwards, firsts + lengths - 1, firsts)
    ways = np.where(backwards, -1, 1)
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.asarray(np.repeat(begins, lengths) + np.repeat(ways, lengths) * within, dtype=np.int64)


def _of(points: Floats, sizes: NDArray[np.int64], numbers: NDArray[Any]) -> Lines:
    return Lines.of(_joined(points[_chosen(numbers, sizes)], sizes[_plain(numbers)]), sizes[_plain(numbers)])


def _joined(points: Floats, sizes: NDArray[np.int64]) -> Floats:
    """Lines that cross the edge of the world go on beyond it, instead of jumping to the other edge."""
    jumps = np.zeros(len(points))
    jumps[1:] = -np.round(np.diff(points[:, 0]))
    starts = np.cumsum(sizes) - sizes
    jumps[starts] = 0.0
    moved = np.cumsum(jumps)
    return np.column_stack([points[:, 0] + moved - np.repeat(moved[starts], sizes), points[:, 1]])


def _closed(points: Floats, sizes: NDArray[np.int64]) -> Lines:
    """Rings; one that goes around the pole is closed along the lower edge of the world."""
    points = _joined(points, sizes)
    ends = np.cumsum(sizes)
    around = np.flatnonzero(np.abs(points[ends - 1, 0] - points[ends - sizes, 0]) > 0.5)
    corners = np.column_stack(
        [points[np.stack([ends - 1, ends - sizes], 1)[around].ravel(), 0], np.ones(2 * len(around))]
    )
    sizes = sizes.copy()
    sizes[around] += 2
    return Lines.of(np.insert(points, np.repeat(ends[around], 2), corners, axis=0), sizes)
