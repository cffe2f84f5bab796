import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network import Network
from engine.network.groups import GroupIndex

EMPTY = Network.of()


def index_of(*pairs: tuple[str, str]) -> GroupIndex:
    return GroupIndex(EMPTY.with_tables({"groups": pd.DataFrame(pairs, columns=["group", "member"], dtype="str")}))


def test_that_a_group_has_its_members_sorted_and_once():
    groups = index_of(("West", "Reno"), ("West", "Boise"), ("West", "Reno"))

    assert list(groups.members("West")) == ["Boise", "Reno"]


def test_that_a_nested_group_is_expanded_through_every_depth():
    groups = index_of(("All", "West"), ("All", "Miami"), ("West", "Coast"), ("Coast", "Reno"), ("West", "Boise"))

    assert list(groups.members("All")) == ["Boise", "Miami", "Reno"]
    assert list(groups.members("Coast")) == ["Reno"]


def test_that_only_names_of_the_group_column_are_groups():
    groups = index_of(("West", "Reno"))

    assert groups.is_group("West")
    assert not groups.is_group("Reno")
    assert groups.are_groups(pd.Series(["Reno", "West", ""], dtype="str")).tolist() == [False, True, False]


def test_that_asking_for_an_unknown_group_is_refused():
    with pytest.raises(KeyError):
        index_of(("West", "Reno")).members("East")


def test_that_a_group_of_empty_groups_has_no_members():
    groups = index_of(("A", "B"), ("B", "A"))

    assert list(groups.members("A")) == []


def test_that_circles_are_found_and_share_their_members():
    groups = index_of(("A", "B"), ("B", "C"), ("C", "A"), ("B", "Reno"), ("Outer", "A"), ("D", "D"), ("E", "Miami"))

    assert groups.cycles == (("A", "B", "C"), ("D",))
    assert list(groups.members("C")) == ["Reno"]
    assert list(groups.members("Outer")) == ["Reno"]


def test_that_groups_without_a_circle_have_no_cycles():
    assert index_of(("A", "B"), ("B", "x"), ("A", "C"), ("C", "B")).cycles == ()
    assert index_of().cycles == ()


def test_that_rows_with_a_blank_are_left_to_validation():
    groups = index_of(("", "Reno"), ("West", ""))

    assert groups.names == frozenset()


def _members_by_walking(pairs: list[tuple[str, str]], group: str) -> set[str]:
    names = {name for name, _ in pairs}
    seen: set[str] = set()
    waiting = [group]
    found = set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for name, member in pairs:
            if name == here and member in names:
                waiting.append(member)
            elif name == here:
                found.add(member)
    return found


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDExyz")), max_size=14))
def test_that_members_are_those_found_by_walking_from_group_to_group(pairs: list[tuple[str, str]]):
    groups = index_of(*pairs)

    for name in groups.names:
        assert set(groups.members(name)) == _members_by_walking(pairs, name)


def test_that_pairs_list_every_group_with_each_single_member():
    groups = index_of(("All", "West"), ("West", "Reno"))

    assert sorted(groups.pairs.itertuples(index=False, name=None)) == [("All", "Reno"), ("West", "Reno")]
