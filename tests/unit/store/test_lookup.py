"""Rows found by what they are called, and whole rows by their ids."""

import pandas as pd
import pytest

from engine.changes import same_rows
from engine.errors import KnownError
from engine.network import Network
from sync.store import Asked


def test_that_a_row_is_found_by_its_key_with_blanks_and_numbers(project):
    demand = project.places(Asked("demand"))
    assert project.rows.place_of("demand", {"customer": "Ann", "product": "Water", "period": ""}) == demand[2]
    steps = project.places(Asked("step_costs"))
    assert project.rows.place_of("step_costs", {"name": "tier", "from_quantity": "10"}) == steps[0]
    assert project.rows.place_of("step_costs", {"name": "tier", "from_quantity": ""}) == steps[2]


def test_that_no_row_is_found_by_a_key_that_none_has(project):
    assert project.rows.place_of("demand", {"customer": "Zoe"}) is None
    assert project.rows.place_of("step_costs", {"name": "tier", "from_quantity": "ten"}) is None


def test_that_rows_come_as_frames_with_their_provenance(project, network):
    places = list(project.places(Asked("facilities")))
    assert same_rows(
        Network.of({"facilities": project.rows.frame("facilities", places)}),
        Network.of({"facilities": network["facilities"]}),
    )
    assert project.rows.frame("facilities", places[::-1])["_row"].tolist()[2:] == [3.0, 2.0]
    assert project.rows.page("facilities", places[:1])[places[0]][-2:] == (1, 2)
    assert project.rows.sources()[1].file == "Sites.xlsx"


def test_that_a_frame_tells_of_rows_deleted_meanwhile(project):
    with pytest.raises(KnownError, match="deleted meanwhile"):
        project.rows.frame("demand", [999])


def test_that_names_are_completed_from_several_tables_beginnings_first(project):
    assert project.rows.names_like(["facilities"], "n", 10) == ["n\0ul", "North"]
    assert project.rows.names_like(["facilities", "scenarios"], "ü", 10) == ["Süd"]
    assert project.rows.names_like(["facilities"], "", 2) == ["A\nB", "n\0ul"]
    assert project.rows.names_like(["facilities"], "%", 10) == []


def test_that_places_of_names_are_told(project):
    places = list(project.places(Asked("facilities")))
    assert project.rows.places_of_names("facilities", ["North", "Süd", "nobody"]) == places[:2]


def test_that_mentions_are_the_rows_that_name_or_refer(project):
    found = project.rows.mentions({"Ann", "tier"})
    assert found["demand"]["customer"].tolist() == ["Ann", "Ann"]
    assert found["facilities"]["facility"].tolist() == ["North"]
    assert len(found["step_costs"]) == 3
    assert len(found["overrides"]) == 2
    assert isinstance(found["demand"], pd.DataFrame)
