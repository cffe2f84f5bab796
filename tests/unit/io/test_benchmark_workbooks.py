"""Third-party workbooks, none of which may crash, hang or be misread; skipped where they are not at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.io.cells import Kind, SheetCells
from engine.io.csv_cells import read_csv
from engine.io.importing import import_source
from engine.io.sandbox import read_cells
from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = Path(os.environ.get("NETWORX_BENCHMARKS", ROOT.parent / "shared" / "benchmarks"))
SHEETS = BENCHMARKS / "spreadsheets"
MESSY = BENCHMARKS / "messy"

pytestmark = pytest.mark.skipif(not SHEETS.is_dir(), reason=f"no third-party workbooks in {BENCHMARKS}")

ALL_IN_ONE_PROCESS = """
import json, resource, sys, tempfile
from pathlib import Path
from engine.errors import KnownError
from engine.io import child
from engine.io.precheck import inspect_workbook
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(json.dumps([path.name, None]), flush=True)
    try:
        inspection = inspect_workbook(path)
    except KnownError as error:
        print(json.dumps([path.name, error.code]), flush=True)
        continue
    with tempfile.TemporaryDirectory() as folder:
        request = {"kind": inspection.kind, "suspect_parts": inspection.suspect_parts, "cells": 5_000_000}
        answer = child._parse(path, Path(folder), request)
    print(json.dumps([path.name, answer.get("refusal", "read")]), flush=True)
"""

REFUSED = {
    "issue252.xlsx": "file-damaged",
    "issue_385.xls": "protected",
    "issue_594_dos.ods": "damaged",
    "pass_protected.ods": "protected",
    "pass_protected.xlsb": "file-protected",
    "pass_protected.xlsx": "file-protected",
    "too_small.xls": "file-not-a-workbook",
}


def texts(cells: SheetCells, column: int) -> list[str]:
    return [cells.columns[column].text_at(row) for row in range(cells.rows)]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the system")
def test_that_every_workbook_is_read_or_refused_for_its_own_reason():
    done = subprocess.run(
        [sys.executable, "-c", ALL_IN_ONE_PROCESS, str(SHEETS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_S,
    )
    outcomes = dict(json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0, done.stderr
    assert len(outcomes) >= 129
    assert {name: outcome for name, outcome in outcomes.items() if outcome != "read"} == REFUSED


@pytest.mark.parametrize("name", ["issue_385.xls", "issue_594_dos.ods", "pass_protected.xlsx", "issue252.xlsx"])
def test_that_a_refusal_reaches_the_user_as_such(name: str):
    with pytest.raises(KnownError) as caught:
        read_cells(SHEETS / name)
    assert caught.value.code in {"file-protected", "file-damaged"}
    assert caught.value.what_to_do


def test_that_error_values_are_not_blanks():
    codes = ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]
    cells = read_cells(SHEETS / "errors.xlsx")[0]
    assert texts(cells, 0) == codes
    assert set(cells.columns[0].kinds.tolist()) == {Kind.ERROR}


def test_that_old_workbooks_tell_their_error_values_too():
    sheets = {cells.sheet: cells for cells in read_cells(SHEETS / "gh548_incorrect_sst_unique_count.xls")}
    assert sheets["Acute Trust Mapping"].columns[10].text_at(12) == "#VALUE!"


@pytest.mark.skipif(not MESSY.is_dir(), reason=f"no messy files in {BENCHMARKS}")
def test_that_tabs_and_carriage_returns_are_found_out():
    cells = read_csv(MESSY / "SCMS_Delivery_History_Dataset.csv")
    assert (cells.delimiter, cells.rows, len(cells.columns)) == ("\t", 10_325, 33)
    assert texts(cells, 5)[1] == "Côte d'Ivoire"
    assert cells.issues == ()


@pytest.mark.skipif(not MESSY.is_dir(), reason=f"no messy files in {BENCHMARKS}")
@pytest.mark.parametrize("name", ["zikaiyan", "KumarSuman515_formulas"])
def test_that_variants_of_a_real_workbook_account_for_every_row(name: str):
    result = import_source(MESSY / f"brunel_variant_{name}.xlsx")
    assert result.rows_read > 9_215
    assert result.rows_used == sum(len(frame) for frame in result.tables.values())
    for report in result.sheets:
        if report.rows_reported:
            place = f"{report.file}!{report.sheet}"
            assert any(issue.source.startswith(place) for issue in result.issues)
