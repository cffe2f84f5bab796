"""Rows as a grid asks for them."""

import sqlite3

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.network import Network
from sync.store import Asked, Project
from sync.store.ordering import ids, ids_by_number

CUSTOMERS = pd.DataFrame(
    {
        "customer": ["Lyon", "Bonn", "Graz", "bern", "Ulm_1"],
        "region": ["South", "North", "", "South", "North"],
        "latitude": [45.7, 50.7, 47.1, float("nan"), 48.4],
        "longitude": [4.8, 7.1, 15.4, float("nan"), 10.0],
    }
)


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "p.networx", Network.of({"customers": CUSTOMERS})) as opened:
        yield opened


def names(project, **asked):
    places = project.places(Asked("customers", **asked))
    return [row[0] for row in project.cells("customers", places)]


def test_that_rows_come_in_the_users_order_with_every_column(project):
    assert names(project) == ["Lyon", "Bonn", "Graz", "bern", "Ulm_1"]
    row = project.cells("customers", project.places(Asked("customers"))[:1])[0]
    assert row[:3] == ("Lyon", 45.7, 4.8)
    assert project.row_counts()["customers"] == 5


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("region", "sou", ["Lyon", "bern"]),
        ("region", "(blank)", ["Graz"]),
        ("region", "(filled)", ["Lyon", "Bonn", "bern", "Ulm_1"]),
        ("region", "=north", ["Bonn", "Ulm_1"]),
        ("region", "!=north", ["Lyon", "Graz", "bern"]),
        ("customer", "_", ["Ulm_1"]),
        ("latitude", ">47.1", ["Bonn", "Ulm_1"]),
        ("latitude", "45..48", ["Lyon", "Graz"]),
        ("latitude", "47.1", ["Graz"]),
        ("latitude", "(blank)", ["bern"]),
    ],
)
def test_that_filters_pick_rows_in_the_store(project, column, text, expected):
    assert names(project, filters=((column, text),)) == expected


def test_that_rows_are_sorted_in_the_store_and_ties_keep_the_users_order(project):
    assert names(project, sort=(("region", False),)) == ["Graz", "Bonn", "Ulm_1", "Lyon", "bern"]
    assert names(project, sort=(("latitude", True),)) == ["Bonn", "Ulm_1", "Graz", "Lyon", "bern"]


NUMBERS = st.sampled_from([None, -2.5, -1.0, 0.0, 3.0, 1e300])


@given(values=st.lists(NUMBERS, max_size=30), descending=st.booleans())
def test_that_numbers_are_sorted_as_the_database_sorts_them(values, descending):
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE t (place INTEGER PRIMARY KEY, number DOUBLE)")
        database.executemany("INSERT INTO t (number) VALUES (?)", [(value,) for value in values])
        ordered = database.execute(f"SELECT place FROM t ORDER BY number {'DESC' if descending else ''}, place")
        expected = list(ids(ordered))
        found = ids_by_number(database.execute("SELECT place, number FROM t ORDER BY place"), descending=descending)
    database.close()
    assert list(found) == expected


def test_that_a_column_with_names_of_step_costs_is_sorted_with_them_at_the_end(tmp_path):
    lanes = pd.DataFrame({"origin": list("ABCD"), "destination": ["Z"] * 4, "unit_cost": [3.0, "tariff", None, 1.0]})
    with Project.create(tmp_path / "lanes.networx", Network.of({"lanes": lanes})) as opened:
        rows = opened.cells("lanes", opened.places(Asked("lanes", sort=(("unit_cost", False),))))
    assert [row[0] for row in rows] == ["C", "D", "A", "B"]


def test_that_search_looks_into_every_cell(project):
    assert names(project, search="NORTH") == ["Bonn", "Ulm_1"]


def test_that_an_unreadable_filter_says_what_it_may_be(project):
    with pytest.raises(KnownError, match="no number") as caught:
        names(project, filters=(("latitude", ">north"),))
    assert caught.value.code == "filter-unreadable"


def test_that_rows_deleted_meanwhile_are_left_out(project):
    assert project.cells("customers", [*project.places(Asked("customers")), 999_999]) == project.cells(
        "customers", project.places(Asked("customers"))
    )
