"""Encoding, delimiter and decimal sign: found, chosen, kept in a profile, refused where they do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.io.csv_cells import read_csv
from engine.io.encoding import _told_apart, decode
from engine.io.importing import ImportResult, import_source, is_csv
from engine.io.options import ReadOptions
from engine.io.profile import MappingProfile, load_profile, save_profile
from engine.io.reading import DELIMITERS, ENCODINGS, Reading, encoding_name, reading_of_names

NAMES = "customer;city\nMüller;München\nGröße;Köln\n"


def demand(tmp_path: Path, text: str, options: ReadOptions | None = None) -> ImportResult:
    path = tmp_path / "demand.csv"
    path.write_bytes(text.encode())
    return import_source(path, options=options)


def rules(result: ImportResult) -> list[str]:
    return [issue.rule for issue in result.issues]


def quantities(result: ImportResult) -> list[float]:
    return list(result.tables["demand"]["quantity"])


def csv_rules(tmp_path: Path, data: bytes, options: ReadOptions | None = None) -> list[str]:
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    return [issue.rule for issue in read_csv(path, options).issues]


@pytest.mark.parametrize("options", [None, ReadOptions(decimal=",")])
def test_that_grouped_numbers_with_a_decimal_comma_are_read_right(tmp_path: Path, options: ReadOptions | None):
    text = "customer;product;quantity\nA;P;1.234,56\nB;P;1.234\nC;P;12,5\nD;P;1.234.567\n"
    result = demand(tmp_path, text, options)
    assert quantities(result) == [1234.56, 1234.0, 12.5, 1234567.0]
    assert result.issues == ()


def test_that_doubtful_numbers_are_refused_until_the_sign_is_chosen(tmp_path: Path):
    text = "customer;product;quantity\nA;P;1.234\nB;P;2.500\n"
    assert rules(demand(tmp_path, text)) == ["number-ambiguous", "number-ambiguous"]
    assert quantities(demand(tmp_path, text, ReadOptions(decimal=","))) == [1234.0, 2500.0]
    assert quantities(demand(tmp_path, text, ReadOptions(decimal="."))) == [1.234, 2.5]


def test_that_commas_between_cells_do_not_settle_a_comma_within_quotation_marks(tmp_path: Path):
    text = 'customer,product,quantity\nA,P,"1,234"\nB,P,7\n'
    result = demand(tmp_path, text)
    assert rules(result) == ["number-ambiguous"]
    assert quantities(result) == [7.0]
    assert quantities(demand(tmp_path, text, ReadOptions(decimal=","))) == [1.234, 7.0]


def test_that_a_point_that_only_the_commas_between_cells_show_is_told(tmp_path: Path):
    text = "customer,product,quantity\nA,P,1.234\nB,P,7\n"
    result = demand(tmp_path, text)
    assert (quantities(result), rules(result)) == ([1.234, 7.0], ["file-decimal-assumed"])
    assert "such as 1.234" in result.issues[0].message
    assert rules(demand(tmp_path, text + "C,P,0.5\n")) == []
    assert rules(demand(tmp_path, text, ReadOptions(decimal="."))) == []


def test_that_a_decimal_comma_between_commas_is_refused_and_never_cut_in_two(tmp_path: Path):
    result = demand(tmp_path, "customer,product,quantity\nA,P,1,5\nB,P,7\n")
    assert quantities(result) == [7.0]
    wide = next(issue for issue in result.issues if issue.rule == "row-too-wide")
    assert (wide.value, wide.source) == ("5", "demand.csv!D2")
    assert "comma within a number" in wide.message


def test_that_rows_that_are_too_wide_can_be_left_out_by_hand(tmp_path: Path):
    text = "customer,product,quantity\nA,P,1,5\nB,P,7\n"
    result = demand(tmp_path, text, ReadOptions(excluded={"demand": frozenset({2})}))
    assert "row-too-wide" not in rules(result)
    assert (result.sheets[0].rows_used, result.sheets[0].rows_excluded) == (1, 1)


def test_that_a_note_beside_the_table_is_not_taken_for_a_cut_number(tmp_path: Path):
    result = demand(tmp_path, "customer,product,quantity,,\nA,P,1,,checked\n")
    assert quantities(result) == [1.0]
    assert "row-too-wide" not in rules(result)


@pytest.mark.parametrize(("decimal", "other"), [(".", "12,5"), (",", "12.5"), (".", "1.234,56"), (",", "1,234.56")])
def test_that_a_number_with_the_other_sign_is_told_with_what_to_do(tmp_path: Path, decimal: str, other: str):
    result = demand(tmp_path, f"customer;product;quantity\nA;P;{other}\n", ReadOptions(decimal=decimal))
    issue = result.issues[0]
    assert (issue.rule, issue.value, issue.source) == ("number-other-decimal", other, "demand.csv!C2")
    assert "choose the other sign" in issue.message


def test_that_a_cost_with_the_other_sign_is_not_taken_for_the_name_of_a_step_cost(tmp_path: Path):
    (tmp_path / "lanes.csv").write_text("origin;destination;transport_cost\nA;B;12.5\n")
    result = import_source(tmp_path / "lanes.csv", options=ReadOptions(decimal=","))
    assert rules(result) == ["number-other-decimal"]
    assert len(result.tables["lanes"]) == 0


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_that_each_offered_encoding_reads_what_was_written_in_it(encoding: str):
    assert decode(NAMES.encode(encoding), "data.csv", encoding).text == NAMES


def test_that_a_byte_order_mark_never_becomes_part_of_a_header():
    assert decode(NAMES.encode("utf-8-sig"), "data.csv", "utf-8").text == NAMES


@pytest.mark.parametrize("chosen", ["windows-1252", "iso-8859-1"])
def test_that_utf_8_read_as_another_encoding_is_told_by_a_name(tmp_path: Path, chosen: str):
    path = tmp_path / "data.csv"
    path.write_bytes(NAMES.encode())
    issue = read_csv(path, ReadOptions(encoding=chosen)).issues[0]
    assert issue.rule == "file-encoding-doubtful"
    assert "'Müller'" in issue.message


def test_that_control_signs_speak_for_windows_1252(tmp_path: Path):
    data = "name;price\nMüller;5 €\n".encode("windows-1252")
    assert csv_rules(tmp_path, data, ReadOptions(encoding="iso-8859-1")) == ["file-encoding-doubtful"]
    assert csv_rules(tmp_path, data, ReadOptions(encoding="windows-1252")) == []


@pytest.mark.parametrize(
    ("written", "chosen", "why"),
    [
        ("windows-1252", "utf-8", "byte 0xfc in line 2"),
        ("utf-8", "utf-16", "neither the mark nor the zero bytes"),
        ("utf-16-le", "windows-1252", "zero signs between its letters"),
        ("utf-16-le", "utf-8", "byte 0xfc in line 2"),
    ],
)
def test_that_a_wrong_encoding_is_refused_with_why_where_and_what_to_do(written: str, chosen: str, why: str):
    with pytest.raises(KnownError, match=why) as caught:
        decode(NAMES.encode(written), "data.csv", chosen)
    assert (caught.value.code, caught.value.where) == ("file-encoding", "data.csv")
    assert caught.value.what_to_do.startswith("Choose another encoding")


def test_that_a_guess_is_told_with_a_word_that_would_be_another_one():
    data = "name;city\nKäse;Gruyère\n".encode("windows-1252")
    assert _told_apart(data, "cp1250") == "'Gruyčre' is 'Gruyère' in Windows-1252"
    assert _told_apart(data, "cp1252") == ""


def test_that_a_wrong_delimiter_is_told_with_the_right_one(tmp_path: Path):
    path = tmp_path / "data.csv"
    path.write_text("a;b;c\n1;2;3\n")
    issue = read_csv(path, ReadOptions(delimiter="|")).issues[0]
    assert issue.rule == "file-delimiter-doubtful"
    assert "With pipe between cells rows are one cell each" in issue.message
    assert "semicolon cuts the rows into 3 cells" in issue.message
    path.write_text("a;b;c\n1;2;3,5\n4;5;6,5\n")
    issue = read_csv(path, ReadOptions(delimiter=",")).issues[0]
    assert "rows differ in their number of cells; semicolon cuts the rows into 3 cells throughout" in issue.message
    assert read_csv(path, ReadOptions(delimiter=";")).issues == ()


def test_that_two_delimiters_that_fit_as_well_are_told(tmp_path: Path):
    assert csv_rules(tmp_path, b"a,b;c\n1,2;3\n") == ["file-delimiter-guessed"]
    assert csv_rules(tmp_path, b"a,b;c\n1,2;3\n", ReadOptions(delimiter=";")) == []
    assert csv_rules(tmp_path, b"a,b,c\n1,2,3\n") == []


def test_that_a_look_reads_whole_rows_and_no_more_than_wanted(tmp_path: Path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "1,2\n" * 100)
    assert read_csv(path, most=6).rows == 2
    assert read_csv(path, most=10_000).rows == 101


@given(
    st.builds(
        Reading,
        st.sampled_from([None, *ENCODINGS]),
        st.sampled_from([None, *DELIMITERS]),
        st.sampled_from([None, ".", ","]),
    )
)
def test_that_a_profile_keeps_every_choice(tmp_path_factory: pytest.TempPathFactory, reading: Reading):
    path = tmp_path_factory.mktemp("profile") / "p.json"
    save_profile(MappingProfile(reading=reading), path)
    assert load_profile(path).reading == reading


def test_that_a_profile_without_choices_is_read_as_before(tmp_path: Path):
    (tmp_path / "p.json").write_text('{"version": 1, "sheets": []}')
    assert load_profile(tmp_path / "p.json").reading == Reading()


@pytest.mark.parametrize("wrong", [{"encoding": "klingon"}, {"delimiter": "ab"}, {"decimal": 5}, {"sign": ","}, []])
def test_that_a_profile_with_unusable_choices_is_refused(tmp_path: Path, wrong: object):
    (tmp_path / "p.json").write_text(json.dumps({"version": 1, "reading": wrong}))
    with pytest.raises(KnownError) as caught:
        load_profile(tmp_path / "p.json")
    assert caught.value.code == "mapping-unusable"


def test_that_the_profile_reads_and_the_option_outranks_it(tmp_path: Path):
    path = tmp_path / "demand.csv"
    path.write_text("customer;product;quantity\nA;P;1.234\n")
    profile = MappingProfile(reading=Reading(decimal=","))
    assert quantities(import_source(path, profile)) == [1234.0]
    assert quantities(import_source(path, profile, ReadOptions(decimal="."))) == [1.234]


@pytest.mark.parametrize(
    ("names", "reading"),
    [
        ((None, "semicolon", "comma"), Reading(None, ";", ",")),
        (("UTF-16", "Tab", "point"), Reading("UTF-16", "\t", ".")),
        ((None, "\\t", ","), Reading(None, "\t", ",")),
        ((None, "pipe", None), Reading(None, "|", None)),
    ],
)
def test_that_names_and_signs_say_the_same(names: tuple[str | None, str | None, str | None], reading: Reading):
    assert reading_of_names(*names) == reading


@pytest.mark.parametrize("names", [("klingon", None, None), (None, "colon-ish", None), (None, None, "dot")])
def test_that_names_that_stand_for_nothing_are_refused(names: tuple[str | None, str | None, str | None]):
    with pytest.raises(KnownError) as caught:
        reading_of_names(*names)
    assert caught.value.code == "option-unusable"


def test_that_encodings_are_named_as_readers_know_them():
    assert [encoding_name(name) for name in ("cp1252", "latin-1", "utf_8_sig", "cp850")] == [
        "Windows-1252",
        "ISO-8859-1",
        "UTF-8 with BOM",
        "cp850",
    ]


def test_that_only_text_is_csv(tmp_path: Path):
    (tmp_path / "a.csv").write_text("a,b\n")
    (tmp_path / "b.csv").write_bytes(b"PK\x03\x04")
    assert [is_csv(tmp_path), is_csv(tmp_path / "a.csv"), is_csv(tmp_path / "b.csv")] == [True, True, False]
