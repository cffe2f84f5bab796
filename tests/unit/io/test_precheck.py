from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.io.limits import ReadLimits
from engine.io.precheck import SourceKind, inspect_workbook

Make = Callable[..., Path]

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<sst><si><t>&b;</t></si></sst>"
)


def refusal(path: Path, limits: ReadLimits | None = None) -> KnownError:
    with pytest.raises(KnownError) as caught:
        inspect_workbook(path, limits or ReadLimits())
    assert caught.value.what_to_do
    return caught.value


def test_that_a_plain_workbook_passes(make_workbook: Make):
    inspection = inspect_workbook(make_workbook({"a": ROW}))
    assert inspection.kind is SourceKind.XLSX
    assert inspection.suspect_parts == ()


def test_that_a_zip_bomb_is_refused_before_it_unpacks(make_workbook: Make):
    path = make_workbook({"a": ROW}, {"xl/media/zeros.bin": bytes(30_000_000)})
    started = time.process_time()
    error = refusal(path, ReadLimits(unpacked_bytes=20_000_000, ratio=1e9))
    assert error.code == "file-unsafe"
    assert "unpacks to more than" in error.message
    assert time.process_time() - started < 5


def test_that_a_ratio_beyond_reason_is_refused(make_workbook: Make):
    path = make_workbook({"a": ROW}, {"xl/sharedStrings.xml": b"<sst>" + b" " * 40_000_000 + b"</sst>"})
    assert refusal(path).code == "file-unsafe"


def test_that_padding_of_a_megabyte_and_a_half_is_no_reason_to_refuse(make_workbook: Make):
    path = make_workbook({"a": ROW + " " * 1_500_000})
    assert inspect_workbook(path).kind is SourceKind.XLSX


def test_that_entities_are_refused(make_workbook: Make):
    error = refusal(make_workbook({"a": ROW}, {"xl/sharedStrings.xml": BILLION_LAUGHS}))
    assert error.code == "file-unsafe"
    assert "sharedStrings" in error.message


def test_that_a_document_type_on_the_seam_of_two_pieces_is_seen(make_workbook: Make):
    for before in range(2**22 - 10, 2**22 + 1):
        text = b"<sst>" + b" " * (before - 5) + b"<!DOCTYPE x></sst>"
        path = make_workbook({"a": ROW}, {"xl/sharedStrings.xml": text})
        assert refusal(path).code == "file-unsafe"


def test_that_a_lone_cell_at_the_far_corner_is_refused_by_name(make_workbook: Make):
    path = make_workbook({"a": ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'})
    assert path.stat().st_size < 5_000
    error = refusal(path)
    assert error.code == "file-too-many-cells"
    assert "XFD1048576" in error.message


def test_that_blank_styled_cells_far_away_do_not_count(make_workbook: Make):
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert inspect_workbook(make_workbook({"a": ROW + far})).kind is SourceKind.XLSX


def test_that_a_declared_extent_alone_is_not_believed(make_workbook: Make, tmp_path: Path, zip_parts: Make):
    sheet = '<worksheet><dimension ref="A1:XFD1048576"/><sheetData>' + ROW + "</sheetData></worksheet>"
    assert inspect_workbook(make_workbook({"a": ROW}, {"xl/worksheets/sheet1.xml": sheet})).suspect_parts == ()


def test_that_ten_million_cells_are_refused(make_workbook: Make):
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="CV{r}"><v>1</v></c></row>' for r in range(1, 100_001))
    error = refusal(make_workbook({"a": rows}))
    assert error.code == "file-too-many-cells"
    assert "10,000,000" in error.message


def test_that_cells_of_all_sheets_count_together(make_workbook: Make):
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000"><c r="CV1000"><v>1</v></c></row>'
    path = make_workbook({"a": sheet, "b": sheet})
    assert refusal(path, ReadLimits(cells=150_000)).code == "file-too-many-cells"
    assert inspect_workbook(path, ReadLimits(cells=200_000)).kind is SourceKind.XLSX


def test_that_too_many_parts_are_refused(make_workbook: Make):
    extra = {f"xl/media/{n}.bin": b"" for n in range(2_001)}
    assert "parts" in refusal(make_workbook({"a": ROW}, extra)).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_two_parts_of_one_name_are_refused(make_workbook: Make):
    path = make_workbook({"a": ROW})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/workbook.xml", "<other/>")
    assert refusal(path).code == "file-unsafe"


@pytest.mark.parametrize("name", ["../../evil.xml", "xl\\\\..\\\\..\\\\evil.xml"])
def test_that_a_part_whose_name_leads_out_is_refused(make_workbook: Make, name: str):
    error = refusal(make_workbook({"a": ROW}, {name: "<a/>"}))
    assert (error.code, "leads out" in error.message) == ("file-unsafe", True)


def test_that_every_cut_of_a_workbook_is_refused_as_damaged(make_workbook: Make, tmp_path: Path):
    whole = make_workbook({"a": ROW}).read_bytes()
    cut = tmp_path / "cut.xlsx"
    for size in range(4, len(whole), 97):
        cut.write_bytes(whole[:size])
        assert refusal(cut).code == "file-damaged"


def test_that_a_flipped_byte_is_never_anything_but_read_or_refused(make_workbook: Make, tmp_path: Path):
    whole = make_workbook({"a": ROW}).read_bytes()
    broken = tmp_path / "broken.xlsx"
    outcomes = set()
    for place in range(0, len(whole), 31):
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            outcomes.add(inspect_workbook(broken).kind)
        except KnownError as error:
            outcomes.add(error.code)
    assert "file-damaged" in outcomes
    assert outcomes <= {SourceKind.XLSX, "file-damaged", "file-protected", "file-unsafe", "file-not-a-workbook"}


def test_that_an_encrypted_package_is_called_protected(tmp_path: Path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000) + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path).code == "file-protected"


def test_that_a_web_page_named_xls_is_told_from_a_workbook(tmp_path: Path):
    path = tmp_path / "report.xls"
    path.write_text("<html><table><tr><td>1</td></tr></table></html>")
    assert refusal(path).code == "file-not-a-workbook"


def test_that_another_zip_archive_is_told_from_a_workbook(tmp_path: Path, zip_parts: Make):
    assert refusal(zip_parts(tmp_path / "data.xlsx", {"a.csv": "1"})).code == "file-not-a-workbook"


def test_that_missing_and_empty_files_are_told_apart(tmp_path: Path):
    assert refusal(tmp_path / "no.xlsx").code == "file-missing"
    (tmp_path / "empty.xlsx").touch()
    assert refusal(tmp_path / "empty.xlsx").code == "file-empty"
    assert refusal(tmp_path).code == "file-not-readable"


def test_that_error_values_and_formulas_without_result_make_a_sheet_suspect(make_workbook: Make):
    sheets = {
        "fine": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
        "error": '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>',
        "unset": '<row r="1"><c r="A1"><f>1+1</f></c></row>',
        "empty": '<row r="1"><c r="A1"><f>1+1</f><v/></c></row>',
    }
    suspects = inspect_workbook(make_workbook(sheets)).suspect_parts
    assert [part[-5] for part in suspects] == ["2", "3", "4"]


def test_that_padding_before_the_root_does_not_hide_a_sheet(make_workbook: Make):
    sheet = (
        "<?xml version='1.0'?>" + " " * 10_000 + '<worksheet><sheetData><row><c t="e"/></row></sheetData></worksheet>'
    )
    assert inspect_workbook(make_workbook({"a": ""}, {"xl/worksheets/sheet1.xml": sheet})).suspect_parts
