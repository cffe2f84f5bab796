"""Expansion: names, periods, groups and specificity of lanes, what can reach what."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.expansion import available, distances, expand, hours, useful
from engine.expansion.names import Names, dictionary
from engine.expansion.periods import read_periods, spread
from engine.expansion.ragged import Members
from engine.expansion.steps import StepCost, step_cost
from engine.network import Network


def network(**tables):
    """A network of rows."""
    return Network.of({name: pd.DataFrame(rows) for name, rows in tables.items()})


def test_that_names_become_codes_and_blanks_do_not():
    names = Names(["a", "b"])
    assert names.codes(pd.Series(["b", "", "a", "x"], dtype="str")).tolist() == [1, -1, 0, -1]
    codes, words = dictionary(pd.Series(["x", "", "x"], dtype="str"))
    assert (codes.tolist(), words) == ([0, 1, 0], ["x", ""])


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ([], ["1"]),
        ([("P10", ""), ("P2", ""), ("P1", "")], ["P1", "P2", "P10"]),
        ([("a", "2028-01-01"), ("b", "2027-01-01")], ["b", "a"]),
    ],
)
def test_that_periods_stand_in_time_order_whatever_the_order_of_rows(rows, order):
    table = [{"period": name, "start_date": start, "years": 1.0} for name, start in rows]
    assert read_periods(network(periods=table)).names.names.tolist() == order


def test_that_a_row_with_the_period_wins_over_the_blank_one():
    identity = np.array([7, 7, 8])
    rows, periods = spread(identity, np.array([-1, 1, 0], dtype=np.int32), 3)
    assert list(zip(rows.tolist(), periods.tolist(), strict=True)) == [(0, 0), (0, 2), (1, 1), (2, 0)]


def lanes_network(lanes, **more):
    """Suppliers s, facilities A, B, customer c; product w."""
    return network(
        **{
            "suppliers": [{"supplier": "s"}],
            "facilities": [{"facility": "A"}, {"facility": "B"}],
            "customers": [{"customer": "c"}],
            "products": [{"product": "w"}],
            "groups": [{"group": "all", "member": name} for name in ("s", "A", "B", "c")],
            "supply": [{"supplier": "s", "product": "w"}],
            "demand": [{"customer": "c", "product": "w", "quantity": 5.0}],
            "lanes": lanes,
            **more,
        }
    )


def pairs(expanded):
    """Pairs with the row that covers them."""
    names, lanes = expanded.sites.names.names, expanded.lanes
    return {
        (names[o], names[d]): int(row) for o, d, row in zip(lanes.origin, lanes.destination, lanes.row, strict=True)
    }


def test_that_groups_cover_only_sites_that_can_stand_at_that_end_and_no_loops():
    found = pairs(expand(lanes_network([{"origin": "all", "destination": "all", "unit_cost": 1.0}])))
    assert set(found) == {("s", "A"), ("s", "B"), ("s", "c"), ("A", "B"), ("B", "A"), ("A", "c"), ("B", "c")}


def test_that_the_most_specific_row_wins_and_losers_are_reported():
    expanded = expand(
        lanes_network(
            [
                {"origin": "all", "destination": "c", "unit_cost": 1.0},
                {"origin": "A", "destination": "c", "unit_cost": 2.0},
                {"origin": "A", "destination": "c", "product": "w", "unit_cost": 3.0},
            ]
        )
    )
    assert pairs(expanded) == {("s", "c"): 0, ("B", "c"): 0, ("A", "c"): 2}
    overlap = expanded.overlap
    assert list(zip(overlap.loser.tolist(), overlap.winner.tolist(), strict=True)) == [(0, 2), (1, 2)]
    assert not overlap.tied.any()


def test_that_equally_specific_rows_are_reported_as_a_tie():
    groups = [{"group": "north", "member": "A"}, {"group": "south", "member": "A"}]
    lanes = [{"origin": name, "destination": "c", "unit_cost": 1.0} for name in ("north", "south")]
    assert expand(lanes_network(lanes, groups=groups)).overlap.tied.tolist() == [True]


def test_that_an_excluded_row_takes_out_what_it_covers():
    lanes = [
        {"origin": "all", "destination": "c", "unit_cost": 1.0},
        {"origin": "A", "destination": "c", "unit_cost": 1.0, "status": "exclude"},
    ]
    assert set(pairs(expand(lanes_network(lanes)))) == {("s", "c"), ("B", "c")}


def test_that_excluded_sites_have_no_lanes_and_no_demand():
    expanded = expand(
        lanes_network(
            [{"origin": "s", "destination": "c", "unit_cost": 1.0}],
            customers=[{"customer": "c", "status": "exclude"}],
        )
    )
    assert (len(expanded.lanes), len(expanded.demand), "c" in expanded.sites.names) == (0, 0, False)


def test_that_too_many_lanes_are_refused_before_memory_is():
    members = Members(np.array([-1], dtype=np.int32), {0: np.zeros(30_000, dtype=np.int32)})
    with pytest.raises(KnownError, match="stand for"):
        members.spread(np.zeros(30_000, dtype=np.int32))


def test_that_products_reach_along_lanes_and_through_bills():
    expanded = expand(
        lanes_network(
            [
                {"origin": "s", "destination": "A", "unit_cost": 1.0},
                {"origin": "A", "destination": "c", "unit_cost": 1.0},
                {"origin": "B", "destination": "c", "unit_cost": 1.0},
            ],
            products=[{"product": "w"}, {"product": "x"}],
            production=[{"facility": "A", "product": "x"}],
            bills=[{"product": "x", "component": "w", "quantity": 1.0}],
            demand=[{"customer": "c", "product": "x", "quantity": 1.0}],
        )
    )
    site = {name: i for i, name in enumerate(expanded.sites.names.names)}
    has, use = available(expanded), useful(expanded)
    assert has[site["c"]].tolist() == [True, True]
    assert not has[site["B"]].any()
    assert use[site["c"]].tolist() == [False, True]
    lanes = expanded.lanes
    kept = lanes.take(has[lanes.origin, lanes.product] & use[lanes.destination, lanes.product])
    found = {(expanded.sites.names.names[o], int(p)) for o, p in zip(kept.origin, kept.product, strict=True)}
    assert found == {("s", 0), ("A", 1)}


def test_that_products_reach_every_member_of_a_group_over_several_periods():
    expanded = expand(
        lanes_network(
            [
                {"origin": "s", "destination": "both", "unit_cost": 1.0},
                {"origin": "both", "destination": "c", "unit_cost": 1.0},
            ],
            groups=[{"group": "both", "member": "A"}, {"group": "both", "member": "B"}],
            periods=[{"period": "1", "years": 1.0}, {"period": "2", "years": 1.0}],
        )
    )
    site = {name: i for i, name in enumerate(expanded.sites.names.names)}
    has, use = available(expanded), useful(expanded)
    assert len(expanded.lanes) == 8
    assert has[[site["A"], site["B"], site["c"]], 0].all()
    assert use[[site["A"], site["B"], site["s"]], 0].all()


def test_that_distance_and_hours_are_given_or_derived_and_say_which():
    expanded = expand(
        lanes_network(
            [
                {"origin": "A", "destination": "c", "distance": 70.0, "mode": "truck"},
                {"origin": "B", "destination": "c", "hours": 3.0},
            ],
            modes=[{"mode": "truck", "speed": 35.0}],
            facilities=[{"facility": "A"}, {"facility": "B", "latitude": 0.0, "longitude": 0.0}],
            customers=[{"customer": "c", "latitude": 0.0, "longitude": 180.0}],
            settings=[{"name": "circuity", "value": "1"}],
        )
    )
    distance, given = distances(expanded, expanded.lanes)
    assert distance == pytest.approx([70.0, np.pi * 6371.0088])
    assert given.tolist() == [True, False]
    time, given = hours(expanded, expanded.lanes, distance)
    assert time == pytest.approx([2.0, 3.0])
    assert given.tolist() == [False, True]


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
    st.sampled_from(["incremental", "all_units", "step"]),
    st.integers(0, 80),
)
def test_that_a_step_cost_is_what_its_definition_says(breaks, costs, kind, quantity):
    edges = np.array([0.0, *sorted(map(float, breaks))])
    curve = StepCost("tiers", kind, edges, np.array(costs[: len(edges)], dtype=float), np.arange(len(edges)))
    assert step_cost(curve, np.array([float(quantity)]))[0] == pytest.approx(defined(curve, quantity))


def defined(curve, quantity):
    """The definition in plain words, a quantity on a break taking the cheaper side."""
    if quantity == 0:
        return 0.0
    steps = [k for k in range(len(curve.breaks)) if curve.breaks[k] <= quantity]
    sides = {steps[-1], steps[-1] - 1 if curve.breaks[steps[-1]] == quantity else steps[-1]}
    if curve.kind == "step":
        return min(curve.costs[k] for k in sides)
    if curve.kind == "all_units":
        return min(curve.costs[k] for k in sides) * quantity
    ends = [*curve.breaks[1:], np.inf]
    return sum(curve.costs[k] * (min(ends[k], quantity) - curve.breaks[k]) for k in steps)
