from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.io.cells import SheetCells
from engine.io.csv_cells import _even_columns, _ragged_columns, find_delimiter, read_csv
from engine.io.limits import ReadLimits
from engine.io.options import ReadOptions

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters='",'), max_size=6)


def rows_of(cells: SheetCells) -> list[list[str]]:
    return [[column.text_at(row) for column in cells.columns] for row in range(cells.rows)]


def read_bytes(tmp_path: Path, data: bytes, options: ReadOptions | None = None) -> SheetCells:
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    return read_csv(path, options)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_that_every_delimiter_and_line_end_is_read(tmp_path: Path, sign: str, end: str, quote: str):
    text = end.join(sign.join(f"{quote}{cell}{quote}" for cell in row) for row in ("abc", "de ", "123")) + end
    cells = read_bytes(tmp_path, text.encode())
    assert rows_of(cells) == [list("abc"), list("de "), list("123")]
    assert cells.delimiter == sign


def test_that_commas_in_text_do_not_outvote_tabs():
    assert find_delimiter("a\tb\tc\nx, y\tz, w\tv, u\nx, y\tz, w\tv\n") == "\t"


def test_that_decimal_commas_do_not_outvote_semicolons():
    assert find_delimiter("site;cost;flow\nA;1,5;2,5\nB;3,5;4,5\n") == ";"


def test_that_a_declared_delimiter_is_obeyed():
    assert find_delimiter("sep=|\na,b|c,d\n") == "|"


def test_that_rows_keep_their_numbers_through_blank_lines_and_line_ends_in_cells(tmp_path: Path):
    cells = read_bytes(tmp_path, b'a,b\n\n"x\ny",1\n\n\nz,2\n')
    assert rows_of(cells) == [["a", "b"], ["", ""], ["x\ny", "1"], ["", ""], ["", ""], ["z", "2"]]


def test_that_short_and_long_rows_are_kept_whole(tmp_path: Path):
    assert rows_of(read_bytes(tmp_path, b"a,b\n1\n1,2,3\n")) == [["a", "b", ""], ["1", "", ""], ["1", "2", "3"]]


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=2), min_size=1, max_size=8))
def test_that_the_fast_and_the_general_reader_agree(rows: list[list[str]]):
    text = "".join(",".join(row) + "\n" for row in rows)
    fast = _even_columns(text, ",")
    assert fast is not None
    assert [column.to_pylist() for column in fast] == [
        column.to_pylist() for column in _ragged_columns(text, ",", "data.csv")
    ]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=6), min_size=2), min_size=1))
def test_that_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]]):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    columns = _ragged_columns(stream.getvalue(), ",", "data.csv")
    width = max(len(row) for row in rows)
    read = [[column[number].as_py() for column in columns] for number in range(len(rows))]
    assert read == [row + [""] * (width - len(row)) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_that_declared_encodings_are_read_without_a_word(tmp_path: Path, encoding: str):
    cells = read_bytes(tmp_path, "name,city\nÅsa,København\n€,日本\n".encode(encoding))
    assert rows_of(cells)[1:] == [["Åsa", "København"], ["€", "日本"]]
    assert cells.issues == ()


def test_that_a_guessed_encoding_is_reported(tmp_path: Path):
    lines = ["customer,city", "Müller,München", "Größe,Köln", "Jäger,Düsseldorf", "Weiß,Nürnberg"] * 5
    cells = read_bytes(tmp_path, "\n".join(lines).encode("cp1252"))
    assert rows_of(cells)[1] == ["Müller", "München"]
    assert [(issue.rule, issue.value) for issue in cells.issues] == [("file-encoding-guessed", "cp1252")]


def test_that_a_chosen_encoding_is_used_or_refused(tmp_path: Path):
    assert rows_of(read_bytes(tmp_path, "é,1".encode("cp850"), ReadOptions(encoding="cp850"))) == [["é", "1"]]
    with pytest.raises(KnownError, match="not text in UTF-8"):
        read_bytes(tmp_path, b"\xff\xfe\xff", ReadOptions(encoding="utf-8"))


def test_that_utf_16_without_its_mark_is_read_and_reported(tmp_path: Path):
    cells = read_bytes(tmp_path, "name,city\nAnna,Bonn\n".encode("utf-16-le"))
    assert rows_of(cells)[1] == ["Anna", "Bonn"]
    assert [issue.value for issue in cells.issues] == ["utf-16-le"]


def test_that_bytes_that_are_no_text_are_refused(tmp_path: Path):
    with pytest.raises(KnownError) as caught:
        read_bytes(tmp_path, bytes(range(256)) * 20)
    assert caught.value.code == "file-not-text"


def test_that_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path):
    with pytest.raises(KnownError) as caught:
        read_bytes(tmp_path, b'a,b\n"x,1\n' + b"y,2\n" * 50_000)
    assert caught.value.code == "file-csv"


def test_that_a_file_over_the_limit_is_refused(tmp_path: Path):
    with pytest.raises(KnownError) as caught:
        read_bytes(tmp_path, b"a,b\n1,2\n", ReadOptions(limits=ReadLimits(file_bytes=5)))
    assert caught.value.code == "file-too-large"


@pytest.mark.parametrize(("written", "read"), [("'=1+1", "=1+1"), ("''x", "'x"), ("'-5", "-5"), ("'tis", "'tis")])
def test_that_the_guard_against_formulas_is_taken_off(tmp_path: Path, written: str, read: str):
    assert rows_of(read_bytes(tmp_path, f"a,b\n{written},1\n".encode()))[1][0] == read


def test_that_an_empty_file_has_no_rows(tmp_path: Path):
    assert read_bytes(tmp_path, b"").rows == 0
