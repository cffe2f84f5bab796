import csv
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton

from desktop.session import Session
from desktop.views.results import ResultsPage
from engine.changes import ChangeSet, set_cells
from engine.runs.record import RunRecord, RunStatus, new_run_id, utc_now
from engine.schema import RESULT_TABLES
from sync.store import OpenMode, Project

WAIT_MS = 20_000


@pytest.fixture
def is_solved() -> bool:
    """Whether the project has a run; a test asks for one without by parametrizing it."""
    return True


@pytest.fixture
def project_file(sample_files, solved_sample, tmp_path, is_solved) -> Path:
    source = solved_sample("us-distribution") if is_solved else sample_files("us-distribution")
    return Path(shutil.copy(source, tmp_path / "own.networx"))


@pytest.fixture
def page(context, qtbot) -> ResultsPage:
    made = ResultsPage(context)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.enter()
    return made


@pytest.fixture
def shown(page, qtbot) -> ResultsPage:
    """The page with a result and its first table."""
    qtbot.waitUntil(lambda: page.summary is not None and page.grid.model is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.grid.model.rowCount() > 0, timeout=WAIT_MS)
    return page


def edit(session: Session) -> None:
    def make(project) -> ChangeSet:
        return set_cells(project.network(), "demand", [0], {"quantity": [1.0]})

    session.edit(make, "Less demand")


def end_without_result(session: Session, runs, scenario: str = "Baseline") -> None:
    """A run that finds no solution, newer than all others."""
    record = RunRecord(
        id=new_run_id(),
        scenario=scenario,
        status=RunStatus.INFEASIBLE,
        message="It has none.",
        created=utc_now(),
        finished=utc_now(),
    )
    session.ask(lambda project: project.runs.add(record), lambda _none: runs.stored.emit(record))


def test_that_a_newer_run_without_a_result_is_said_beside_the_older_figures(shown, session, runs, qtbot):
    assert shown.stamp.newer == ""
    end_without_result(session, runs)
    qtbot.waitUntil(lambda: "the newest run is infeasible" in shown.stamp.newer, timeout=WAIT_MS)
    assert shown.summary.stamp.status == "optimal"


@pytest.mark.parametrize("is_solved", [False])
def test_that_an_infeasible_scenario_offers_to_explain_why(page, session, runs, qtbot, context):
    asked = []
    context.actions.add("explain.scenario", "Explain", lambda: asked.append(context.selection.scenario))
    end_without_result(session, runs)
    button = next(button for button in page.findChildren(QPushButton) if button.text() == "Explain why")
    qtbot.waitUntil(button.isVisible, timeout=WAIT_MS)
    button.click()
    assert asked == ["Baseline"]


def test_that_status_objective_gap_check_and_hash_stand_together(shown, shot):
    stamp = shown.summary.stamp
    text = shown.stamp.text
    for part in (stamp.status, f"{stamp.objective:.0f}", "gap", "checked ✓", stamp.input_hash[:8]):
        assert part in text.replace(",", "").replace("\u202f", "")
    shot(shown, "results-page")


def test_that_an_edit_of_the_input_marks_the_result_stale(shown, session, qtbot):
    assert not shown.stamp.is_stale
    edit(session)
    qtbot.waitUntil(lambda: shown.stamp.is_stale, timeout=WAIT_MS)
    session.undo()
    qtbot.waitUntil(lambda: not shown.stamp.is_stale, timeout=WAIT_MS)


def test_that_run_again_starts_the_chosen_scenario(shown, runs):
    shown.stamp.again_requested.emit()
    assert [scenarios for scenarios, _ in runs.started] == [("Baseline",)]


@pytest.mark.parametrize("is_solved", [False])
def test_that_a_scenario_without_a_run_says_what_to_do(page, qtbot, runs, shot):
    nothing = page.findChild(type(page._nothing))
    qtbot.waitUntil(lambda: "No run of Baseline yet" in nothing.text, timeout=WAIT_MS)
    assert page.summary is None
    nothing.run_requested.emit()
    assert runs.started
    shot(page, "results-empty")


