"""A project keeps what was committed, in order, and takes it back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.changes import (
    ChangeConflictError,
    ChangeSet,
    Clash,
    TableChange,
    apply,
    compose,
    delete_rows,
    diff,
    insert_rows,
    invert,
    rename_key,
    same_change,
    same_rows,
    set_cells,
)
from engine.errors import KnownError
from engine.network import Network, Source
from engine.schema import input_table
from sync.store import JournalEntry, OpenMode, Origin, Project
from tests.unit.changes.networks import lanes


def assert_same(stored: Network, expected: Network) -> None:
    """Every frame equal, in order, and in canonical form."""
    for name, frame in expected.tables.items():
        assert len(stored[name]) == len(frame)
        if len(frame):
            pd.testing.assert_frame_equal(stored[name], frame)
    assert stored.sources == expected.sources


def test_that_every_cell_comes_back_in_the_users_order_after_a_restart(path: Path, network: Network):
    Project.create(path, network).close()
    with Project.open(path, OpenMode.READ) as project:
        assert_same(project.network(), network)
        assert project.version == 1
    assert project.path.exists()


def test_that_a_new_project_is_empty_and_at_version_zero(path: Path):
    with Project.create(path) as project:
        assert project.version == 0
        assert project.history() == []
        assert_same(project.network(), Network.of())


def test_that_each_project_has_an_identifier_of_its_own_that_stays(path: Path):
    with Project.create(path) as first, Project.create(path.with_name("other.networx")) as second:
        identifier = first.id
        assert identifier != second.id
    with Project.open(path, OpenMode.READ) as again:
        assert again.id == identifier


def test_that_one_file_is_left_when_a_project_is_closed(path: Path, network: Network):
    with Project.create(path, network) as project:
        project.commit(delete_rows(network, "demand", [0]))
        assert len(list(path.parent.iterdir())) > 1
    assert list(path.parent.iterdir()) == [path]


MORE = pd.DataFrame({"facility": ["new", "newer"], "handling_cost": ["tier", 2.0]})
TWO = pd.DataFrame({"customer": ["Xaver", "Yan"], "quantity": [1.0, 2.0]})
EDITS: dict[str, Callable[[Network], ChangeSet]] = {
    "cells": lambda n: set_cells(n, "facilities", [0, 2], {"city": ["Rom", "x"], "handling_cost": ["tier", 0.25]}),
    "blanked": lambda n: set_cells(n, "facilities", [1, 3], {"city": ["", ""], "fixed_cost": [np.nan, np.nan]}),
    "different cells": lambda n: compose(
        set_cells(n, "demand", [0], {"quantity": [7.0]}), set_cells(n, "demand", [1], {"unit_price": [7.0]})
    ),
    "inserted": lambda n: insert_rows(n, "facilities", MORE),
    "deleted": lambda n: delete_rows(n, "facilities", [3, 0]),
    "blank number in the key": lambda n: set_cells(n, "step_costs", [2], {"cost": [9.0]}),
    "deleted by a blank key": lambda n: delete_rows(n, "step_costs", [2]),
    "swapped keys": lambda n: set_cells(n, "demand", [0, 2], {"customer": ["Ann", "Bob"]}),
    "re-keyed": lambda n: set_cells(n, "demand", [1, 0], {"customer": ["Zoe", "Yan"], "quantity": [8.0, 9.0]}),
    "last row for two": lambda n: compose(delete_rows(n, "demand", [2]), insert_rows(n, "demand", TWO)),
    "renamed": lambda n: rename_key(n, "step_costs", "tier", "curve"),
    "everything": lambda n: diff(n, Network.of({}, n.sources)),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_that_a_commit_does_what_applying_the_change_set_does(
    project: Project, network: Network, edit: Callable[[Network], ChangeSet]
):
    change = edit(network)
    expected = apply(network, change)
    assert project.commit(change) == 2
    assert_same(project.network(), expected)
    assert project.undo() == 3
    assert_same(project.network(), apply(expected, invert(change)))
    assert same_rows(project.network(), network)
    assert project.redo() == 4
    assert same_rows(project.network(), expected)
    assert same_rows(apply(Network.of(), project.change_since(0)), project.network())
    project.verify()


def test_that_an_empty_change_set_gets_no_version(project: Project):
    assert project.commit(ChangeSet()) == 1
    assert len(project.history()) == 1


def test_that_the_journal_says_who_did_what_and_when(project: Project, network: Network):
    project.commit(delete_rows(network, "demand", [0]), author="Ann", origin=Origin.SCENARIO, label="Drop Bob")
    first, second = project.history()
    assert (first.version, first.origin, first.label) == (1, Origin.IMPORT, "First rows")
    assert (second.version, second.author, second.origin, second.label) == (2, "Ann", Origin.SCENARIO, "Drop Bob")
    assert second.counts["demand"].deleted == 1
    assert second.created >= first.created
    assert same_change(project.change(2), delete_rows(network, "demand", [0]))


def test_that_undo_and_redo_go_on_where_they_were_after_a_restart(path: Path, network: Network):
    with Project.create(path, network) as project:
        for quantity in (5.0, 6.0, 7.0):
            project.commit(
                set_cells(project.network(), "demand", [0], {"quantity": [quantity]}), label=f"to {quantity}"
            )
        project.undo()
        project.undo()
    with Project.open(path) as project:
        assert project.table("demand")["quantity"].iat[0] == 5.0
        project.redo(author="Bob")
        assert project.table("demand")["quantity"].iat[0] == 6.0
        assert project.steps() == ([1, 2, 3], [4])
        newest = project.history()[-1]
        assert (newest.origin, newest.target, newest.label, newest.author) == (Origin.REDO, 3, "to 6.0", "Bob")


def test_that_a_new_change_ends_what_could_be_brought_back(project: Project, network: Network):
    project.commit(delete_rows(network, "demand", [0]))
    project.undo()
    project.commit(delete_rows(network, "demand", [0]))
    with pytest.raises(KnownError, match="nothing to redo") as caught:
        project.redo()
    assert caught.value.code == "nothing-to-redo"


def test_that_undo_stops_at_the_beginning(project: Project):
    project.undo()
    assert same_rows(project.network(), Network.of())
    with pytest.raises(KnownError) as caught:
        project.undo()
    assert caught.value.code == "nothing-to-undo"


def test_that_a_rollback_is_a_new_version_that_can_be_undone(project: Project, network: Network):
    project.commit(delete_rows(network, "demand", [0]))
    project.commit(set_cells(project.network(), "demand", [0], {"quantity": [5.0]}))
    before = project.network()
    assert project.rollback(1) == 4
    assert same_rows(project.network(), network)
    project.undo()
    assert same_rows(project.network(), before)
    with pytest.raises(KnownError) as caught:
        project.rollback(9)
    assert caught.value.code == "version-unknown"


def test_that_listeners_hear_of_a_change_after_it_is_stored(project: Project, network: Network):
    heard: list[tuple[ChangeSet, JournalEntry, int]] = []
    stop = project.subscribe(lambda change, entry: heard.append((change, entry, project.version)))
    change = delete_rows(network, "demand", [0])
    project.commit(change)
    stop()
    project.undo()
    assert [(entry.version, entry.origin, version) for _, entry, version in heard] == [(2, Origin.EDIT, 2)]
    assert heard[0][0] is change


CONFLICTS: dict[str, tuple[Clash, Callable[[Network], ChangeSet]]] = {
    "cell": (Clash.CHANGED, lambda n: set_cells(n, "demand", [0], {"quantity": [1.0]})),
    "row with another value": (Clash.CHANGED, lambda n: delete_rows(n, "demand", [0])),
    "missing row": (Clash.MISSING, lambda n: set_cells(n, "demand", [1], {"quantity": [5.0]})),
    "missing row to delete": (Clash.MISSING, lambda n: delete_rows(n, "demand", [1])),
    "missing row to rename": (Clash.MISSING, lambda n: set_cells(n, "demand", [1], {"customer": ["Eve"]})),
    "row that exists": (Clash.EXISTS, lambda n: insert_rows(n, "demand", pd.DataFrame({"customer": ["Cid"]}))),
}


@pytest.mark.parametrize(("clash", "edit"), CONFLICTS.values(), ids=CONFLICTS)
def test_that_a_conflict_is_named_and_changes_nothing(
    project: Project, network: Network, clash: Clash, edit: Callable[[Network], ChangeSet]
):
    project.commit(set_cells(network, "demand", [0], {"quantity": [4.0]}))
    project.commit(delete_rows(network, "demand", [1]))
    project.commit(insert_rows(network, "demand", pd.DataFrame({"customer": ["Cid"]})))
    before = project.network()
    other = insert_rows(network, "facilities", MORE)
    mixed = ChangeSet.of({**other.tables, **edit(network).tables})
    with pytest.raises(ChangeConflictError) as caught:
        project.commit(mixed)
    assert (caught.value.clash, caught.value.table) == (clash, "demand")
    assert_same(project.network(), before)
    assert project.version == 4


def test_that_a_key_twice_in_the_first_rows_is_refused_and_leaves_no_file(path: Path, network: Network):
    demand = pd.concat([network["demand"], network["demand"].iloc[[0]]])
    with pytest.raises(ChangeConflictError, match="customer = Bob"):
        Project.create(path, network.with_tables({"demand": demand}))
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["demand", "step_costs"])
def test_that_the_store_itself_refuses_a_key_twice(path: Path, network: Network, name: str):
    rows = pd.concat([network[name], network[name].iloc[[2]]], ignore_index=True)
    change = ChangeSet.of({name: TableChange.of(input_table(name), inserted=rows)})
    with Project.create(path) as project:
        with pytest.raises(ChangeConflictError) as caught:
            project.commit(change)
        assert caught.value.clash is Clash.DUPLICATE
        assert project.version == 0


def test_that_a_source_number_never_stands_for_two_files(project: Project):
    with pytest.raises(KnownError, match=r"Other\.xlsx") as caught:
        project.commit(ChangeSet(sources={1: Source("Other.xlsx")}))
    assert caught.value.code == "source-taken"


def test_that_many_rows_go_in_and_come_out(path: Path):
    lanes_table = lanes(30_000)
    network = Network.of({"lanes": lanes_table.assign(unit_cost=["tier", *lanes_table["unit_cost"][1:]])})
    with Project.create(path, network) as project:
        assert_same(project.network(), network)
