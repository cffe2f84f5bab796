"""Rows excluded by hand, and sums of the source beside those of the rows used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.io.cells import SheetCells, column_of_values
from engine.io.importing import ImportResult, import_sheets
from engine.io.options import ReadOptions
from engine.io.profile import MappingProfile, SheetMapping

Rows = list[list[object]]
HEADERS: list[object] = ["customer", "product", "quantity"]


def read(rows: Rows, excluded: set[int] | None = None, factor: float | None = None, **more: object) -> ImportResult:
    columns = tuple(column_of_values(cells) for cells in zip(*[HEADERS, *rows], strict=True))
    sheet = SheetCells("Book.xlsx", "demand", columns, **more)  # type: ignore[arg-type]
    factors = {"quantity": factor} if factor else {}
    profile = MappingProfile((SheetMapping("demand", "demand", factors=factors),))
    return import_sheets([sheet], profile, ReadOptions(excluded={"demand": frozenset(excluded or ())}))


def test_that_an_excluded_row_is_counted_and_neither_used_nor_reported():
    result = read([["A", "P", 1.0], ["B", "P", "many"], ["C", "P", 4.0]], excluded={3})
    (report,) = result.sheets
    assert (report.rows_read, report.rows_used, report.rows_reported, report.rows_excluded) == (3, 2, 0, 1)
    assert result.tables["demand"]["customer"].tolist() == ["A", "C"]
    assert result.issues == ()


def test_that_excluding_a_row_frees_its_key_for_another():
    result = read([["A", "P", 1.0], ["A", "P", 2.0]], excluded={2})
    assert result.tables["demand"]["quantity"].tolist() == [2.0]


def test_that_totals_tell_source_used_and_left_out():
    result = read([["A", "P", 10.0], ["B", "P", "5"], ["", "P", 7.0], ["D", "P", 100.0]], excluded={5})
    (total,) = result.totals
    assert (total.source, total.used, total.left_out, total.texts) == (122.0, 15.0, 107.0, 1)
    assert total.difference == 0.0


def test_that_a_factor_counts_on_both_sides():
    (total,) = read([["A", "P", 10.0], ["B", "P", 2.0]], excluded={3}, factor=1000.0).totals
    assert (total.source, total.used, total.left_out, total.difference) == (12_000.0, 10_000.0, 2_000.0, 0.0)


def test_that_a_repeated_key_is_left_out_of_the_sum_used():
    (total,) = read([["A", "P", 10.0], ["A", "P", 3.0]]).totals
    assert (total.used, total.left_out, total.difference) == (10.0, 3.0, 0.0)


CELLS = st.one_of(st.floats(-1e6, 1e6), st.sampled_from(["", "12", "1.5", "many", True]))


@given(cells=st.lists(CELLS, min_size=1, max_size=12), excluded=st.sets(st.integers(2, 13)))
def test_that_nothing_is_made_or_lost_in_reading(cells, excluded):
    result = read([[f"C{number}", "P", cell] for number, cell in enumerate(cells)], excluded=excluded)
    for total in result.totals:
        assert total.difference == 0.0
        if "demand" in result.tables:
            assert total.used == pytest.approx(float(np.nansum(result.tables["demand"]["quantity"])))
    (report,) = result.sheets
    assert report.rows_read == len(cells)
    assert report.rows_excluded == len([row for row in excluded if row <= len(cells) + 1])
