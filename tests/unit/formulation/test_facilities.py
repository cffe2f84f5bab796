"""Open and closed: status × state, throughput, options, limits on counts."""

import pytest

from engine.solvers import Status


def two_sites(first=None, second=None, quantity=10.0, **more):
    """Customer c served by A (lane 1 a unit) or B (lane 3 a unit)."""
    return {
        "products": [{"product": "w"}],
        "facilities": [
            {"facility": "A", "kind": "plant", **(first or {})},
            {"facility": "B", "kind": "plant", **(second or {})},
        ],
        "production": [{"facility": "A", "product": "w"}, {"facility": "B", "product": "w"}],
        "customers": [{"customer": "c"}],
        "demand": [{"customer": "c", "product": "w", "quantity": quantity}],
        "lanes": [
            {"origin": "A", "destination": "c", "unit_cost": 1.0},
            {"origin": "B", "destination": "c", "unit_cost": 3.0},
        ],
        **more,
    }


MONEY = {"fixed_cost": 50.0, "opening_cost": 100.0, "closing_cost": 7.0}


@pytest.mark.parametrize(
    ("state", "status", "expected"),
    [
        ("existing", "consider", {"closing": 7.0, "transport": 30.0}),
        ("existing", "open", {"fixed": 50.0, "transport": 10.0}),
        ("existing", "closed", {"closing": 7.0, "transport": 30.0}),
        ("existing", "exclude", {"transport": 30.0}),
        ("candidate", "consider", {"transport": 30.0}),
        ("candidate", "open", {"fixed": 50.0, "opening": 100.0, "transport": 10.0}),
        ("candidate", "closed", {"transport": 30.0}),
        ("candidate", "exclude", {"transport": 30.0}),
    ],
)
def test_that_state_and_status_say_what_is_open_and_what_is_paid(solved, state, status, expected):
    result = solved(**two_sites({**MONEY, "state": state, "status": status}))
    assert result.costs == pytest.approx(expected)


def test_that_a_candidate_opens_where_it_pays(solved):
    result = solved(**two_sites({"fixed_cost": 15.0, "opening_cost": 4.0}))
    assert result.costs == pytest.approx({"fixed": 15.0, "opening": 4.0, "transport": 10.0})
    assert result.results.open_facilities == {"1": ["A"]}


def test_that_throughput_stays_below_the_maximum_and_handling_is_charged(solved):
    result = solved(**two_sites({"max_throughput": 4.0, "handling_cost": 0.5}))
    assert result.flow("A", "c") == pytest.approx(4.0)
    assert result.costs == pytest.approx({"transport": 4 * 1 + 6 * 3, "handling": 2.0})


def test_that_an_open_facility_keeps_its_minimum(solved):
    result = solved(**two_sites(second={"status": "open", "min_throughput": 6.0}))
    assert result.flow("B", "c") == pytest.approx(6.0)


def test_that_a_facility_below_its_minimum_stays_closed(solved):
    assert solved(**two_sites({"min_throughput": 11.0})).flow("B", "c") == pytest.approx(10.0)


def test_that_values_of_a_period_lie_over_the_facilitys_own(solved):
    result = solved(
        **two_sites({"fixed_cost": 5.0}),
        periods=[{"period": "1", "years": 1.0}, {"period": "2", "years": 1.0}],
        facility_periods=[{"facility": "A", "period": "2", "fixed_cost": 100.0}],
    )
    assert result.results.open_facilities["1"] == ["A"]
    assert result.results.open_facilities["2"] == ["B"]


def test_that_over_several_periods_a_facility_opens_once(solved):
    tables = two_sites({"fixed_cost": 5.0}, periods=[{"period": str(t), "years": 1.0} for t in (1, 2, 3)])
    tables["facility_periods"] = [{"facility": "A", "period": "2", "fixed_cost": 22.0}]
    once = solved(**tables)
    assert once.results.open_facilities == {"1": ["A"], "2": ["A"], "3": ["A"]}
    tables["groups"] = [{"group": "g", "member": "A"}]
    tables["facility_limits"] = [{"name": "twice", "group": "g", "max_openings": 2.0, "max_closings": 2.0}]
    twice = solved(**tables)
    assert twice.results.open_facilities["2"] == ["B"]
    assert twice.objective == pytest.approx(once.objective - 2.0)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [({"max_open": 1.0}, 30.0), ({"min_open": 2.0}, 4 + 18 + 40.0), ({"max_openings": 0.0, "group": "A"}, 30.0)],
)
def test_that_the_number_of_open_facilities_is_limited(solved, limit, expected):
    tables = two_sites({"max_throughput": 4.0, "fixed_cost": 20.0, "opening_cost": 0.0}, {"fixed_cost": 20.0})
    tables["facility_limits"] = [{"name": "n", **limit}]
    result = solved(**tables)
    assert result.objective - 20.0 * (expected == 30.0) == pytest.approx(expected)


def test_that_min_open_beyond_the_facilities_is_infeasible(status):
    assert status(**two_sites(), facility_limits=[{"name": "n", "min_open": 3.0}]) is Status.INFEASIBLE


def test_that_an_option_adds_throughput_for_its_price(solved):
    option = {"facility": "A", "option": "shift", "extra_throughput": 3.0, "fixed_cost": 2.0, "opening_cost": 1.0}
    result = solved(**two_sites({"max_throughput": 4.0}), capacity_options=[{**option, "max_units": 2.0}])
    assert result.flow("A", "c") == pytest.approx(10.0)
    assert result.costs == pytest.approx({"transport": 10.0, "options": 6.0})


def test_that_an_option_once_taken_is_kept_for_its_minimum_stay(solved):
    tables = two_sites({"max_throughput": 4.0}, periods=[{"period": str(t), "years": 1.0} for t in (1, 2, 3)])
    tables["demand"] = [
        {"customer": "c", "product": "w", "period": str(t), "quantity": quantity}
        for t, quantity in ((1, 10.0), (2, 1.0), (3, 1.0))
    ]
    tables["capacity_options"] = [
        {"facility": "A", "option": "shift", "extra_throughput": 6.0, "fixed_cost": 5.0, "min_periods": 2.0}
    ]
    result = solved(**tables)
    assert result.costs["options"] == pytest.approx(10.0)
    assert result.table("result_facilities")["options"].tolist()[:3] == ["shift × 1", "shift × 1", ""]


def test_that_an_option_waits_for_its_earliest_period(solved):
    tables = two_sites({"max_throughput": 4.0}, periods=[{"period": "1", "years": 1.0}, {"period": "2", "years": 1.0}])
    tables["capacity_options"] = [{"facility": "A", "option": "shift", "extra_throughput": 6.0, "earliest_period": "2"}]
    result = solved(**tables)
    assert result.flow("A", "c", period="1") == pytest.approx(4.0)
    assert result.flow("A", "c", period="2") == pytest.approx(10.0)


def test_that_a_facility_nothing_pulls_at_opens_when_it_is_used(solved):
    result = solved(**two_sites())
    assert not result.formulation.program.integer.any()
    assert result.results.open_facilities == {"1": ["A"]}


def test_that_emissions_of_open_facilities_and_of_production_are_priced(solved):
    tables = two_sites({"fixed_co2": 1000.0}, settings=[{"name": "co2_price", "value": "2"}])
    tables["production"] = [{"facility": "A", "product": "w", "co2_per_unit": 100.0}]
    tables["lanes"] = tables["lanes"][:1]
    assert solved(**tables).costs == pytest.approx({"transport": 10.0, "co2": 2 * (1 + 1)})
