"""Cities as they ship, found by name and by place."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop.map.camera import Camera
from desktop.map.cities import cities
from desktop.map.projection import to_world

AREA = QRectF(0, 0, 1200, 700)


def named(text: str) -> str:
    return cities().told(cities().find(text))[0]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Denver", "Denver"),
        ("sao paulo", "São Paulo"),
        (" KÖLN ", "Köln"),
        ("new york", "New York City"),
        ("xi'an", "Xi’an"),
    ],
)
def test_that_a_city_is_found_without_its_accents_and_by_its_beginning(typed: str, found: str) -> None:
    assert named(typed) == found


@pytest.mark.parametrize("typed", ["", "   ", "\n", "qqqq", "enver"])
def test_that_nothing_is_found_where_no_name_begins_so(typed: str) -> None:
    assert cities().find(typed) == -1


def test_that_of_cities_of_one_name_the_largest_is_found() -> None:
    city = cities().find("Birmingham")
    assert cities().country[city] == b"GB"


def test_that_every_city_has_its_name_and_its_place() -> None:
    known = cities()
    assert known.names.count(b"\n") == known.folded.count(b"\n") == len(known) + 1
    assert (known.population[:-1] >= known.population[1:]).all()
    assert len({known.name(city) for city in range(100)}) == 100
    denver = known.find("Denver")
    assert (known.latitude[denver], known.longitude[denver]) == pytest.approx((39.74, -104.98), abs=0.05)
    assert known.told(denver)[1] == "CO, United States"


def test_that_a_larger_scale_brings_smaller_cities() -> None:
    counts = [cities().count_at(scale) for scale in (500.0, 2_000.0, 8_000.0, 32_000.0, 128_000.0)]
    assert counts == sorted(set(counts))
    assert counts[-1] == len(cities())


@pytest.mark.parametrize("turn", [-1.0, 0.0, 1.0])
def test_that_a_city_is_under_the_pixel_where_it_is_painted_in_every_copy_of_the_world(turn: float) -> None:
    x, y = (float(value) for value in to_world(-104.98, 39.74))
    camera = Camera(x + turn, y, 8_000.0)
    assert cities().at(QPointF(600, 350), AREA, camera) == cities().find("Denver")
    assert cities().at(QPointF(300, 350), AREA, camera) == -1
