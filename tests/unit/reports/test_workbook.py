import re
from pathlib import Path

import openpyxl
import pytest

from desktop.compute.run_summary import known
from desktop.reports.content import ReportContent, read_content
from desktop.reports.workbook import write_workbook
from desktop.views.results.words import table_name
from engine.changes import set_cells
from engine.errors import KnownError
from sync.store import OpenMode, Project

RANGE = re.compile(r"^=(?:SUM|SUBTOTAL)\((?:9,)?([A-Z]+\d+:[A-Z]+\d+)\)$")


def content_of(file: Path, scenario: str) -> ReportContent:
    with Project.open(file, OpenMode.READ) as project:
        run = project.runs.latest(scenario).id
    return read_content(file, run)


def written(content: ReportContent, path: Path) -> Path:
    steps = list(write_workbook(content, path))
    assert [step.done for step in steps] == list(range(steps[0].of))
    return path


@pytest.fixture(scope="module")
def workbook(solved_file, tmp_path_factory) -> Path:
    """The report of the scenario whose name looks like a formula."""
    return written(content_of(solved_file, "=Small"), tmp_path_factory.mktemp("book") / "report.xlsx")


def test_that_every_formula_gives_the_number_that_is_stored_with_it(workbook):
    formulas, values = openpyxl.load_workbook(workbook), openpyxl.load_workbook(workbook, data_only=True)
    checked = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f" or not (found := RANGE.match(cell.value)):
                    continue
                cells = [c.value for line in values[sheet.title][found[1]] for c in line]
                total = sum(value for value in cells if isinstance(value, float | int))
                assert values[sheet.title][cell.coordinate].value == pytest.approx(total), (
                    sheet.title,
                    cell.coordinate,
                )
                checked += 1
    assert checked > 20


def test_that_key_figures_are_sums_of_the_sheets_on_which_their_parts_stand(workbook):
    formulas, values = openpyxl.load_workbook(workbook), openpyxl.load_workbook(workbook, data_only=True)
    rows = {row[0].value: row[1] for row in formulas["Summary"].iter_rows(max_col=2) if row[0].value}
    own = values["Summary"]
    for name, column in (("Demand, units", "quantity"), ("Served, units", "served")):
        sheet, cells = re.match(r"^=SUM\('(.+)'!(.+)\)$", rows[name].value).groups()
        parts = [line[0].value for line in values[sheet][cells]]
        assert values[sheet][cells][0][0].offset(row=-1).value == column
        assert own[rows[name].coordinate].value == pytest.approx(sum(parts))
    transport = re.match(r"^='(.+)'!(.+)$", rows["Transport"].value).groups()
    assert own[rows["Transport"].coordinate].value == pytest.approx(values[transport[0]][transport[1]].value)
    assert formulas[transport[0]][f"A{rows['Transport'].row - rows['Procurement'].row + 2}"].value == "Transport"
    assert rows["Utilisation of open facilities' capacity"].value.startswith("=SUMIFS('Facilities'!")


def test_that_the_total_of_costs_is_the_objective(workbook):
    formulas, values = (openpyxl.load_workbook(workbook, data_only=only)["Summary"] for only in (False, True))
    rows = {row[0].value: row[1] for row in values.iter_rows(max_col=2) if row[0].value}
    assert rows["Total"].value == pytest.approx(rows["Objective of the run"].value)
    last = rows["Total less objective"]
    assert last.value == pytest.approx(0.0, abs=1e-6)
    assert formulas[last.coordinate].value == f"=B{rows['Total'].row}-(B{rows['Objective of the run'].row})"


def test_that_texts_that_look_like_formulas_stay_texts(workbook):
    book = openpyxl.load_workbook(workbook)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=Small"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_that_numbers_are_numbers_with_formats(workbook):
    flows = openpyxl.load_workbook(workbook)["Flows"]
    headers = [cell.value for cell in flows[4]]
    flow = flows.cell(5, headers.index("flow") + 1)
    assert isinstance(flow.value, float | int)
    assert flow.number_format == "#,##0.00"
    facilities = openpyxl.load_workbook(workbook)["Facilities"]
    headers = [cell.value for cell in facilities[4]]
    assert facilities.cell(5, headers.index("utilisation") + 1).number_format == "0.00%"


def test_that_result_sheets_hold_the_stored_tables(solved_file, workbook):
    content = content_of(solved_file, "=Small")
    book = openpyxl.load_workbook(workbook)
    for name, frame in content.tables.items():
        sheet = book[table_name(name)]
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert list(rows[0]) == list(frame.columns)
        stored = [[cell if isinstance(cell, str) else known(cell) for cell in row] for row in frame.to_numpy().tolist()]
        assert [[cell or None for cell in row] for row in rows[1:]] == [
            [cell or None for cell in row] for row in stored
        ]


def test_that_inputs_are_those_of_the_scenario(workbook):
    demand = openpyxl.load_workbook(workbook)["in demand"]
    headers = [cell.value for cell in demand[4]]
    quantities = [row[headers.index("quantity")] for row in demand.iter_rows(min_row=5, values_only=True)]
    assert quantities == [50.0, 50.0, 5.0, 50.0, 50.0, 50.0]


def test_that_assumptions_name_settings_overrides_and_what_was_asked(workbook):
    sheet = openpyxl.load_workbook(workbook)["Assumptions"]
    lines = {(row[0], row[1]): row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert lines["Setting", "currency"] == "EUR"
    assert lines["Scenario", "=Small"] == "multiply demand.quantity by 0.5 in every row"
    assert lines["Run", "gap asked for"] == "0.0001 %"


def test_that_the_stamp_says_whether_the_inputs_were_edited(own_file, tmp_path):
    def edited(content: ReportContent) -> str:
        sheet = openpyxl.load_workbook(written(content, tmp_path / "report.xlsx"))["Run stamp"]
        return dict(row[:2] for row in sheet.iter_rows(values_only=True) if row[0])["Input edited since"]

    assert edited(content_of(own_file, "Baseline")) == "no"
    with Project.open(own_file) as project:
        project.commit(set_cells(project.network(), "demand", [0], {"quantity": [120.0]}))
    assert edited(content_of(own_file, "Baseline")).startswith("yes")


def test_that_a_run_without_a_result_is_refused(own_file):
    from engine.runs.record import RunRecord, RunStatus

    with Project.open(own_file) as project:
        project.runs.add(RunRecord(id="r", scenario="Baseline", status=RunStatus.INFEASIBLE))
    with pytest.raises(KnownError, match="no result to report"):
        read_content(own_file, "r")


def test_that_a_workbook_that_cannot_be_written_is_told(solved_file, tmp_path):
    with pytest.raises(KnownError):
        list(write_workbook(content_of(solved_file, "Baseline"), tmp_path / "nowhere" / "report.xlsx"))
    assert not (tmp_path / "nowhere").exists()
