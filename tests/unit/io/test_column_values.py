from __future__ import annotations

import datetime as dt
import math

import pytest

from engine.io.cells import column_of_values
from engine.io.options import ReadOptions
from engine.io.sheet_rows import read_column
from engine.schema import Column, ColumnType, Unit


def column(kind: ColumnType, **more: object) -> Column:
    return Column(name="c", type=kind, meaning="", example="", **more)  # type: ignore[arg-type]


NUMBER = column(ColumnType.NUMBER, unit=Unit.MONEY)
QUANTITY = column(ColumnType.NUMBER, unit=Unit.QUANTITY)
SHARE = column(ColumnType.SHARE)
INTEGER = column(ColumnType.INTEGER)
COST = column(ColumnType.COST, unit=Unit.MONEY_PER_UNIT)
TEXT = column(ColumnType.TEXT)
DATE = column(ColumnType.DATE)
YES_NO = column(ColumnType.YES_NO)
KIND = column(ColumnType.CHOICE, choices=("warehouse", "cross_dock"))
SINGLE = column(ColumnType.CHOICE, choices=("no", "customer", "product"))


def values(target: Column, *cells: object, decimal: str | None = ".", options: ReadOptions | None = None) -> list:
    """Values read from cells; each cell with an error gives the error's rule in place of a value."""
    result = read_column(column_of_values(cells), target, decimal, options or ReadOptions())
    out = result.values.tolist()
    for finding in result.findings:
        if finding.severity == "error":
            for row in finding.rows:
                out[row] = finding.rule
    return out


def rules(target: Column, *cells: object) -> list[tuple[str, str, list[int]]]:
    result = read_column(column_of_values(cells), target, ".", ReadOptions())
    return [(finding.severity.value, finding.rule, finding.rows.tolist()) for finding in result.findings]


def test_that_numbers_come_as_numbers_or_as_text():
    read = values(NUMBER, 1.5, " 2.5 ", "", None, "   ", 3)
    assert read[:2] == [1.5, 2.5]
    assert read[5] == 3.0
    assert all(math.isnan(value) for value in read[2:5])


def test_that_other_kinds_are_no_numbers():
    cells = (True, dt.date(2027, 1, 1), dt.time(10, 30), "abc", "nan")
    assert values(NUMBER, *cells) == [
        "number-from-yes-no",
        "number-from-date",
        "number-from-time",
        "number-unreadable",
        "number-not-finite",
    ]


def test_that_a_doubtful_number_is_an_error_until_there_is_evidence():
    assert values(NUMBER, "1,234", decimal=None) == ["number-ambiguous"]
    assert values(NUMBER, "1,234", decimal=",") == [1.234]


def test_that_percent_is_for_shares():
    assert values(SHARE, "15%", "0.15", 0.15) == [0.15, 0.15, 0.15]
    assert values(NUMBER, "15%") == ["number-percent"]


def test_that_a_currency_is_noted_with_money_and_doubted_elsewhere():
    assert rules(NUMBER, "$5") == [("note", "number-currency-ignored", [0])]
    assert rules(QUANTITY, "$5") == [("warning", "number-currency-ignored", [0])]


def test_that_integers_have_no_fraction():
    assert values(INTEGER, 3.0, "4", 2.5) == [3.0, 4.0, "integer-fraction"]


def test_that_a_cost_is_a_number_or_a_name():
    assert values(COST, 1.5, "$2", "truck rates") == [1.5, 2.0, "truck rates"]
    assert values(COST, "1,234", decimal=None) == ["number-ambiguous"]


def test_that_ids_that_became_numbers_are_whole_again():
    assert values(TEXT, 1001.0, 12.5, "00123", "  Graz ", True, None) == ["1001", "12.5", "00123", "Graz", "TRUE", ""]


def test_that_ids_with_lost_digits_are_errors():
    assert values(TEXT, 1e15, 999_999_999_999_999.0) == ["text-digits-lost", "999999999999999"]


def test_that_a_date_in_a_text_column_is_read_and_doubted():
    assert values(TEXT, dt.date(2024, 1, 2)) == ["2024-01-02"]
    assert rules(TEXT, dt.date(2024, 1, 2)) == [("warning", "text-from-date", [0])]


def test_that_words_of_choices_are_read_in_the_schemas_spelling():
    assert values(KIND, "Cross Dock", "CROSS-DOCK", " warehouse", "", "shop") == [
        "cross_dock",
        "cross_dock",
        "warehouse",
        "",
        "choice-unknown",
    ]


def test_that_truth_values_are_yes_and_no_where_those_are_choices():
    assert values(SINGLE, False, "Customer", "N", True) == ["no", "customer", "no", "choice-unknown"]


def test_that_yes_and_no_have_many_spellings():
    assert values(YES_NO, "Y", "no", 1, 0.0, True, "FALSE", "maybe", 2) == [
        *["yes", "no", "yes", "no", "yes", "no"],
        *["choice-unknown"] * 2,
    ]


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2027, 1, 31),
        "2027-01-31",
        "2027/1/31",
        " 2027-01-31 ",
        "2027-01-31T00:00:00",
        "31.01.2027",
        "31/1/2027",
        "1/31/2027",
        "31 Jan 2027",
        "January 31, 2027",
        "31-jan-2027",
    ],
)
def test_that_a_date_with_one_meaning_is_read(cell: object):
    assert values(DATE, cell) == ["2027-01-31"]


def test_that_a_doubtful_date_is_an_error_until_the_column_or_the_user_shows_the_order():
    assert values(DATE, "03/04/2024", "05/05/2024") == ["date-ambiguous", "2024-05-05"]
    assert values(DATE, "03/04/2024", "13/04/2024") == ["2024-04-03", "2024-04-13"]
    assert values(DATE, "03/04/2024", "04/13/2024") == ["2024-03-04", "2024-04-13"]
    assert values(DATE, "03/04/2024", "13/04/2024", "04/13/2024")[0] == "date-ambiguous"
    assert values(DATE, "03/04/2024", options=ReadOptions(day_first=False)) == ["2024-03-04"]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (45_292.0, "date-from-number"),
        ("31 Foo 2027", "date-unreadable"),
        ("2027-02-30", "date-unreadable"),
        ("5-Jan-24", "date-unreadable"),
        ("2027-01-31 08:30", "date-with-time"),
        (True, "date-unreadable"),
        (dt.time(8), "date-unreadable"),
    ],
)
def test_that_what_is_no_date_is_an_error(cell: object, rule: str):
    assert values(DATE, cell) == [rule]
