"""The journey: a working day of a consultant on the real application, with real worker processes."""

from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QTabBar, QTreeView

from desktop.app import Application
from desktop.views.compare import ComparePage
from desktop.views.explain.sheet import ExplainSheet
from desktop.views.map import MapPage
from desktop.views.map.pane import MapPane
from desktop.views.results import ResultsPage
from desktop.views.runs.options_button import OptionsButton
from desktop.views.runs.page import RunsPage
from desktop.views.scenarios.page import ScenariosPage
from desktop.views.welcome import WelcomeWindow
from engine.runs.record import RunStatus
from sync.store import OpenMode, Project
from sync.store.lock import lock_path
from tests.e2e.consultant import Consultant
from tests.e2e.user import User

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SAMPLE = "Distribution in the United States"
SHARES = {"Q1": 0.22, "Q2": 0.25, "Q3": 0.27, "Q4": 0.26}
ROWS = 2_000
GROWTH = (
    {
        "action": "multiply",
        "table": "demand",
        "column": "quantity",
        "value": "1.2",
        "where": "customer.region = West",
    },
    {
        "action": "set",
        "table": "facilities",
        "column": "status",
        "value": "closed",
        "where": "facility = Denver DC",
    },
)
HUBS = {
    "action": "set",
    "table": "facility_limits",
    "column": "max_open",
    "value": "3",
    "where": "name = at most 14 DCs",
}


@pytest.fixture
def consultant(user: User, application: Application) -> Consultant:
    return Consultant(user, application)


def test_that_a_working_day_ends_with_answers_and_never_stands_still(
    consultant: Consultant, application: Application, tmp_path: Path
) -> None:
    user, watchdog = consultant.user, consultant.user.watchdog
    application.show(None)
    user.look_at(WelcomeWindow)
    user.pause(300)
    watchdog.start()
    open_the_sample(consultant)
    mend_a_cell(consultant)
    paste_demand(consultant)
    add_a_scenario(consultant)
    run_and_go_on_editing(consultant)
    cancel_a_long_run(consultant)
    look_at_the_map(consultant)
    compare_both(consultant)
    explain_and_mend(consultant)
    export_reports(consultant, tmp_path)
    close(consultant)