def test_that_another_scenario_shows_its_own_state(shown, context, qtbot):
    context.selection.choose_scenario("Growth")
    qtbot.waitUntil(lambda: shown.summary is None, timeout=WAIT_MS)
    context.selection.choose_scenario("Baseline")
    qtbot.waitUntil(lambda: shown.summary is not None, timeout=WAIT_MS)


@pytest.mark.parametrize("table", list(RESULT_TABLES))
def test_that_every_result_table_is_a_sound_model(shown, qtbot, table):
    shown.grid.show_table(table)
    model = shown.grid.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with qtbot.waitSignal(model.counted, timeout=WAIT_MS):
        model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.columnCount() == len(RESULT_TABLES[table].columns)
    assert tester.model() is model


def test_that_a_table_without_rows_is_pale_and_says_so(shown, qtbot):
    tabs = shown.grid._tabs
    names = [tabs.tabText(place) for place in range(tabs.count())]
    inventory, flows = names.index("Inventory"), names.index("Flows")
    qtbot.waitUntil(lambda: not tabs.isTabEnabled(inventory), timeout=WAIT_MS)
    assert tabs.isTabEnabled(flows)
    assert tabs.tabToolTip(inventory) == "This run has no rows of it."


def test_that_pages_beyond_the_first_are_fetched_when_they_are_looked_at(shown, qtbot):
    shown.grid.show_table("result_demand")
    model = shown.grid.model
    qtbot.waitUntil(lambda: model.rowCount() == 600, timeout=WAIT_MS)
    assert model.row(599) is None
    qtbot.waitUntil(lambda: model.row(599) is not None, timeout=WAIT_MS)


def test_that_a_filter_narrows_the_table_and_a_wrong_one_is_marked(shown, qtbot):
    shown.grid.filter("kind", "plant")
    qtbot.waitUntil(lambda: shown.grid.model.rowCount() == 2, timeout=WAIT_MS)
    with qtbot.waitSignal(shown.grid.model.refused, timeout=WAIT_MS):
        shown.grid.filter("throughput", "many")
    assert shown.grid.model.rowCount() == 2


def test_that_a_row_chosen_in_the_table_is_a_site_chosen_everywhere(shown, context):
    shown.grid.view.selectRow(2)
    assert context.selection.sites == {shown.grid.model.row(2)[0]}


def test_that_a_bar_clicked_in_a_chart_is_a_site_chosen_everywhere(shown, context):
    shown._charts.facilities.chosen.emit("Dallas DC")
    assert context.selection.sites == {"Dallas DC"}
    chosen = shown.grid.view.currentIndex()
    assert shown.grid.model.row(chosen.row())[0] == "Dallas DC"


def column_of(grid, name: str) -> list[str]:
    place = grid.model.table.column_names.index(name)
    rows = [grid.model.row(row) for row in range(grid.model.rowCount())]
    return [row[place] for row in rows if row is not None]


def click_mark(chart, key: str, qtbot) -> None:
    """Clicks what stands for a key, where it was painted."""
    qtbot.waitUntil(lambda: any(known == key for _, known, _ in chart._marks), timeout=WAIT_MS)
    area = next(area for area, known, _ in chart._marks if known == key)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=area.center().toPoint())


def test_that_a_cost_clicked_shows_its_rows(shown, qtbot):
    click_mark(shown._charts.costs, "transport", qtbot)
    qtbot.waitUntil(lambda: shown.grid.model.table.name == "result_costs", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: shown.grid.model.rowCount() == 1, timeout=WAIT_MS)
    assert column_of(shown.grid, "bucket") == ["transport"]


