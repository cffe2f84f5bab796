"""Edits of people as change sets, and what stands in their way."""

import numpy as np
import pandas as pd
import pytest

from engine.changes import (
    ChangeConflictError,
    Clash,
    Counts,
    apply,
    compose,
    delete_rows,
    diff,
    insert_rows,
    invert,
    merged,
    require_unique_keys,
    same_rows,
    set_cells,
)
from engine.errors import BugError
from engine.network import Network
from tests.unit.changes.networks import lanes


@pytest.fixture
def network() -> Network:
    demand = pd.DataFrame(
        {"customer": ["Ann", "Bob", "Cid"], "product": "Water", "period": ["", "2027", ""], "quantity": [1.0, 2.0, 3.0]}
    )
    overrides = pd.DataFrame({"scenario": "Growth", "order": [1.0, 2.0], "table": "demand", "action": "set"})
    facilities = pd.DataFrame({"facility": ["North", "South"], "handling_cost": [1.5, 2.5]})
    return Network.of({"demand": demand, "overrides": overrides, "facilities": facilities})


def test_that_a_set_cell_carries_its_old_and_new_value_and_nothing_else(network: Network):
    change = set_cells(network, "demand", [1], {"quantity": [9.0], "unmet_cost": [float("nan")]})
    update = change.tables["demand"].updated
    assert change.counts() == {"demand": Counts(inserted=0, updated=1, deleted=0)}
    assert update.keys.to_dict("list") == {"customer": ["Bob"], "product": ["Water"], "period": ["2027"]}
    assert list(update.cells) == ["quantity"]
    assert (update.cells["quantity"].old.tolist(), update.cells["quantity"].new.tolist()) == ([2.0], [9.0])
    assert change.touched_columns("demand") == ("quantity",)
    assert apply(network, change)["demand"]["quantity"].tolist() == [1.0, 9.0, 3.0]


def test_that_the_network_an_edit_was_made_for_stays_as_it_was(network: Network):
    before = network["demand"].copy()
    apply(network, set_cells(network, "demand", [0, 2], {"quantity": [5.0, 6.0], "period": ["2028", "2028"]}))
    pd.testing.assert_frame_equal(network["demand"], before)


def test_that_setting_a_cell_to_what_it_holds_is_no_change(network: Network):
    assert set_cells(network, "facilities", [0], {"handling_cost": [1.5]}).is_empty()


def test_that_a_cost_cell_takes_the_name_of_a_step_cost_and_gives_it_back(network: Network):
    change = set_cells(network, "facilities", [1], {"handling_cost": ["tier"]})
    there = apply(network, change)
    assert there["facilities"]["handling_cost"].tolist() == [1.5, "tier"]
    back = apply(there, invert(change))["facilities"]["handling_cost"]
    assert back.dtype == np.float64
    assert back.tolist() == [1.5, 2.5]


def test_that_two_rows_may_swap_their_keys(network: Network):
    change = set_cells(network, "demand", [0, 2], {"customer": ["Cid", "Ann"]})
    assert change.counts() == {"demand": Counts(inserted=0, updated=2, deleted=0)}
    rows = apply(network, change)["demand"]
    assert dict(zip(rows["customer"], rows["quantity"], strict=True)) == {"Ann": 3.0, "Bob": 2.0, "Cid": 1.0}


def test_that_a_key_cannot_be_changed_to_that_of_another_row(network: Network):
    with pytest.raises(ChangeConflictError, match="customer = Ann") as caught:
        set_cells(network, "demand", [2], {"customer": ["Ann"]})
    assert caught.value.clash is Clash.EXISTS


def test_that_two_rows_cannot_be_given_one_key(network: Network):
    with pytest.raises(ChangeConflictError, match="same key"):
        set_cells(network, "demand", [0, 2], {"customer": ["Dan", "Dan"]})


def test_that_columns_of_unequal_length_are_refused(network: Network):
    with pytest.raises(ValueError, match="2 cells"):
        set_cells(network, "demand", [0, 2], {"quantity": [1.0]})


def test_that_text_in_a_number_column_is_a_defect(network: Network):
    with pytest.raises(BugError, match="quantity"):
        set_cells(network, "demand", [0], {"quantity": ["many"]})


def test_that_inserted_rows_go_to_the_end_and_deleted_ones_leave_the_rest_in_order(network: Network):
    new = pd.DataFrame({"customer": ["Aaa"], "product": ["Water"]})
    there = apply(network, insert_rows(network, "demand", new))
    assert there["demand"]["customer"].tolist() == ["Ann", "Bob", "Cid", "Aaa"]
    there = apply(there, delete_rows(there, "demand", [1]))
    assert there["demand"]["customer"].tolist() == ["Ann", "Cid", "Aaa"]


