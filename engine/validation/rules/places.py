"""Rules on coordinates: swapped, at zero, far from everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.geo import great_circle
from engine.issues import Severity
from engine.validation.facts import SITES, Facts
from engine.validation.rule import Finding, Theme, cells, rule
from engine.validation.wording import figure

Floats = NDArray[np.float64]

_FEWEST_SITES = 8
_FAR_TIMES = 10.0
_NEAR_TIMES = 3.0
_FAR_KM = 1000.0


@rule(
    "coordinates-zero",
    Severity.WARNING,
    "A site stands at latitude 0, longitude 0",
    message="Latitude and longitude are both 0, a place in the Atlantic; clear both cells where the place is unknown.",
    why="Zeros often stand for unknown coordinates, and every distance derived from them is wrong.",
    fix="Enter the coordinates, or clear both cells.",
)
def coordinates_zero(facts: Facts) -> Iterator[Finding]:
    """Both coordinates are zero."""
    for table in SITES:
        latitude, longitude = facts.numbers(table, "latitude"), facts.numbers(table, "longitude")
        yield from cells(table, "latitude", (latitude == 0) & (longitude == 0))


@dataclass(frozen=True)
class _Cloud:
    """All sites with a place: table, row and coordinates of each; how far each is from the middle of all."""

    table: NDArray[np.int64]
    row: NDArray[np.int64]
    latitude: Floats
    longitude: Floats
    centre: tuple[float, float]
    usual_km: float

    def distance(self, latitude: Floats, longitude: Floats) -> Floats:
        """Distances of n places from the middle, in km."""
        return great_circle(latitude, longitude, np.array(self.centre[0]), np.array(self.centre[1]), "km")

    def far(self) -> NDArray[np.bool_]:
        """Which sites lie far outside the others."""
        away = self.distance(self.latitude, self.longitude)
        mask: NDArray[np.bool_] = (away > _FAR_TIMES * self.usual_km) & (away > _FAR_KM)
        return mask

    def near(self, latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
        """Which of n places lie among the sites."""
        possible = np.abs(latitude) <= 90
        away = self.distance(np.where(possible, latitude, 90.0), longitude)
        mask: NDArray[np.bool_] = possible & (away <= _NEAR_TIMES * self.usual_km)
        return mask


def _cloud(facts: Facts) -> _Cloud | None:
    """The sites with coordinates other than 0, 0; None where they are too few to tell what is far."""
    table = np.concatenate([np.full(facts.size(name), place) for place, name in enumerate(SITES)])
    row = np.concatenate([np.arange(facts.size(name)) for name in SITES])
    latitude = np.concatenate([facts.numbers(name, "latitude") for name in SITES])
    longitude = np.concatenate([facts.numbers(name, "longitude") for name in SITES])
    placed = np.isfinite(latitude) & np.isfinite(longitude) & ((latitude != 0) | (longitude != 0))
    placed &= (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    if placed.sum() < _FEWEST_SITES:
        return None
    latitude, longitude = latitude[placed], longitude[placed]
    centre = (float(np.median(latitude)), float(np.median(longitude)))
    away = great_circle(latitude, longitude, np.array(centre[0]), np.array(centre[1]), "km")
    return _Cloud(table[placed], row[placed], latitude, longitude, centre, float(np.median(away)))


def _at(cloud: _Cloud, chosen: NDArray[np.bool_], said: dict[str, str]) -> Iterator[Finding]:
    for place in np.flatnonzero(chosen).tolist():
        words = {**said, "latitude": figure(cloud.latitude[place]), "longitude": figure(cloud.longitude[place])}
        yield Finding(SITES[cloud.table[place]], int(cloud.row[place]), "latitude", words)


@rule(
    "coordinates-swapped",
    Severity.WARNING,
    "Latitude and longitude are probably swapped",
    message="The site lies far from all others at {latitude}, {longitude}, but among them with latitude and longitude "
    "swapped.",
    why="Every distance derived from the coordinates is wrong.",
    fix="Swap the two cells.",
)
def coordinates_swapped(facts: Facts) -> Iterator[Finding]:
    """A far site would be near with its coordinates swapped."""
    cloud = _cloud(facts)
    if cloud is not None:
        yield from _at(cloud, cloud.far() & cloud.near(cloud.longitude, cloud.latitude), {})


@rule(
    "coordinates-far",
    Severity.WARNING,
    "A site lies far from all others",
    message="The site lies at {latitude}, {longitude}, more than ten times as far from the middle as most sites.{hint}",
    why="A slip in a coordinate makes every distance derived from it wrong.",
    fix="Check both coordinates and their signs; keep them where the place is right.",
)
def coordinates_far(facts: Facts) -> Iterator[Finding]:
    """A site is far from the others, and would be with its coordinates swapped."""
    cloud = _cloud(facts)
    if cloud is None:
        return
    far = cloud.far() & ~cloud.near(cloud.longitude, cloud.latitude)
    mirrored = cloud.near(cloud.latitude, -cloud.longitude) | cloud.near(-cloud.latitude, cloud.longitude)
    yield from _at(cloud, far & mirrored, {"hint": " With the opposite sign it would lie among them."})
    yield from _at(cloud, far & ~mirrored, {"hint": ""})


THEME = Theme("Coordinates", (coordinates_zero, coordinates_swapped, coordinates_far))