def open_the_sample(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("start page"):
        user.pause(1_000)
    user.shot("01-welcome")
    with user.step("open a sample"):
        consultant.open_sample(SAMPLE)
    user.shot("02-data")


def mend_a_cell(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("type a name that is not there"):
        consultant.look_at_table("lanes")
        right = consultant.cell(4, "destination").data()
        consultant.type_cell(4, "destination", "Denvr DC")
        user.until(lambda: consultant.errors() == 1)
    with user.step("open the problems"):
        consultant.look_at_table("customers")
        user.click_button("Problems  1")
        tree = user.see(QTreeView, "Problems by rule")
        user.until(lambda: tree.model().rowCount(tree.model().index(0, 0)) == 1)
    user.shot("03-problems")
    with user.step("jump to the cell and mend it"):
        user.click_item(tree, tree.model().index(0, 0, tree.model().index(0, 0)))
        user.until(lambda: consultant.data.grid.currentIndex().data() == "Denvr DC")
        consultant.type_cell(4, "destination", right)
        user.until(lambda: consultant.errors() == 0)


def paste_demand(consultant: Consultant) -> None:
    user, data = consultant.user, consultant.data
    with user.step("paste four periods into an empty table"):
        consultant.look_at_table("periods")
        user.shot("04-empty-table")
        lines = [f"{name}\t2027-{month:02d}-01\t0.25" for name, month in zip(SHARES, (1, 4, 7, 10), strict=True)]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        user.click_button("Paste from a spreadsheet")
        user.until(lambda: data.model.total == len(SHARES))
    with user.step(f"paste {ROWS:,} rows"):
        consultant.look_at_table("demand")
        before = data.model.total
        QGuiApplication.clipboard().setText(demand_by_quarter(consultant))
        user.click_button("Add a row")
        user.press("Ctrl+V")
        user.until(lambda: data.model.total == before + ROWS)
    user.shot("05-pasted")
    with user.step("undo, redo"):
        user.press("Ctrl+Z")
        user.until(lambda: data.model.total == before)
        user.press("Ctrl+Shift+Z")
        user.until(lambda: data.model.total == before + ROWS)
        user.until(lambda: consultant.errors() == 0)


def demand_by_quarter(consultant: Consultant) -> str:
    """Rows as a spreadsheet copies them."""
    with Project.open(consultant.project.path, OpenMode.READ) as project:
        year = project.table("demand")
    cells = zip(year["customer"], year["product"], year["quantity"], strict=True)
    rows = (
        f"{customer}\t{name}\t{quarter}\t{share * quantity:,.0f}"
        for (customer, name, quantity), (quarter, share) in product(cells, SHARES.items())
    )
    return "\r\n".join(islice(rows, ROWS)) + "\r\n"


def add_a_scenario(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("open the scenarios"):
        user.open_page("Scenarios")
        user.see(QTreeView, "Scenarios by parent")
    with user.step("add a scenario with two overrides"):
        consultant.add_scenario("West grows", *GROWTH)
    user.shot("06-scenario")


def run_and_go_on_editing(consultant: Consultant) -> None:
    user = consultant.user
    page = user.window.findChild(ScenariosPage)
    with user.step("settings: a gap of 3 %"):
        user.open_page("Settings")
        user.shot("07-settings")
        user.write(user.see(QDoubleSpinBox, "Gap that counts as optimal"), "3")
        user.press("Return")
    with user.step("run Baseline and the scenario"):
        user.open_page("Scenarios")
        view, tree = page.tree.view, page.tree.model
        user.click_item(view, tree.place_of("Baseline"))
        user.click_item(view, tree.place_of("West grows"), Qt.KeyboardModifier.ControlModifier)
        user.press("F5")
        user.until(lambda: consultant.records("Baseline") and consultant.records("West grows"))
    with user.step("edit while they run"):
        user.open_page("Data")
        consultant.look_at_table("facilities")
        for row in (3, 4, 5):
            consultant.type_cell(row, "fixed_cost", str(1_000_000 + row))
    with user.step("watch incumbent, bound and gap"):
        user.open_page("Runs")
        runs = user.see(RunsPage)
        user.until(runs.book.order)
        user.shot("08-runs")
        records = [consultant.wait_for_end(name) for name in ("Baseline", "West grows")]
    for record in records:
        assert (record.status, record.gap <= 0.03) == (RunStatus.OPTIMAL, True)
        assert record.checked.max_violation < 1e-5
    with user.step("look at a run that is done"):
        user.pause(300)
    user.shot("09-run-done")


def cancel_a_long_run(consultant: Consultant) -> None:
    """Asked for a gap of nothing, the run would take minutes."""
    user = consultant.user
    runs = user.see(RunsPage)
    with user.step("ask for no gap, run"):
        options = user.see(OptionsButton)
        user.type_into_menu(options, options.gap, "0")
        user.choose(user.see(QComboBox, "Scenario"), "Growth")
        user.press("F5")
    with user.step("watch until there is an incumbent"):
        user.until(lambda: consultant.records("Growth") and consultant.records("Growth")[0].gap is not None)
        user.pause(1_500)
        assert consultant.records("Growth")[0].status is RunStatus.RUNNING
    user.shot("10-run-live")
    with user.step("cancel it"):
        user.click_button("Cancel run")
        record = consultant.wait_for_end("Growth")
    assert record.status is RunStatus.CANCELLED
    assert record.objective is not None
    assert record.gap > 0
    user.until(lambda: "best solution" in runs.detail.head.words)
    user.shot("11-run-cancelled")
    with user.step("ask for the usual gap again"):
        user.type_into_menu(options, options.gap, "3")


def look_at_the_map(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("choose a scenario, open the map"):
        user.choose(user.see(QComboBox, "Scenario"), "West grows")
        user.open_page("Map")
        pane = user.see(MapPage).pane
        user.until(lambda: moved(pane) > 0 and pane.view.pictures.current and not pane.view.pictures.is_busy)
    user.shot("12-map")
    year = moved(pane)
    with user.step("choose a period"):
        slider = user.see(QSlider, "Period")
        slider.setFocus()
        user.press("Right")
        user.until(lambda: 0 < moved(pane) < year)
    quarter = moved(pane)
    user.shot("13-map-period")
    with user.step("choose a product"):
        user.choose(user.see(QComboBox, "Product"), "Snacks")
        user.until(lambda: 0 < moved(pane) < quarter)
    user.shot("14-map-product")
    with user.step("side by side"):
        user.act("Side by side")
        user.pause(1_000)
    user.shot("15-map-two")


def moved(pane: MapPane) -> float:
    """What flows on a map, 0 where it shows lanes or nothing."""
    return float(np.nansum(pane.view.scene.flows.quantity))


def compare_both(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("compare"):
        user.open_page("Compare")
        page = user.see(ComparePage)
        user.until(lambda: page.found is not None)
        page.choose("West grows")
        user.pause(300)
    user.shot("16-compare")
    first, second = (
        next(c for c in page.found.contenders if c.scenario == name) for name in ("Baseline", "West grows")
    )
    for contender in (first, second):
        assert sum(contender.costs.values()) == pytest.approx(consultant.records(contender.scenario)[0].objective)
    start, steps, end = page.bridge.shown
    assert start[1] + sum(step for _, step in steps) == pytest.approx(end[1])
    assert (start[0], end[0]) == ("Baseline", "West grows")
    for number, name in enumerate(("Facilities", "Assignments", "Inputs")):
        with user.step(f"differences: {name}"):
            tabs = user.see(QTabBar, "Tables of differences")
            user.click(tabs, tabs.tabRect(number + 1).center())
            user.until(lambda: page.tables.model.rowCount() > 0)
            if name == "Facilities":
                headers = [header.name for header in page.tables.model.headers]
                rows = map(page.tables.model.cells, range(page.tables.model.rowCount()))
                words = next(row[headers.index("West grows")].text for row in rows if row[0].text == "Denver DC")
                assert words == "not open" or words.startswith("closes Q1")
        user.shot(f"17-compare-{name.lower()}")


def explain_and_mend(consultant: Consultant) -> None:
    user = consultant.user
    with user.step("add a scenario that cannot be"):
        user.open_page("Scenarios")
        consultant.add_scenario("Three hubs", HUBS)
    with user.step("run it"):
        user.press("F5")
        record = consultant.wait_for_end("Three hubs")
        assert record.status is RunStatus.INFEASIBLE, record.message
        user.open_page("Runs")
    user.shot("18-infeasible")
    with user.step("explain"):
        user.click_button("Explain")
        sheet = user.see(ExplainSheet)
        user.until(sheet.ways.isVisible)
    user.shot("19-explained", sheet)
    with user.step("apply the fix, run it"):
        user.click(sheet.ways.apply)
        user.until(sheet.run.isVisible)
        user.shot("20-applied", sheet)
        user.click(sheet.run)
        record = consultant.wait_for_end("Three hubs", 2)
    assert record.objective is not None


def export_reports(consultant: Consultant, folder: Path) -> None:
    user = consultant.user
    with user.step("look at results"):
        user.choose(user.see(QComboBox, "Scenario"), "West grows")
        user.open_page("Results")
        page = user.see(ResultsPage)
        user.until(lambda: page.summary is not None and page.summary.stamp.scenario == "West grows")
        user.pause(500)
    user.shot("21-results")
    for kind, words in (("xlsx", "report as Excel"), ("pdf", "report as PDF")):
        path = folder / f"report.{kind}"
        with user.step(f"export {kind}"):
            user.until(user.action(words).isEnabled)
            user.act(words)
            user.answer_dialog(path)
            user.until(lambda: "Report made" in page.reports.words)
        assert path.stat().st_size > 10_000
    with user.watchdog.paused():
        assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
        book = load_workbook(folder / "report.xlsx", read_only=True)
        assert len(book.sheetnames) > 3
        book.close()
    user.shot("22-exported")


def close(consultant: Consultant) -> None:
    user, path = consultant.user, consultant.project.path
    with user.step("close"):
        user.press("Ctrl+W")
        user.until(lambda: not lock_path(path).exists())
    with Project.open(path, OpenMode.READ) as project:
        project.verify()
