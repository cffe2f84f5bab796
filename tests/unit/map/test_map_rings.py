"""Circles on the earth, and which facilities have them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.map.projection import to_degrees, to_world
from desktop.map.scene import Flows, Kind, Names, Scene, Sites, State
from desktop.map.service_rings import Circle, angle_of, circle, farthest_distance, offered_distances, ring_places
from engine.geo import great_circle

EARTH_KM = 6371.0088


def made(longitude: float, latitude: float, distance_km: float, scale: float = 2_000.0) -> Circle:
    x, y = to_world([longitude], [latitude])
    return circle(float(x[0]), float(y[0]), distance_km / EARTH_KM, scale)


@given(st.floats(-180, 180), st.floats(-70, 70), st.floats(1, 1_500))
def test_that_every_place_of_a_ring_is_as_far_away_as_it_says(longitude: float, latitude: float, distance: float):
    ring = made(longitude, latitude, distance)
    places = [to_degrees(x, y) for x, y in zip(ring.x.tolist(), ring.y.tolist(), strict=True)]
    longitudes, latitudes = (np.array(column) for column in zip(*places, strict=True))
    away = great_circle(np.full(len(places), latitude), np.full(len(places), longitude), latitudes, longitudes, "km")
    assert away == pytest.approx(np.full(len(places), distance), rel=1e-6)
    assert math.isnan(ring.pole)
    assert ring.x[0] == pytest.approx(ring.x[-1])


def test_that_a_ring_grows_with_the_latitude_as_the_projection_does() -> None:
    heights = [np.ptp(made(10.0, latitude, 300.0).y) for latitude in (0.0, 45.0, 60.0)]
    assert heights[1] / heights[0] == pytest.approx(math.sqrt(2), rel=0.01)
    assert heights[2] / heights[0] == pytest.approx(2.0, rel=0.02)


def test_that_a_ring_over_the_edge_of_the_world_stays_in_one_piece() -> None:
    ring = made(179.5, 10.0, 800.0)
    assert np.abs(np.diff(ring.x)).max() < 0.01
    assert ring.x.max() > 1.0


@pytest.mark.parametrize(("latitude", "pole"), [(75.0, 0.0), (-75.0, 1.0)])
def test_that_a_ring_around_a_pole_goes_once_around_the_world_and_is_open_towards_it(latitude: float, pole: float):
    ring = made(30.0, latitude, 3_000.0)
    assert ring.pole == pole
    assert np.ptp(ring.x) == pytest.approx(1.0)
    assert (ring.x.min() + ring.x.max()) / 2 == pytest.approx((30.0 + 180.0) / 360.0)
    assert (np.diff(ring.x) < 0).all() or (np.diff(ring.x) > 0).all()


@pytest.mark.parametrize("scale", [1_000.0, 100_000.0, 4_000_000.0])
def test_that_no_piece_of_a_ring_is_visibly_off_the_circle(scale: float) -> None:
    coarse, fine = made(10.0, 50.0, 400.0, scale), made(10.0, 50.0, 400.0, 2.0**24)
    middle = np.column_stack([coarse.x[1:] + coarse.x[:-1], coarse.y[1:] + coarse.y[:-1]]) / 2
    exact = np.column_stack([fine.x, fine.y])
    off = [np.hypot(*(exact - place).T).min() * scale for place in middle[::7]]
    between = np.hypot(np.diff(fine.x), np.diff(fine.y)).max() * scale / 2
    assert max(off) < 0.5 + between


def scene(**parts: object) -> Scene:
    """A plant that feeds two warehouses, of which one is closed, a candidate, and a customer."""
    kinds = [Kind.PLANT, Kind.WAREHOUSE, Kind.WAREHOUSE, Kind.WAREHOUSE, Kind.CUSTOMER, Kind.WAREHOUSE]
    states = [State.IN_USE, State.OPENED, State.CLOSED, State.CANDIDATE, State.IN_USE, State.IN_USE]
    x = np.array([0.5, 0.51, 0.52, 0.53, 0.54, np.nan])
    count = len(kinds)
    sites = Sites(
        Names.of([str(place) for place in range(count)]),
        np.array(kinds, dtype=np.int8),
        np.array(states, dtype=np.int8),
        x,
        np.full(count, 0.4),
        np.ones(count),
        np.ones(count),
        np.full(count, -1, dtype=np.int16),
    )
    ends = np.array([[0, 1], [1, 4]], dtype=np.int32)
    flows = Flows(ends[:, 0], ends[:, 1], np.array([1.0, 2.0]), np.array([0, 1], dtype=np.int16))
    return Scene(sites, flows, **parts)  # type: ignore[arg-type]


NOBODY = np.zeros(0, dtype=np.int64)


def test_that_all_open_facilities_that_serve_customers_have_rings_where_none_is_selected() -> None:
    assert ring_places(scene(), NOBODY) == (1,)
    assert ring_places(scene(), np.array([4])) == (1,)


def test_that_only_selected_facilities_have_rings_also_candidates() -> None:
    assert ring_places(scene(), np.array([0, 3, 4, 5])) == (0, 3)


def test_that_all_open_facilities_have_rings_where_no_flow_is_known() -> None:
    bare = scene()
    none = Flows(*(column[:0] for column in vars(bare.flows).values()))
    assert ring_places(Scene(bare.sites, none), NOBODY) == (0, 1)


def test_that_distances_of_the_model_are_divided_by_its_circuity_and_others_are_not() -> None:
    model = scene(distance_unit="mi", circuity=1.25)
    assert angle_of(250.0, model, straight=False) * EARTH_KM == pytest.approx(200.0 * 1.609344)
    assert angle_of(250.0, model, straight=True) * EARTH_KM == pytest.approx(250.0 * 1.609344)


def test_that_service_limits_offer_each_distance_once_and_only_what_can_be_a_ring() -> None:
    limits = [500.0, math.nan, 250.0, 500.0, 0.0, 99_999.0, -1.0]
    assert offered_distances(limits, "km", 1.2) == (250.0, 500.0)
    assert len(offered_distances([float(n) for n in range(1, 9)], "km", 1.0)) == 5
    assert farthest_distance("mi", 1.0) == pytest.approx(10_000 / 1.609344)
