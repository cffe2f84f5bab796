"""Marks of problems by cell; where cells were imported from; texts of cells in other locales."""

import pandas as pd
import pytest
from PySide6.QtCore import QLocale, Qt

from desktop.models.cell_text import CellText
from desktop.models.marks import marks_by_row
from desktop.models.row_difference import RowDifference
from engine.issues import Issue, Severity
from engine.network import Network, Source
from sync.store import Project

WAIT_MS = 20_000


def test_that_a_cell_bears_its_heaviest_problem_and_all_their_sentences():
    key = {"customer": "Ann", "product": "Water", "period": ""}
    issues = [
        Issue(Severity.WARNING, "b", "Odd.", "demand", key, "quantity"),
        Issue(Severity.ERROR, "a", "Wrong.", "demand", key, "quantity"),
        Issue(Severity.NOTE, "c", "By the way.", "demand", key),
        Issue(Severity.ERROR, "d", "Of a file."),
    ]
    marks = marks_by_row(issues)
    assert list(marks) == [("demand", ("Ann", "Water", ""))]
    cells = marks["demand", ("Ann", "Water", "")]
    assert cells["quantity"].severity is Severity.ERROR
    assert cells["quantity"].messages == ("Odd.", "Wrong.")
    assert cells[""].severity is Severity.NOTE


@pytest.fixture
def project_file(tmp_path):
    rows = pd.DataFrame(
        {"facility": ["Reno", "Ulm"], "latitude": [39.52964, 48.4], "_source": [1.0, None], "_row": [7.0, None]}
    )
    path = tmp_path / "imported.networx"
    sources = {1: Source("Sites.xlsx", "DCs", {"facility": "A", "latitude": "C"})}
    Project.create(path, Network.of({"facilities": rows}, sources)).close()
    return path


def test_that_an_imported_cell_tells_its_file_sheet_and_cell(page, qtbot):
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() == "Reno", timeout=WAIT_MS)
    latitude = page.model.table.column_names.index("latitude")
    tip = page.model.index(0, latitude).data(Qt.ItemDataRole.ToolTipRole)
    assert "Sites.xlsx!DCs!C7" in tip
    assert "Exactly 39.52964" in tip
    assert "Imported" not in page.model.index(1, latitude).data(Qt.ItemDataRole.ToolTipRole)
    page.grid.choose([0], 0)
    qtbot.waitUntil(lambda: bool(page.pane.form._fields), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Sites.xlsx!DCs!A7" in page.pane.form.note("facility"), timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("language", "shown", "exact", "plain"),
    [
        (QLocale.Language.English, "1,234.50", "1,234.5", "1234.5"),
        (QLocale.Language.German, "1.234,50", "1.234,5", "1234,5"),
    ],
)
def test_that_numbers_are_written_as_the_locale_writes_them(language, shown, exact, plain):
    text = CellText(QLocale(language))
    assert (text.shown(1234.5, 2), text.exact(1234.5), text.plain(1234.5)) == (shown, exact, plain)
    assert text.copied([(1234.5, None, "a")]) == f"{plain}\t\ta\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], RowDifference()),
        ([1, 2, 3], [1, 2, 3, 9], RowDifference(added=1)),
        ([1, 2, 3, 4, 5], [2, 5], RowDifference(removed=((2, 3), (0, 0)))),
        ([1, 2, 3], [1, 3, 7], RowDifference(removed=((1, 1),), added=1)),
        ([1, 2, 3], [3, 2, 1], RowDifference(is_other=True)),
        ([], [4], RowDifference(added=1)),
        ([4], [], RowDifference(removed=((0, 0),))),
    ],
)
def test_that_rows_that_came_and_went_are_told_from_another_order(before, after, expected):
    from array import array

    assert RowDifference.between(array("q", before), array("q", after)) == expected
