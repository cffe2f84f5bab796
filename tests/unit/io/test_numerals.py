from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.io.numerals import DecimalEvidence, read, survey, undress

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POINT, COMMA = DecimalEvidence(point=True), DecimalEvidence(comma=True)


def number(text: str, decimal: str | None = None, *, strict: bool = False) -> float | str:
    """Value of one numeral, or the reason why it has none."""
    result = read(undress(pa.array([text])), decimal, strict=strict)
    for reason in ("doubtful", "not_finite", "not_numbers", "other_sign"):
        if getattr(result, reason)[0]:
            return reason
    return float(result.values[0])


def shown(*texts: str) -> DecimalEvidence:
    return survey(undress(pa.array(texts)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        ("+3", 3.0),
        ("-1.5", -1.5),
        ("1.", 1.0),
        (".5", 0.5),
        (",5", 0.5),
        ("1e5", 1e5),
        ("1.5E-3", 0.0015),
        ("00012", 12.0),
        ("2,5", 2.5),
        ("0,123", 0.123),
        ("0.123", 0.123),
        ("1234.567", 1234.567),
        ("1234,567", 1234.567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1 234,5", 1234.5),
        ("1\u00a0234\u202f567", 1234567.0),
        ("1'234.5", 1234.5),
        ("1’234.5", 1234.5),
        ("$5.00", 5.0),
        ("-$5", -5.0),
        ("$-5", -5.0),
        ("$ 1,234.50", 1234.5),
        ("12 €", 12.0),
        ("USD 12", 12.0),
        ("12.5eur", 12.5),
        ("(5.00)", -5.0),
        ("($1,234.50)", -1234.5),
        ("\u22125", -5.0),
        ("\u20135", -5.0),
        ("5-", -5.0),
        ("- 5", -5.0),
    ],
)
def test_that_a_numeral_with_one_meaning_is_read(text: str, value: float):
    assert number(text) == value


@pytest.mark.parametrize("text", ["1,234", "1.234", "-12.345", "$1,234", "(123.456)", "999,999 €"])
def test_that_a_numeral_with_two_meanings_needs_evidence(text: str):
    assert number(text) == "doubtful"
    assert number(text, ".") != number(text, ",")


@pytest.mark.parametrize(
    "text",
    ["abc", "12 km", "1_000", "0x10", "--5", "(-5)", "1.2.3", "1,23,456", "1,2345,678", "٣", "1 23", "$", "5 %%", "e5"],
)
def test_that_what_is_no_number_stays_none(text: str):
    assert number(text, ".") == "not_numbers"
    assert number(text, ",") == "not_numbers"


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "1e999"])
def test_that_only_finite_numbers_are_numbers(text: str):
    assert number(text, ".") == "not_finite"


def test_that_a_chosen_sign_refuses_the_other_form():
    assert number("2,5", ".", strict=True) == "other_sign"
    assert number("2.5", ",", strict=True) == "other_sign"
    assert number("1.234,56", ".", strict=True) == "other_sign"
    assert number("1.234,56", ",", strict=True) == 1234.56
    assert number("tbd", ",", strict=True) == "not_numbers"
    assert number("1,234", ".", strict=True) == 1234.0


def test_that_percent_signs_are_seen_but_not_applied():
    numerals = undress(pa.array(["12.5 %", "12.5"]))
    assert numerals.percent.tolist() == [True, False]
    assert read(numerals, ".").values.tolist() == [12.5, 12.5]


def test_that_currencies_are_seen():
    assert undress(pa.array(["$1", "1", "2 CHF", "CHF", "x"])).currency.tolist() == [True, False, True, True, False]


def test_that_clear_numerals_are_evidence_and_doubtful_ones_are_not():
    assert shown("1.5", "1,234") == POINT
    assert shown("1,5", "1.234") == COMMA
    assert shown("1,234.5") == POINT
    assert shown("1.234.567") == COMMA
    assert shown("1.234", "1,234", "7", "x.y") == DecimalEvidence()
    assert shown("1.5", "1,5").decimal is None
    assert shown(*["1.234"] * 20_000, "0,5") == COMMA


@given(st.lists(FINITE, min_size=1, max_size=5))
def test_that_written_floats_are_read_exactly(values: list[float]):
    result = read(undress(pa.array([repr(value) for value in values])), ".")
    assert result.values.tolist() == values


@given(st.lists(FINITE, min_size=1, max_size=5))
def test_that_the_fast_and_the_general_way_agree(values: list[float]):
    texts = [repr(value) for value in values]
    quick = read(undress(pa.array(texts)), ".").values.tolist()
    general = read(undress(pa.array([*texts, "USD 1"])), ".").values.tolist()
    assert [*quick, 1.0] == general


@given(st.floats(-1e12, 1e12), st.sampled_from([".", ","]), st.sampled_from(["{}", "{} €", "({})", "$ {}"]))
def test_that_grouped_money_is_read_in_both_conventions(value: float, decimal: str, dress: str):
    text = f"{abs(value):,.2f}"
    swapped = text if decimal == "." else text.translate(str.maketrans(".,", ",."))
    sign = -1 if dress == "({})" else 1
    assert number(dress.format(swapped), decimal) == sign * float(text.replace(",", ""))


@given(st.text(max_size=12), st.sampled_from([None, ".", ","]), st.booleans())
def test_that_any_text_is_read_or_has_exactly_one_reason(text: str, decimal: str | None, strict: bool):
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        return
    result = read(undress(pa.array([text])), decimal, strict=strict)
    reasons = [result.doubtful[0], result.not_finite[0], result.not_numbers[0], result.other_sign[0]]
    assert sum(reasons) == (1 if math.isnan(result.values[0]) else 0)