def test_that_a_distance_clicked_selects_the_customers_that_are_so_far(shown, context, qtbot):
    summary, chart = shown.summary, shown._charts.service
    low, high = summary.edges[1:3]
    with qtbot.waitSignal(context.selection.sites_changed, timeout=WAIT_MS):
        click_mark(chart, f"{low!r}\n{high!r}", qtbot)
    with Project.open(context.session.path, OpenMode.READ) as project:
        flows = project.runs.table(summary.stamp.run, "result_flows")
        customers = set(project.table("customers")["customer"])
    inside = flows["distance"].between(low, high, inclusive="left") & flows["destination"].isin(customers)
    assert context.selection.sites == set(flows.loc[inside, "destination"])
    assert flows.loc[inside, "flow"].sum() == pytest.approx(summary.amounts[1])


def test_that_a_limit_clicked_shows_its_rows(shown, qtbot):
    limit = shown.summary.limits[0]
    shown._charts.limits.chosen.emit(f"{limit.table}\n{limit.row}")
    qtbot.waitUntil(lambda: shown.grid.model.table.name == "result_limits", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: set(column_of(shown.grid, "row")) == {limit.row}, timeout=WAIT_MS)


def test_that_a_flow_is_set_off_where_both_its_ends_are_selected(shown, context):
    lane = shown.summary.lanes[0]
    context.selection.choose_sites([lane.origin, lane.destination])
    assert shown._charts.lanes._chosen == {f"{lane.origin}\n{lane.destination}"}


def test_that_tables_are_narrowed_to_the_period_of_the_figures(shown, qtbot):
    grid = shown.grid
    grid.show_period("1")
    assert grid._filters.filters() == {"period": "=1"}
    grid.show_table("result_flows")
    assert grid._filters.filters() == {"period": "=1"}
    qtbot.waitUntil(lambda: grid.model.rowCount() > 0, timeout=WAIT_MS)
    assert grid.model.row(0)[grid.model.table.column_names.index("period")] == "1"
    grid.show_period("")
    assert grid._filters.filters() == {}


def test_that_selected_rows_are_copied_with_their_headers(shown):
    shown.grid.view.selectRow(0)
    shown.grid.copy()
    header, row = QGuiApplication.clipboard().text().splitlines()
    assert header.split("\t") == list(RESULT_TABLES["result_facilities"].column_names)
    assert row.split("\t")[0] == shown.grid.model.row(0)[0]


def test_that_the_rows_that_are_shown_are_written_as_csv(shown, qtbot, tmp_path):
    shown.grid.filter("kind", "plant")
    qtbot.waitUntil(lambda: shown.grid.model.rowCount() == 2, timeout=WAIT_MS)
    shown.grid.write_csv(tmp_path / "plants.csv")
    qtbot.waitUntil((tmp_path / "plants.csv").exists, timeout=WAIT_MS)
    with (tmp_path / "plants.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["kind"] for row in csv.DictReader(stream)} == {"plant"}


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_that_a_chart_is_saved_with_its_title(shown, tmp_path, ending):
    path = tmp_path / f"chart.{ending}"
    shown._charts._cost_card.save_chart(path)
    assert path.stat().st_size > 1_000
    if ending == "svg":
        assert "Costs" in path.read_text(encoding="utf-8")


def test_that_every_chart_stands_in_a_card(shown):
    row = shown._charts
    for chart in (row.costs, row.periods, row.facilities, row.open, row.limits, row.service, row.lanes):
        assert row.isAncestorOf(chart), chart.accessibleName()


class TestStalls:
    """With calls in another process, as in the application."""

    @pytest.fixture
    def calls(self, other_process_calls):
        return other_process_calls

    def test_that_showing_a_result_and_scrolling_do_not_stall_the_window(self, shown, context, qtbot, watchdog):
        watchdog.start()
        for name in ("result_demand", "result_flows", "result_facilities"):
            shown.grid.show_table(name)
            qtbot.waitUntil(lambda: shown.grid.model.rowCount() > 0, timeout=WAIT_MS)
        context.selection.choose_scenario("Growth")
        qtbot.waitUntil(lambda: shown.summary is None, timeout=WAIT_MS)
        context.selection.choose_scenario("Baseline")
        qtbot.waitUntil(lambda: shown.summary is not None, timeout=WAIT_MS)
