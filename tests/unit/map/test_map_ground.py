"""Outlines, projection and camera."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.map.camera import Camera, fitted
from desktop.map.outlines import outlines, state_borders
from desktop.map.projection import km_across, to_degrees, to_world, unwrapped


@given(st.floats(-179.9, 179.9), st.floats(-85, 85))
def test_that_projecting_and_back_gives_the_same_place(longitude: float, latitude: float) -> None:
    x, y = to_world([longitude], [latitude])
    assert to_degrees(float(x[0]), float(y[0])) == pytest.approx((longitude, latitude), abs=1e-9)


def test_that_a_degree_at_the_equator_is_a_hundred_and_eleven_kilometres() -> None:
    assert km_across(0.5) / 360 == pytest.approx(111.32, abs=0.01)
    _, y = to_world([0], [60])
    assert km_across(float(y[0])) / 360 == pytest.approx(55.66, abs=0.01)


def test_that_sites_around_the_pacific_lie_in_one_piece() -> None:
    x, _ = to_world([139.7, -122.4, -118.2, 121.5], [35, 37, 34, 31])
    moved = unwrapped(x)
    assert np.ptp(moved) < 0.4
    assert moved[1] > moved[0]


def test_that_sites_on_one_side_stay_where_they_are() -> None:
    x, _ = to_world([-120.0, -70.0, np.nan], [30, 40, 50])
    np.testing.assert_array_equal(unwrapped(x), x)


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_land"),
    [
        (2.35, 48.85, True),
        (-98.0, 39.0, True),
        (100.0, 65.0, True),
        (-30.0, 40.0, False),
        (0.0, -80.0, True),
        (175, 68, True),
    ],
)
@pytest.mark.parametrize("level", ["coarse", "fine"])
def test_that_land_is_where_land_is(longitude: float, latitude: float, is_land: bool, level: str) -> None:
    x, y = to_world([longitude], [latitude])
    known = outlines(level).land
    inside = 0
    for shift in (-1.0, 0.0, 1.0):
        ends = np.cumsum(known.sizes)
        left, top, right, bottom = known.boxes.T
        place = float(x[0]) + shift
        near = np.flatnonzero((left <= place) & (right >= place) & (top <= y[0]) & (bottom >= y[0]))
        for ring in near.tolist():
            inside += _crossings(known.points[ends[ring] - known.sizes[ring] : ends[ring]], place, float(y[0]))
    assert (inside % 2 == 1) is is_land


def _crossings(ring: np.ndarray, x: float, y: float) -> int:
    """How often a ray to the right crosses a ring."""
    a, b = ring, np.roll(ring, -1, axis=0)
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return int((spans & (at > x)).sum())


def test_that_no_line_jumps_across_the_world() -> None:
    for lines in (outlines("coarse").coast, outlines("coarse").borders, state_borders()):
        step = np.abs(np.diff(lines.points[:, 0]))[np.diff(lines.group) == 0]
        assert step.max() < 0.2


def test_that_borders_of_states_lie_in_the_united_states() -> None:
    boxes = state_borders().boxes
    west, _ = to_world([-125.0], [0])
    east, _ = to_world([-66.0], [0])
    assert boxes[:, 0].min() > west[0]
    assert boxes[:, 2].max() < east[0]


@given(st.floats(0.2, 5), st.floats(0, 1200), st.floats(0, 800))
def test_that_zooming_keeps_the_place_under_the_pixel(factor: float, left: float, top: float) -> None:
    camera = Camera(0.4, 0.4, 4096)
    zoomed = camera.zoomed(factor, left, top, 1200, 800)
    assert zoomed.world(left, top, 1200, 800) == pytest.approx(camera.world(left, top, 1200, 800))


@given(st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.2, 0.8)), min_size=2, max_size=20), st.floats(0, 300))
def test_that_a_fitting_camera_shows_every_place_clear_of_the_corner(
    places: list[tuple[float, float]], covered: float
) -> None:
    x, y = np.array(places).T
    camera = fitted(x, y, 1200, 800, right=40, corner=(covered, covered))
    left, top = camera.screen(x, y, 1200, 800)
    assert left.min() > 0
    assert left.max() < 1200 - 40
    assert top.min() > 0
    assert top.max() < 800
    assert not ((left < covered) & (top > 800 - covered)).any()


def test_that_without_places_the_inhabited_world_is_shown() -> None:
    camera = fitted(np.array([np.nan]), np.array([np.nan]), 1200, 800)
    left, _ = camera.screen(np.array([0.05, 0.95]), np.array([0.3, 0.3]), 1200, 800)
    assert left[0] > 0
    assert left[1] < 1200
