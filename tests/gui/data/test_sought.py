"""What is looked for in cells, and what takes its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.replacing import Replacement, found_rows, replace_all
from desktop.models.sought import Sought
from engine.errors import KnownError
from engine.io.samples import load_sample
from sync.store import Asked, Project

CELLS = ["Chicago DC", "chicago", "", None, 1.5, "a.b", "$5 (net)"]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought("CHICAGO", "."), [0, 1]),
        (Sought("chicago", ".", whole=True), [1]),
        (Sought("c.*o", ".", is_pattern=True), [0, 1]),
        (Sought("c.*o", ".", whole=True, is_pattern=True), [1]),
        (Sought("a|chicago", ".", whole=True, is_pattern=True), [1]),
        (Sought("1,5", ","), [4]),
        (Sought(".", "."), [4, 5]),
        (Sought("$5 (", "."), [6]),
        (Sought("^$", ".", is_pattern=True), [2, 3]),
    ],
)
def test_that_cells_are_found(sought: Sought, found: list[int]) -> None:
    assert [number for number, hit in enumerate(sought.matches(CELLS)) if hit] == found


@given(st.text(min_size=1, max_size=8), st.text(max_size=4), st.text(max_size=4))
def test_that_plain_text_means_itself_whatever_signs_it_has(text: str, before: str, after: str) -> None:
    assert Sought(text, ".").matches([before + text + after]).all()
    assert Sought(text, ".", whole=True).matches([text]).all()


@given(st.text(max_size=8))
def test_that_what_takes_the_place_of_plain_text_is_taken_as_it_is(by: str) -> None:
    assert Sought("x", ".").replaced(["axb"], by) == [f"a{by}b"]


def test_that_groups_of_a_pattern_stand_in_what_takes_its_place() -> None:
    sought = Sought("(\\w+) (DC)", ".", is_pattern=True)
    assert sought.replaced(["Chicago DC", "Reno"], "\\2 \\1") == ["DC Chicago", "Reno"]
    with pytest.raises(KnownError, match="cannot take its place"):
        sought.replaced(["Chicago DC"], "\\7")


@pytest.mark.parametrize("text", ["(", "[a", "*", "a{9999}", "(?<x>a"])
def test_that_a_pattern_that_cannot_be_read_is_refused_in_words(text: str) -> None:
    with pytest.raises(KnownError, match="is no pattern"):
        Sought(text, ".", is_pattern=True).matches(["a"])


def test_that_a_pattern_is_replaced_in_the_rows_shown_as_one_step(tmp_path) -> None:
    with Project.create(tmp_path / "p.networx", load_sample("us-distribution")) as project:
        shown = Asked("facilities", filters=(("kind", "plant"),))
        sought = Sought("^(.*) plant$", ".", is_pattern=True)
        assert len(found_rows(project, Asked("facilities"), project.places(Asked("facilities")), sought)) == 2
        project.commit(replace_all(project, shown, Replacement(sought, "Plant \\1", "facility")))
        names = project.table("facilities")["facility"]
        assert names.str.startswith("Plant ").sum() == 2
        lanes = project.table("lanes")["origin"]
        assert not lanes.str.endswith(" plant").any()
        project.undo()
        assert project.table("facilities")["facility"].str.endswith(" plant").sum() == 2
