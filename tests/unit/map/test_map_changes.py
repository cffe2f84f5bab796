"""Changed assignments as a scene tells them."""

from pathlib import Path

import numpy as np
import pandas as pd

from desktop.map.composing import compose, compose_change
from desktop.map.material import Material
from desktop.map.scene import Colouring, Scene, State
from desktop.map.scene_file import read_scene, write_scene
from desktop.map.site_columns import Asked
from desktop.map.words import told
from engine.network import Network


def network(*facilities: str) -> Network:
    """Warehouses and three customers."""
    places = np.linspace(40.0, 45.0, len(facilities))
    return Network.of(
        {
            "facilities": pd.DataFrame({"facility": facilities, "latitude": places, "longitude": places}).assign(
                kind="warehouse", state="existing"
            ),
            "customers": pd.DataFrame(
                {"customer": ["A", "B", "C"], "latitude": [41.0, 42.0, 43.0], "longitude": [41.0, 42.0, 43.0]}
            ),
            "periods": pd.DataFrame({"period": ["1", "2"], "years": [1.0, 1.0]}),
        }
    )


def material(scenario: str, flows: list[tuple[str, str, str, float]], *facilities: str) -> Material:
    """A scenario with a result; flows are origin, destination, period, quantity."""
    rows = pd.DataFrame(flows, columns=["origin", "destination", "period", "flow"]).assign(product="P")
    states = pd.DataFrame({"facility": facilities, "period": "2", "open": 1.0, "throughput": 1.0, "capacity": 2.0})
    demand = pd.DataFrame({"customer": ["A"], "product": ["P"], "period": ["1"], "quantity": [1.0], "served": [1.0]})
    results = {
        "result_flows": rows,
        "result_facilities": states,
        "result_demand": demand,
        "result_supply": pd.DataFrame({"supplier": [], "product": [], "period": [], "quantity": []}),
    }
    return Material(scenario, network(*facilities), None, results)


def pair() -> tuple[Material, Material]:
    """A moves from Old to New, B gets a fifth from New in period 2, C stays; the second scenario has no Old."""
    before = material("Before", [("Old", "A", "1", 5.0), ("Mid", "B", "1", 5.0), ("Mid", "C", "1", 5.0)], "Old", "Mid")
    flows = [("New", "A", "1", 5.0), ("Mid", "B", "1", 8.0), ("New", "B", "2", 2.0), ("Mid", "C", "1", 9.0)]
    return before, material("After", flows, "Mid", "New")


def changed(made: Scene) -> dict[str, tuple[str, str]]:
    changes = made.changes
    assert changes is not None
    names = made.sites.names.chosen(changes.places.tolist())
    return {name: words for name, *words in zip(names, changes.before, changes.after, strict=True)}  # type: ignore[misc]


def test_that_customers_whom_others_serve_are_told_with_both_sites() -> None:
    before, after = pair()
    expected = {"A": ["Old", "New"], "B": ["Mid", "Mid 80 %, New 20 %"]}
    for own in (before, after):
        made = compose(own, Asked(), pair=(before, after))
        assert changed(made) == expected
        assert made.changes is not None
        assert made.changes.count == 2
        place = list(made.sites.names).index("A")
        assert told(made, place).splitlines()[-2:] == ["Before: Old", "After: New"]


def test_that_changes_are_those_of_the_period_on_the_map() -> None:
    before, after = pair()
    assert set(changed(compose(after, Asked(period="1"), pair=(before, after)))) == {"A"}


def test_that_nothing_is_told_of_changes_where_one_scenario_has_no_result() -> None:
    before, after = pair()
    unsolved = Material("Unsolved", after.network, None, {})
    assert compose(before, Asked(), pair=(before, unsolved)).changes is None


def test_that_both_scenarios_in_one_scene_show_the_flows_to_changed_customers_only() -> None:
    made = compose_change(pair(), Asked())
    names = list(made.sites.names)
    flows = made.flows
    lines = {
        (names[origin], names[destination], colour): quantity
        for origin, destination, colour, quantity in zip(
            flows.origin.tolist(),
            flows.destination.tolist(),
            flows.colour.tolist(),
            flows.quantity.tolist(),
            strict=True,
        )
    }
    assert lines == {
        ("Old", "A", 0): 5.0,
        ("Mid", "B", 0): 5.0,
        ("New", "A", 1): 5.0,
        ("Mid", "B", 1): 8.0,
        ("New", "B", 1): 2.0,
    }
    assert made.colouring is Colouring.CHANGE
    assert made.keys == ("Served in Before", "Served in After")


def test_that_a_facility_which_only_the_first_scenario_has_stands_as_closed() -> None:
    made = compose_change(pair(), Asked())
    place = list(made.sites.names).index("Old")
    assert made.sites.state[place] == State.CLOSED
    assert made.sites.placed[place]


def test_that_the_file_of_a_scene_keeps_its_changes(tmp_path: Path) -> None:
    made = compose_change(pair(), Asked())
    write_scene(made, tmp_path / "scene")
    back = read_scene(tmp_path / "scene")
    assert made.changes is not None
    assert back.changes is not None
    assert changed(back) == changed(made)
    assert (back.changes.first, back.changes.second, back.changes.count) == ("Before", "After", 2)
    write_scene(compose(pair()[0], Asked()), tmp_path / "alone")
    assert read_scene(tmp_path / "alone").changes is None
