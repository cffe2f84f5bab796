import csv
import math
from pathlib import Path

import pandas as pd
import pytest

from desktop.compute.result_tables import page, tables, write_csv
from desktop.compute.row_filter import matches
from engine.errors import KnownError
from engine.schema import result_table
from sync.store import OpenMode, Project

FLOWS = result_table("result_flows")
FLOW, ORIGIN = FLOWS.column_names.index("flow"), FLOWS.column_names.index("origin")


@pytest.fixture(scope="session")
def run(solved_file: Path) -> str:
    with Project.open(solved_file, OpenMode.READ) as project:
        return project.runs.latest("Baseline").id


def rows(file: Path, run: str, **asked):
    return page(str(file), run, "result_flows", **{"first": 0, "count": 100, **asked})["rows"]


def test_that_pages_joined_are_the_whole_table(solved_file, run):
    whole = rows(solved_file, run)
    parts = [row for first in range(0, len(whole), 3) for row in rows(solved_file, run, first=first, count=3)]
    assert parts == whole
    assert tables(str(solved_file), run)["result_flows"] == len(whole)


def test_that_rows_are_sorted_both_ways(solved_file, run):
    flows = [row[FLOW] for row in rows(solved_file, run, sort="flow")]
    assert flows == sorted(flows)
    assert [row[FLOW] for row in rows(solved_file, run, sort="flow", descending=True)] == flows[::-1]


def test_that_blanks_are_none_and_come_last_in_either_order(solved_file, run):
    for descending in (False, True):
        found = page(
            str(solved_file), run, "result_facilities", first=0, count=9, sort="capacity", descending=descending
        )
        place = result_table("result_facilities").column_names.index("capacity")
        cells = [row[place] for row in found["rows"]]
        assert cells == sorted(cells, key=lambda cell: (cell is None, (cell or 0) * (-1 if descending else 1)))


def test_that_filters_narrow_rows_and_their_count(solved_file, run):
    found = page(
        str(solved_file), run, "result_flows", first=0, count=100, filters=[["origin", "NORTH"], ["flow", ">50"]]
    )
    assert found["total"] == len(found["rows"]) > 0
    assert {row[ORIGIN] for row in found["rows"]} == {"North"}
    assert all(row[FLOW] > 50 for row in found["rows"])


def test_that_a_filter_that_cannot_be_read_is_told_with_its_column(solved_file, run):
    with pytest.raises(KnownError) as told:
        rows(solved_file, run, filters=[["flow", "many"]])
    assert (told.value.code, told.value.where) == ("filter-unreadable", "flow")


def test_that_the_csv_has_the_rows_that_are_shown_in_their_order(solved_file, run, tmp_path):
    asked = {"sort": "flow", "descending": True, "filters": [["origin", "north"]]}
    out = write_csv(str(solved_file), run, "result_flows", str(tmp_path / "flows.csv"), **asked)
    with Path(out).open(encoding="utf-8-sig", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert [float(row["flow"]) for row in written] == [row[FLOW] for row in rows(solved_file, run, **asked)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", [False, True, False, False]),
        (">=2", [False, True, True, False]),
        ("!=2", [True, False, True, False]),
        ("1.5..3", [False, True, True, False]),
        ("(blank)", [False, False, False, True]),
        ("(filled)", [True, True, True, False]),
    ],
)
def test_that_filters_of_numbers_read_signs_ranges_and_blanks(text, expected):
    cells = pd.Series([1.0, 2.0, 3.0, math.nan])
    assert matches(cells, FLOWS.column("flow"), text).tolist() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("or", [True, False, False]),
        ("=north", [True, False, False]),
        ("!=North", [False, True, True]),
        ("(blank)", [False, False, True]),
        ("(filled)", [True, True, False]),
        (".", [False, True, False]),
    ],
)
def test_that_filters_of_texts_look_for_parts_in_any_case(text, expected):
    cells = pd.Series(["North", "S.th", ""], dtype="str")
    assert matches(cells, FLOWS.column("origin"), text).tolist() == expected
