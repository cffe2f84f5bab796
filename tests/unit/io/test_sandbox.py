from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest

from engine.errors import BugError, KnownError
from engine.io import child
from engine.io.cells import Kind, SheetCells
from engine.io.limits import ReadLimits
from engine.io.sandbox import child_command, read_cells
from tests.patience import PATIENCE_S

Make = Callable[..., Path]

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No temporary folder and no child process outlives a read, however it ends."""
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    before = _readers()
    yield
    assert list(home.iterdir()) == []
    assert _readers() <= before


def _readers() -> set[int]:
    """Processes that this one has started itself: what else lives here, as a database, starts and ends its own."""
    return {process.pid for process in psutil.Process().children()}


def script(text: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-c", text]


def failure(path: Path, limits: ReadLimits | None = None, **options: Any) -> KnownError:
    with pytest.raises(KnownError) as caught:
        read_cells(path, limits or ReadLimits(), **options)
    assert path.name in caught.value.where
    assert caught.value.what_to_do or caught.value.code == "read-cancelled"
    return caught.value


def test_that_cells_keep_their_kinds_and_places(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "mixed"
    moment = dt.datetime.fromisoformat("2027-01-31T12:30:00")
    cells = ["text", 1.5, 7, True, dt.date(2027, 1, 31), moment, "00123", None, "end"]
    for row, value in enumerate(cells, 3):
        sheet.cell(row, 2, value)
    book.create_sheet("hidden").sheet_state = "hidden"
    book.save(tmp_path / "kinds.xlsx")
    mixed, hidden = read_cells(tmp_path / "kinds.xlsx")
    column = mixed.columns[1]
    assert (mixed.sheet, mixed.rows, mixed.hidden, hidden.hidden, hidden.rows) == ("mixed", 11, False, True, 0)
    assert mixed.columns[0].kinds.tolist() == [Kind.BLANK] * 11
    assert column.kinds.tolist() == [0, 0, Kind.TEXT, 1, 1, Kind.YES_NO, Kind.DATE, Kind.DATE, Kind.TEXT, 0, Kind.TEXT]
    texts = [column.text_at(row) for row in range(2, 11)]
    assert texts == ["text", "1.5", "7", "TRUE", "2027-01-31", "2027-01-31T12:30:00", "00123", "", "end"]


@pytest.mark.parametrize("rows_at_once", [1, 2, 3, 100])
def test_that_cells_stay_where_they_are_however_many_rows_are_taken_at_once(
    tmp_path: Path, parse: Callable[[Path], list[SheetCells]], monkeypatch: pytest.MonkeyPatch, rows_at_once: int
):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("second")):
        for place, value in {"C3": "x", "C4": 2.5, "D5": True, "C7": "", "E7": "y"}.items():
            sheet[place] = value
    book.create_sheet("empty")
    book.save(tmp_path / "apart.xlsx")
    monkeypatch.setattr("engine.io.child._ROWS_AT_ONCE", rows_at_once)
    first, second, empty = parse(tmp_path / "apart.xlsx")
    for cells in (first, second):
        texts = [[column.text_at(row) for row in range(cells.rows)] for column in cells.columns]
        assert texts == [
            ["", "", "", "", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["", "", "x", "2.5", "", "", ""],
            ["", "", "", "", "TRUE", "", ""],
            ["", "", "", "", "", "", "y"],
        ]
    assert (empty.rows, empty.columns) == (0, ())


def test_that_cells_beyond_the_limit_are_counted_over_all_sheets(
    make_workbook: Make, parse: Callable[[Path], list[SheetCells]]
):
    three = make_workbook(dict.fromkeys(("a", "b", "c"), ONE))
    assert len(parse(three)) == 3
    request = {"kind": "xlsx", "suspect_parts": [], "cells": 2}
    folder = three.parent / "read"
    folder.mkdir()
    assert child._parse(three, folder, request) == {"refusal": "too-many-cells", "cells": 3}


def test_that_merged_ranges_come_along(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.merge_cells("A1:B3")
    book.active["C4"] = "y"
    book.save(tmp_path / "merged.xlsx")
    assert read_cells(tmp_path / "merged.xlsx")[0].merged == ((0, 0, 2, 1),)


def test_that_a_refused_file_leaves_nothing(make_workbook: Make):
    assert failure(make_workbook({"a": "<row"}, {"xl/sharedStrings.xml": "<!DOCTYPE x>"})).code == "file-unsafe"


def test_that_broken_xml_is_a_damaged_workbook(make_workbook: Make):
    assert failure(make_workbook({"a": '<row r="1"><c r="A1"><v>1</v></row>'})).code == "file-damaged"


def test_that_a_binary_workbook_that_is_cut_short_is_damaged(tmp_path: Path, zip_parts: Make):
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {"xl/workbook.bin": b"\x83\x01\x00\x9c", "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{rels}"/>'}
    assert failure(zip_parts(tmp_path / "cut.xlsb", parts)).code == "file-damaged"


def test_that_an_allocation_beyond_the_limit_ends_only_the_child(make_workbook: Make, monkeypatch: pytest.MonkeyPatch):
    # The far corner makes the parser ask for hundreds of gigabytes; the pre-check is told to let it pass.
    path = make_workbook({"a": ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'})
    assert failure(path, ReadLimits(cells=2**40)).code == "read-too-much-memory"


@pytest.mark.skipif(sys.platform != "linux", reason="the system's own limit on memory is a Linux matter")
def test_that_the_memory_limit_holds_inside_the_child(make_workbook: Make, tmp_path: Path):
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 200_001))
    request = {"path": str(make_workbook({"a": rows})), "folder": str(tmp_path), "kind": "xlsx"}
    request |= {"suspect_parts": [], "cells": 10**7, "seconds": PATIENCE_S}
    codes = []
    for memory_bytes in (10**8, 3 * 2**30):
        with subprocess.Popen(child_command(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            assert child.stdin is not None
            child.stdin.write(json.dumps({**request, "memory_bytes": memory_bytes}).encode() + b"\n")
            child.stdin.flush()
            codes.append((child.wait(PATIENCE_S) == 0, (tmp_path / "manifest.json").exists()))
    assert codes == [(False, False), (True, True)]


def test_that_memory_is_watched_from_outside_too(make_workbook: Make):
    hungry = "import sys, time; sys.stdin.readline(); x = bytearray(300_000_000); time.sleep(60)"
    limits = ReadLimits(memory_bytes=200_000_000)
    assert failure(make_workbook({"a": ONE}), limits, command=script(hungry)).code == "read-too-much-memory"


def test_that_a_child_past_its_deadline_is_killed(make_workbook: Make):
    sleepy = "import time; time.sleep(60)"
    assert failure(make_workbook({"a": ONE}), ReadLimits(seconds=0.2), command=script(sleepy)).code == "read-too-slow"


def test_that_reading_can_be_cancelled(make_workbook: Make):
    sleepy = "import time; time.sleep(60)"
    error = failure(make_workbook({"a": ONE}), command=script(sleepy), cancelled=lambda: True)
    assert error.code == "read-cancelled"


@pytest.mark.parametrize("end", ["import os; os.abort()", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_that_a_child_that_dies_is_told_to_the_user(make_workbook: Make, end: str):
    assert failure(make_workbook({"a": ONE}), command=script(end)).code == "file-not-readable"


def test_that_a_child_that_ends_without_an_answer_is_told_to_the_user(make_workbook: Make):
    assert failure(make_workbook({"a": ONE}), command=script("pass")).code == "file-not-readable"


def test_that_a_panic_of_the_parser_is_told_to_the_user(make_workbook: Make):
    panic = "class PanicException(BaseException): pass\nraise PanicException('index out of bounds')"
    assert failure(make_workbook({"a": ONE}), command=script(panic)).code == "file-not-readable"


def test_that_a_defect_in_the_child_is_not_blamed_on_the_file(make_workbook: Make):
    with pytest.raises(BugError, match="TypeError"):
        read_cells(make_workbook({"a": ONE}), command=script("None + 1"))


def test_that_a_frozen_program_is_its_own_reader(monkeypatch: pytest.MonkeyPatch):
    assert child_command() == [sys.executable, "-m", "engine.io.child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "--read-workbook"]


def test_that_a_child_ends_when_its_parent_is_gone():
    child = subprocess.Popen(child_command(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=Path.cwd())
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(PATIENCE_S) != 0
