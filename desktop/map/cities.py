"""Cities of the world with 15,000 people and more, read once from the resources.

They come from GeoNames (CC BY 4.0); `resources/make_cities.py` converts them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF

from desktop.map.camera import Camera
from desktop.map.projection import Floats, to_world
from desktop.map.words import tr, whole

_WORLD, _OF_WORLD = 1_500.0, 3.0e6  # at a scale that shows the world, only cities of that many people are shown
_FALL = 1.6  # how fast smaller cities come into sight with the scale
_REACH = 7.0  # pixels around a city that still count as on it


@dataclass(frozen=True)
class Cities:
    """n cities, the largest first.

    Attributes:
        names: Names between line feeds, in UTF-8.
        folded: The same in small letters without accents.
        country: Code of the country, two letters.
        state: Code of the state in the United States; empty elsewhere.
        longitude: Degrees east.
        latitude: Degrees north.
        x: Places of the projection.
        y: Likewise.
        population: Numbers of people.
    """

    names: bytes
    folded: bytes
    country: NDArray[np.bytes_]
    state: NDArray[np.bytes_]
    longitude: NDArray[np.float32]
    latitude: NDArray[np.float32]
    x: Floats
    y: Floats
    population: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.population)

    def name(self, city: int) -> str:
        """The name of a city."""
        ends = _ends(self.names)
        return self.names[int(ends[city]) + 1 : int(ends[city + 1])].decode()

    def told(self, city: int) -> list[str]:
        """What there is to say about a city, as lines of text: its name, where it is, how many live there."""
        code = self.country[city].decode()
        country = QLocale.territoryToString(QLocale.codeToTerritory(code))
        state = self.state[city].decode()
        people = tr("{count} people").replace("{count}", whole(float(self.population[city])))
        return [self.name(city), f"{state}, {country}" if state else country, people]

    def screen(self, count: int, camera: Camera, width: float, height: float) -> tuple[Floats, Floats]:
        """Pixels of the largest cities, each in the copy of the world that the camera looks at."""
        x = self.x[:count]
        return camera.screen(x + np.round(camera.x - x), self.y[:count], width, height)

    def count_at(self, scale: float) -> int:
        """How many of them are shown at a scale: the larger it is, the smaller cities may be."""
        least = _OF_WORLD * (_WORLD / scale) ** _FALL
        return int(np.searchsorted(-self.population, -least, side="right"))

    def seen(self, area: QRectF, camera: Camera) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Cities shown in an area, the largest first, and their pixels."""
        x, y = self.screen(self.count_at(camera.scale), camera, area.width(), area.height())
        inside = np.flatnonzero((x >= 0) & (x <= area.width()) & (y >= 0) & (y <= area.height()))
        return inside, x[inside] + area.left(), y[inside] + area.top()

    def at(self, place: QPointF, area: QRectF, camera: Camera) -> int:
        """The city under a pixel, the largest of those that are; -1 for none."""
        shown, x, y = self.seen(area, camera)
        near = shown[np.hypot(x - place.x(), y - place.y()) <= _REACH]
        return int(near[0]) if len(near) else -1

    def find(self, text: str) -> int:
        """The largest city whose name is a text, else begins with it; accents do not matter; -1 for none."""
        wanted = _folded(text)
        if not wanted:
            return -1
        for pattern in (f"\n{wanted}\n", f"\n{wanted}"):
            place = self.folded.find(pattern.encode())
            if place >= 0:
                return int(np.searchsorted(_ends(self.folded), place))
        return -1


@lru_cache(maxsize=1)
def cities() -> Cities:
    """All cities."""
    content = files("resources").joinpath("map", "cities.npz").read_bytes()
    with np.load(BytesIO(content)) as read:
        columns: dict[str, Any] = dict(read)
    texts = {name: columns[name].tobytes() for name in ("names", "folded")}
    x, y = to_world(columns["longitude"], columns["latitude"])
    return Cities(**columns | texts, x=x, y=y)


@lru_cache(maxsize=2)
def _ends(block: bytes) -> NDArray[np.int64]:
    """Where the line feeds are."""
    return np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