@pytest.mark.parametrize("customers", [["Ann"], ["Dan", "Dan"]])
def test_that_a_key_is_inserted_once_only(network: Network, customers: list[str]):
    with pytest.raises(ChangeConflictError, match=f"customer = {customers[0]}"):
        insert_rows(network, "demand", pd.DataFrame({"customer": customers, "product": "Water"}))


def test_that_a_number_in_a_key_is_compared_by_value(network: Network):
    with pytest.raises(ChangeConflictError) as caught:
        insert_rows(network, "overrides", pd.DataFrame({"scenario": ["Growth"], "order": [2]}))
    assert caught.value.key == {"scenario": "Growth", "order": "2"}


def test_that_a_network_with_a_key_twice_is_refused_with_its_name(network: Network):
    twice = network.with_tables({"demand": pd.concat([network["demand"], network["demand"].iloc[[1]]])})
    with pytest.raises(ChangeConflictError, match="customer = Bob") as caught:
        require_unique_keys(twice)
    assert caught.value.clash is Clash.DUPLICATE
    for before, after in ((network, twice), (twice, network), (twice, Network.of())):
        with pytest.raises(ChangeConflictError, match="customer = Bob"):
            diff(before, after)


def test_that_a_change_on_another_value_is_a_conflict_that_names_the_cell(network: Network):
    change = set_cells(network, "demand", [1], {"quantity": [9.0]})
    other = apply(network, set_cells(network, "demand", [1], {"quantity": [4.0]}))
    with pytest.raises(ChangeConflictError) as caught:
        apply(other, change)
    error = caught.value
    assert (error.table, error.column, error.expected, error.found) == ("demand", "quantity", "2", "4")
    assert error.key == {"customer": "Bob", "product": "Water", "period": "2027"}
    assert error.code == "change-conflict"


@pytest.mark.parametrize("edit", ["update", "delete"])
def test_that_a_change_of_a_missing_row_is_a_conflict(network: Network, edit: str):
    change = (
        set_cells(network, "demand", [1], {"quantity": [9.0]})
        if edit == "update"
        else delete_rows(network, "demand", [1])
    )
    with pytest.raises(ChangeConflictError, match="does not exist") as caught:
        apply(Network.of(), change)
    assert caught.value.clash is Clash.MISSING


def test_that_deleting_a_row_that_has_changed_is_a_conflict(network: Network):
    change = delete_rows(network, "demand", [1])
    other = apply(network, set_cells(network, "demand", [1], {"quantity": [4.0]}))
    with pytest.raises(ChangeConflictError, match="holds 4 where the change expects 2"):
        apply(other, change)


def test_that_changes_that_do_not_follow_each_other_do_not_compose(network: Network):
    change = set_cells(network, "demand", [1], {"quantity": [9.0]})
    gone = delete_rows(network, "demand", [1])
    new = insert_rows(network, "demand", pd.DataFrame({"customer": ["Dan"]}))
    for first, second in ((gone, change), (gone, gone), (new, new), (change, change), (change, gone)):
        with pytest.raises(ChangeConflictError):
            compose(first, second)


def test_that_a_row_inserted_edited_and_deleted_leaves_no_trace(network: Network):
    new = insert_rows(network, "demand", pd.DataFrame({"customer": ["Dan"], "quantity": [1.0]}))
    there = apply(network, new)
    edit = set_cells(there, "demand", [3], {"quantity": [2.0]})
    edited = apply(there, edit)
    inserted = compose(new, edit)
    assert inserted.tables["demand"].inserted["quantity"].tolist() == [2.0]
    assert compose(inserted, delete_rows(edited, "demand", [3])).is_empty()


def test_that_few_rows_are_found_among_many():
    network = Network.of({"lanes": lanes(5_000)})
    change = set_cells(network, "lanes", [4_321], {"distance": [1.0]})
    there = apply(network, change)
    assert np.flatnonzero(there["lanes"]["distance"] != network["lanes"]["distance"]).tolist() == [4_321]
    with pytest.raises(ChangeConflictError, match="does not exist"):
        apply(apply(network, delete_rows(network, "lanes", [4_321])), change)


def test_that_parts_join_when_they_touch_different_tables(network: Network):
    demand = set_cells(network, "demand", [0], {"quantity": [9.0]})
    facilities = delete_rows(network, "facilities", [0])
    both = apply(network, merged([demand, facilities]))
    assert same_rows(both, apply(apply(network, demand), facilities))
    with pytest.raises(ValueError, match="demand"):
        merged([demand, demand])
