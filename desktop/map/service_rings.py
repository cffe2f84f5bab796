"""Service rings: what lies within a distance of facilities, as circles on the earth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.map.projection import EQUATOR_KM, MOST_LATITUDE, Floats, to_world
from desktop.map.scene import Kind, Scene, State

MOST_RINGS = 5
FARTHEST_KM = 10_000.0  # a quarter of the way around the earth; farther away a circle grows smaller again
KM_PER = {"km": 1.0, "mi": 1.609344}
_EARTH_KM = 6371.0088
_FLATNESS = 0.25  # pixels between the circle and the straight pieces it is drawn with
_PIECES = (72, 2_048)


@dataclass(frozen=True)
class ServiceRings:
    """Which rings are wanted.

    Attributes:
        distances: Distances in the unit of the scene, the shortest first; empty for no rings.
        places: Places of the facilities in the middle.
        straight: Whether distances are as the crow flies; else as the model derives them, great circle × circuity.
    """

    distances: tuple[float, ...] = ()
    places: tuple[int, ...] = ()
    straight: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to be drawn."""
        return bool(self.distances and self.places)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ServiceRings:
        """Rings from plain data."""
        return cls(tuple(plain["distances"]), tuple(plain["places"]), bool(plain["straight"]))


NO_RINGS = ServiceRings()


@dataclass(frozen=True)
class Circle:
    """A circle on the square of the projection.

    Attributes:
        x: n places; the last is the first where the circle is closed.
        y: Likewise.
        pole: The y of the pole within it: it is open towards it, from one edge of the world to the other. Else NaN.
    """

    x: Floats
    y: Floats
    pole: float = math.nan


def ring_places(scene: Scene, selected: NDArray[np.int64]) -> tuple[int, ...]:
    """Facilities with rings: those that are selected; else all open ones that serve customers; else all open ones."""
    sites, flows = scene.sites, scene.flows
    facility = sites.placed & (sites.kind >= Kind.CROSS_DOCK)
    chosen = selected[facility[selected]]
    if len(chosen):
        return tuple(chosen.tolist())
    is_open = facility & (sites.state <= State.OPENED)
    serving = np.zeros(len(sites), dtype=bool)
    serving[flows.origin[sites.kind[flows.destination] == Kind.CUSTOMER]] = True
    return tuple(np.flatnonzero(is_open & serving if (is_open & serving).any() else is_open).tolist())


def offered_distances(limits: Sequence[float], unit: str, circuity: float) -> tuple[float, ...]:
    """Distances of the model's service limits that can be rings, each once, the shortest first, at most five."""
    farthest = farthest_distance(unit, circuity)
    return tuple(sorted({distance for distance in limits if 0 < distance <= farthest})[:MOST_RINGS])


def farthest_distance(unit: str, factor: float) -> float:
    """The largest distance that a ring may have; the factor is that from the great circle to the distance."""
    return FARTHEST_KM / KM_PER[unit] * factor


def angle_of(distance: float, scene: Scene, *, straight: bool) -> float:
    """Radius of a ring as an angle at the middle of the earth."""
    return distance * KM_PER[scene.distance_unit] / (1.0 if straight else scene.circuity) / _EARTH_KM


def circle(x: float, y: float, angle: float, scale: float) -> Circle:
    """All places at the same distance on the sphere from one, by the direct formula of the great circle.

    Args:
        x: The middle, on the square of the projection.
        y: Likewise.
        angle: Radius in radians, at most a quarter of the circumference.
        scale: Pixels that the width of the world takes; tells how finely the circle is cut into pieces.
    """
    phi = 2 * math.atan(math.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2
    # Where a pole is inside, the circle begins below it, which is where it is open on the map.
    bearing = np.linspace(0.0, 2 * math.pi, _pieces(angle, phi, scale) + 1) + (math.pi if phi < 0 else 0.0)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * np.cos(bearing)
    east = np.arctan2(
        np.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * np.clip(sine, -1.0, 1.0)
    )
    latitude = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    if abs(phi) + angle <= math.pi / 2:
        return Circle(x + east / (2 * math.pi), to_world(np.zeros(len(latitude)), latitude)[1])
    east = np.unwrap(east)
    east -= 2 * math.pi * np.round(east.mean() / (2 * math.pi))
    return Circle(
        x + east / (2 * math.pi), to_world(np.zeros(len(latitude)), latitude)[1], pole=1.0 if phi < 0 else 0.0
    )


def _pieces(angle: float, phi: float, scale: float) -> int:
    """Straight pieces such that none is visibly off the circle."""
    farthest = min(abs(phi) + angle, math.radians(MOST_LATITUDE))
    radius = angle * _EARTH_KM / EQUATOR_KM * scale / math.cos(farthest)
    return int(np.clip(math.pi * math.sqrt(radius / (2 * _FLATNESS)), *_PIECES))
