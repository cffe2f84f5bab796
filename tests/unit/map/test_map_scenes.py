"""Scenes from tables, their file, and what is picked on them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.map.composing import compose
from desktop.map.look import Look
from desktop.map.material import Material
from desktop.map.scene import Colouring, Kind, Names, Scene, State
from desktop.map.scene_file import read_scene, write_scene
from desktop.map.site_columns import Asked
from desktop.theme.tokens import LIGHT
from engine.network import Network


def network(**more: pd.DataFrame) -> Network:
    """A plant, two warehouses, three customers of which one has no position."""
    facilities = pd.DataFrame(
        {
            "facility": ["Plant", "Old", "New"],
            "kind": ["plant", "warehouse", "warehouse"],
            "state": ["existing", "existing", "candidate"],
            "latitude": [40.0, 41.0, 35.0],
            "longitude": [-90.0, -80.0, -100.0],
        }
    )
    customers = pd.DataFrame(
        {"customer": ["A", "B", "C"], "latitude": [42.0, 36.0, np.nan], "longitude": [-79.0, -101.0, np.nan]}
    )
    tables = {
        "facilities": facilities,
        "customers": customers,
        "periods": pd.DataFrame({"period": ["1", "2"], "years": [1.0, 1.0]}),
        "groups": pd.DataFrame({"group": ["DCs", "DCs", "All", "All"], "member": ["Old", "New", "A", "B"]}),
        "lanes": pd.DataFrame({"origin": ["Plant", "DCs"], "destination": ["DCs", "All"], "product": ["", "P"]}),
        "demand": pd.DataFrame(
            {"customer": ["A", "B"], "product": ["P", "P"], "period": ["", "2"], "quantity": [5.0, 7.0]}
        ),
        **more,
    }
    return Network.of(tables)


def results() -> dict[str, pd.DataFrame]:
    """Old is closed in period 2, when New has opened."""
    flows = [
        ("Plant", "Old", "P", "1", 10.0),
        ("Plant", "Old", "Q", "1", 30.0),
        ("Plant", "New", "P", "2", 20.0),
        ("Old", "A", "P", "1", 40.0),
        ("New", "B", "P", "2", 20.0),
        ("New", "C", "P", "2", 1.0),
    ]
    rows = [
        ("Plant", "1", 1.0, 40.0, np.nan),
        ("Plant", "2", 1.0, 20.0, np.nan),
        ("Old", "1", 1.0, 40.0, 50.0),
        ("Old", "2", 0.0, 0.0, 0.0),
        ("New", "1", 0.0, 0.0, 0.0),
        ("New", "2", 1.0, 20.0, 40.0),
    ]
    demand = [("A", "P", "1", 40.0, 40.0), ("B", "P", "2", 25.0, 20.0)]
    return {
        "result_flows": pd.DataFrame(flows, columns=["origin", "destination", "product", "period", "flow"]),
        "result_facilities": pd.DataFrame(rows, columns=["facility", "period", "open", "throughput", "capacity"]),
        "result_demand": pd.DataFrame(demand, columns=["customer", "product", "period", "quantity", "served"]),
        "result_supply": pd.DataFrame({"supplier": [], "product": [], "period": [], "quantity": []}),
    }


def scene(asked: Asked | None = None, colouring: Colouring = Colouring.STAGE, *, solved: bool = True) -> Scene:
    return compose(Material("Baseline", network(), None, results() if solved else {}), asked or Asked(), colouring)


def flows_of(made: Scene) -> dict[tuple[str, str], float]:
    names = list(made.sites.names)
    pairs = zip(made.flows.origin.tolist(), made.flows.destination.tolist(), made.flows.quantity.tolist(), strict=True)
    return {(names[origin], names[destination]): quantity for origin, destination, quantity in pairs}


def test_that_flows_of_all_products_and_periods_add_up_over_a_lane() -> None:
    assert flows_of(scene()) == {
        ("Plant", "New"): 20.0,
        ("New", "B"): 20.0,
        ("Plant", "Old"): 40.0,
        ("Old", "A"): 40.0,
    }


def test_that_the_smallest_flow_is_painted_first() -> None:
    assert (np.diff(scene().flows.quantity) >= 0).all()


def test_that_a_period_and_a_product_narrow_the_flows() -> None:
    assert flows_of(scene(Asked(period="1", product="P"))) == {("Plant", "Old"): 10.0, ("Old", "A"): 40.0}


def test_that_facilities_stand_as_they_do_in_the_period_or_in_the_last_one() -> None:
    first, last = scene(Asked(period="1")).sites.state, scene().sites.state
    assert first.tolist()[:3] == [State.IN_USE, State.IN_USE, State.CANDIDATE]
    assert last.tolist()[:3] == [State.IN_USE, State.CLOSED, State.OPENED]


def test_that_utilisation_and_served_share_are_quotients_of_sums() -> None:
    sites = scene().sites
    assert sites.share[1] == pytest.approx(0.8)
    assert sites.share[2] == pytest.approx(0.5)
    assert sites.share[3:5] == pytest.approx([1.0, 0.8])
    assert np.isnan(sites.share[0])


def test_that_a_site_without_position_is_counted_and_its_flows_are_not_drawn() -> None:
    made = scene()
    assert made.notes == ("Without position, not on the map: 1",)
    assert int((~made.sites.placed).sum()) == 1


def test_that_lanes_of_groups_stand_for_each_pair_where_there_is_no_run() -> None:
    made = scene(solved=False)
    assert set(flows_of(made)) == {
        ("Plant", "Old"),
        ("Plant", "New"),
        ("Old", "A"),
        ("Old", "B"),
        ("New", "A"),
        ("New", "B"),
    }
    assert not made.has_quantities
    assert set(flows_of(scene(Asked(product="Q"), solved=False))) == {("Plant", "Old"), ("Plant", "New")}


def test_that_demand_of_every_period_counts_for_each_of_them() -> None:
    sites = scene(solved=False).sites
    assert sites.amount[3:5].tolist() == [10.0, 7.0]
    assert scene(Asked(period="1"), solved=False).sites.amount[3:5].tolist() == [5.0, 0.0]


def test_that_an_empty_network_gives_an_empty_scene() -> None:
    made = compose(Material("Baseline", Network.of(), None, {}), Asked())
    assert len(made.sites) == 0
    assert len(made.flows) == 0


def test_that_excluded_sites_are_not_on_the_map() -> None:
    tables = network()
    excluded = tables["facilities"].assign(status=["", "exclude", ""])
    made = compose(Material("Baseline", tables.with_tables({"facilities": excluded}), None, {}), Asked())
    assert "Old" not in list(made.sites.names)


def test_that_customers_bear_the_colour_of_the_facility_that_serves_them() -> None:
    made = scene(colouring=Colouring.FACILITY)
    names, colour = list(made.sites.names), made.sites.colour
    assert colour[names.index("A")] == colour[names.index("Old")]
    assert colour[names.index("B")] == colour[names.index("New")]
    assert made.keys[colour[names.index("A")]] == "Old"


def test_that_products_keep_their_flows_apart() -> None:
    made = scene(colouring=Colouring.PRODUCT)
    assert made.keys == ("P", "Q")
    assert len(made.flows) == 5


def test_that_utilisation_colours_facilities_by_steps() -> None:
    colour = scene(colouring=Colouring.UTILISATION).sites.colour
    assert colour.tolist()[:5] == [-1, 2, 1, -1, -1]


@pytest.mark.parametrize("colouring", list(Colouring))
def test_that_a_scene_comes_back_from_its_file(tmp_path: Path, colouring: Colouring) -> None:
    made = scene(colouring=colouring)
    write_scene(made, tmp_path / "scene")
    back = read_scene(tmp_path / "scene")
    assert (back.keys, back.notes, back.title, back.unit) == (made.keys, made.notes, made.title, made.unit)
    assert list(back.sites.names) == list(made.sites.names)
    for part in ("kind", "state", "x", "amount", "share", "colour"):
        np.testing.assert_array_equal(getattr(back.sites, part), getattr(made.sites, part))
    for part in ("origin", "destination", "quantity", "colour"):
        np.testing.assert_array_equal(getattr(back.flows, part), getattr(made.flows, part))


@given(st.lists(st.text(max_size=12), max_size=20))
def test_that_names_in_one_block_are_the_names(texts: list[str]) -> None:
    names = Names.of(texts)
    assert list(names) == texts
    assert [names[place] for place in range(len(names))] == texts
    assert names.chosen(range(len(texts))) == texts
    assert names.chosen([]) == []


def test_that_widths_are_in_proportion_and_the_thinnest_can_be_seen() -> None:
    look = Look(LIGHT, scene())
    widths, quantity = look.flow_widths(), look.scene.flows.quantity
    assert widths[-1] / widths[0] == pytest.approx(quantity[-1] / quantity[0])
    assert widths.min() >= look.thinnest()


def test_that_a_kind_names_the_table_of_its_sites() -> None:
    assert {kind.table for kind in Kind} == {"suppliers", "facilities", "customers"}
