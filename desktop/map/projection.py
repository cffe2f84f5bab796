"""Web Mercator: the world as a square of side 1, x to the east and y to the south."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MOST_LATITUDE = 85.05112877980659  # where the world is a square
EQUATOR_KM = 40_075.016686


def to_world(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Places on the square.

    Args:
        longitude: n degrees east; beyond ±180 lies beyond the edge of the square.
        latitude: n degrees north; cut at ±85.05.

    Returns:
        n x and n y; NaN where a coordinate is NaN.
    """
    x = (np.asarray(longitude, dtype=np.float64) + 180.0) / 360.0
    phi = np.radians(np.clip(np.asarray(latitude, dtype=np.float64), -MOST_LATITUDE, MOST_LATITUDE))
    y = 0.5 - np.log(np.tan(np.pi / 4 + phi / 2)) / (2 * np.pi)
    return x, np.asarray(y, dtype=np.float64)


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the square; the longitude within ±180."""
    longitude = (x % 1.0) * 360.0 - 180.0
    latitude = math.degrees(2 * math.atan(math.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2)
    return longitude, latitude


def km_across(y: float) -> float:
    """Length of the parallel at y, in km: what the width of the square measures there."""
    latitude = math.radians(to_degrees(0.5, y)[1])
    return EQUATOR_KM * math.cos(latitude)


def unwrapped(x: Floats) -> Floats:
    """Places moved by whole worlds so that the widest empty strip between them lies at the edges.

    A network around the Pacific so lies in one piece, and its lanes go the short way.

    Args:
        x: n places within [0, 1); NaN stays.
    """
    known = np.sort(x[np.isfinite(x)] % 1.0)
    if not len(known):
        return x
    gaps = np.diff(np.append(known, known[0] + 1.0))
    if gaps[-1] >= gaps.max() - 1e-12:
        return np.asarray(x % 1.0, dtype=np.float64)
    first = known[int(np.argmax(gaps)) + 1]
    return np.asarray(np.where(x % 1.0 < first, x % 1.0 + 1.0, x % 1.0), dtype=np.float64)
