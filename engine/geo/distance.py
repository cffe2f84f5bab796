"""Great-circle distances, vectorised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EARTH_RADIUS = {"km": 6371.0088, "mi": 6371.0088 / 1.609344}

Floats = NDArray[np.float64]


def great_circle(latitude_a: Floats, longitude_a: Floats, latitude_b: Floats, longitude_b: Floats, unit: str) -> Floats:
    """Distance along the great circle by the haversine formula on a sphere of the mean earth radius.

    The sphere differs from the WGS 84 geodesic by 0.3 % on average and 0.6 % at most.

    Args:
        latitude_a: n degrees north; likewise the others, in degrees.
        longitude_a: n degrees east.
        latitude_b: n degrees north.
        longitude_b: n degrees east.
        unit: ``km`` or ``mi``.

    Returns:
        n distances; NaN where a coordinate is NaN.
    """
    phi_a, phi_b = np.radians(latitude_a), np.radians(latitude_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = np.radians(longitude_b - longitude_a) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lambda) ** 2
    distances: Floats = 2 * _EARTH_RADIUS[unit] * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return distances
