from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.io.a1 import cell_name
from engine.io.cell_errors import find_cells, xls, xlsb
from engine.io.cells import Kind, SheetCells

Make = Callable[..., Path]
Parse = Callable[[Path], list[SheetCells]]


Found = dict[str, list[tuple[str, Kind, str]]]


def found(path: Path, kind: str = "xlsx", parts: tuple[str, ...] = ("xl/worksheets/sheet1.xml",)) -> Found:
    return {
        sheet: [(cell_name(cell.row, cell.column), cell.kind, cell.text) for cell in cells]
        for sheet, cells in find_cells(path, kind, parts).items()
    }


def test_that_errors_are_found_in_their_cells_and_sheets(make_workbook: Make):
    rows = (
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="D2"><v>1</v></c></row>'
        '<row r="9"><c r="A9" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    path = make_workbook({"first": rows, "second": rows})
    expected = [("B2", Kind.ERROR, "#REF!"), ("A9", Kind.ERROR, "#DIV/0!")]
    parts = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
    assert found(path, parts=parts) == {"first": expected, "second": expected}


def test_that_cells_without_references_are_counted(make_workbook: Make):
    rows = '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row/><row><c t="e"><v>#NUM!</v></c></row>'
    assert found(make_workbook({"a": rows})) == {"a": [("B1", Kind.ERROR, "#N/A"), ("A3", Kind.ERROR, "#NUM!")]}


def test_that_only_formulas_without_any_result_are_found(make_workbook: Make):
    rows = (
        '<row r="1"><c r="A1"><f>A2+1</f></c><c r="B1"><f>1</f><v>1</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f t="shared" si="0"/><v/></c></row>'
    )
    assert found(make_workbook({"a": rows})) == {"a": [("A1", Kind.FORMULA, "=A2+1"), ("D1", Kind.FORMULA, "=")]}


def test_that_a_namespace_prefix_does_not_hide_errors(make_workbook: Make):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    path = make_workbook({"a": ""}, {"xl/worksheets/sheet1.xml": sheet})
    assert found(path) == {"a": [("A1", Kind.ERROR, "#REF!")]}


def test_that_the_reader_gives_errors_their_own_kind(make_workbook: Make, parse: Parse):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
        '<row r="2"><c r="A2"><f>A1*2</f></c><c r="B2"><v>3</v></c></row>'
    )
    first, second = parse(make_workbook({"a": rows}))[0].columns
    assert first.kinds.tolist() == [Kind.NUMBER, Kind.FORMULA]
    assert second.kinds.tolist() == [Kind.ERROR, Kind.NUMBER]
    assert (first.text_at(1), second.text_at(0)) == ("=A1*2", "#REF!")


def test_that_errors_of_opendocument_sheets_are_found_through_repeats(tmp_path: Path, zip_parts: Make):
    names = 'xmlns:table="urn:table" xmlns:office="urn:office" xmlns:text="urn:text" xmlns:calcext="urn:calcext"'
    error = (
        '<table:table-cell table:number-columns-repeated="2" table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="a">'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{error}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = zip_parts(tmp_path / "a.ods", {"content.xml": content})
    (cell,) = find_cells(path, "ods", ())["a"]
    assert (cell.row, cell.column, cell.rows, cell.columns, cell.text) == (3, 1, 2, 2, "#DIV/0!")


def test_that_errors_of_binary_workbooks_are_read_from_their_records():
    def record(number: int, body: bytes) -> bytes:
        return bytes([number, len(body)]) + body

    part = (
        record(0, struct.pack("<I", 6) + bytes(13))
        + record(5, struct.pack("<II", 0, 0) + struct.pack("<d", 1.0))
        + record(3, struct.pack("<II", 2, 0) + b"\x17")
        + record(11, struct.pack("<II", 4, 0) + b"\x07" + bytes(4))
    )
    assert [(cell_name(c.row, c.column), c.text) for c in xlsb._cells(part)] == [("C7", "#REF!"), ("E7", "#DIV/0!")]


def test_that_a_binary_part_that_is_cut_short_ends_quietly():
    assert list(xlsb._records(b"\x03\x09\x01")) == [(3, b"\x01")]
    assert list(xlsb._records(b"\x83")) == [(3, b"")]


def test_that_errors_of_old_workbooks_are_read_from_their_records():
    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    begin, end = record(0x809, struct.pack("<HH", 0x600, 0x10)), record(0x0A, b"")
    chart = begin + record(0x205, struct.pack("<HHH", 0, 0, 0) + b"\x17\x01") + end
    formula = struct.pack("<HHH", 8, 2, 0) + bytes([2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF]) + bytes(6)
    stream = (
        begin
        + record(0x205, struct.pack("<HHH", 4, 1, 0) + b"\x17\x01")
        + record(0x205, struct.pack("<HHH", 5, 1, 0) + b"\x01\x00")
        + chart
        + record(0x06, formula)
        + end
        + begin
    )
    assert [(cell_name(c.row, c.column), c.text) for c in xls._cells(stream, 0)] == [("B5", "#REF!"), ("C9", "#N/A")]


@pytest.mark.parametrize(("wide", "body"), [(True, b"\x03\x00abc"), (False, b"\x03abc")])
def test_that_sheet_names_of_old_workbooks_are_read(wide: bool, body: bytes):
    assert xls._sheet_name(bytes(6) + body, wide=wide) == "abc"
