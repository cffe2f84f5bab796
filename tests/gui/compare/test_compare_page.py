import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from desktop.charts.axis import exact
from desktop.compute.comparison_values import Against
from desktop.models.cell_text import CellText
from desktop.views.compare import ComparePage
from desktop.views.compare.figure_rows import figure_rows
from desktop.views.compare.page import _steps
from desktop.views.compare.words import verdict_text
from desktop.views.rows_model import Cell, Header, RowsModel
from engine.runs.codec import to_plain

WAIT_MS = 20_000
SCENARIOS = ("Baseline", "Growth", "Today's DCs")


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution", SCENARIOS, gap=0.005), tmp_path / "own.networx"))


@pytest.fixture
def page(context, qtbot) -> ComparePage:
    made = ComparePage(context)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: made.found is not None, timeout=WAIT_MS)
    return made


def test_that_the_steps_of_the_bridge_sum_to_the_difference(page, shot):
    first, second = page.found.contenders[:2]
    difference = sum(second.costs.values()) - sum(first.costs.values())
    assert sum(step for _, step in _steps(first, second)) == pytest.approx(difference)
    shown = [step for _, step in page.bridge._steps]
    assert sum(shown) == pytest.approx(difference)
    shot(page, "compare-page")


def test_that_a_certain_difference_is_told_with_the_gaps(page):
    page.choose("Growth")
    assert page.verdict.startswith("Growth costs more than Baseline")


def test_that_a_difference_within_the_gaps_is_said_to_be_one(page):
    first, *_, third = page.found.contenders
    unclear = Against(least=-500_000.0, most=1_500_000.0, certain=False, width=2_000_000.0)
    third = replace(third, against=unclear)
    assert verdict_text(third, first, "USD").startswith("No verdict")
    _, rows = figure_rows(replace(page.found, contenders=(first, third)))
    by_name = {cells[0].text: cells[-1] for cells in rows}
    assert by_name["Total cost, USD"].tone == "faint"
    assert "within gap" in by_name["Total cost, USD"].text
    assert "within gap" not in by_name["Served, units"].text


def test_that_money_of_another_currency_has_no_bridge_and_no_differences(page):
    first, second = page.found.contenders[:2]
    foreign = replace(
        second, units={**second.units, "currency": "EUR"}, against=Against(refused="One in USD, one in EUR.")
    )
    page._show(to_plain(replace(page.found, contenders=(first, foreign))))
    assert page.bridge.shown[0] is None
    assert page.verdict == "One in USD, one in EUR."
    _, rows = figure_rows(page.found)
    by_name = {cells[0].text: cells for cells in rows}
    for name in ("Total cost, USD", "Transport, USD", "All costs, USD"):
        assert by_name[name][2].text.endswith(" EUR")
        assert by_name[name][3].text == "not comparable"
    assert by_name["Served, units"][3].text != "not comparable"


def test_that_gaps_of_other_objectives_say_nothing_about_money(page):
    first, second = page.found.contenders[:2]
    wide = Against(least=-1e9, most=1e9, width=2e9)
    emissions = [replace(c, stamp=replace(c.stamp, is_money=False, goal="min_co2", unit="kg")) for c in (first, second)]
    costs = {**first.costs, "transport": first.costs["transport"] + 1_000.0}
    pair = (emissions[0], replace(emissions[1], against=wide, costs=costs))
    _, rows = figure_rows(replace(page.found, contenders=pair))
    by_name = {cells[0].text: cells[-1] for cells in rows}
    assert by_name["Transport, USD"].value == pytest.approx(1_000.0)
    assert "within gap" not in by_name["Transport, USD"].text
    assert "within gap" in by_name["CO₂, minimised, kg"].text


def test_that_few_tonnes_of_emissions_are_told_exactly(page):
    first, second = (
        replace(c, figures=replace(c.figures, co2=co2))
        for c, co2 in zip(page.found.contenders[:2], (918.0, 720.0), strict=True)
    )
    _, rows = figure_rows(replace(page.found, contenders=(first, second)))
    emissions = next(cells for cells in rows if cells[0].text == "CO₂, t")
    assert [cell.text for cell in emissions[1:3]] == [exact(0.918, 2), exact(0.72, 2)]


def test_that_a_newer_run_without_a_result_stands_on_the_card(page):
    page._show(to_plain(replace(page.found, last={"Growth": "infeasible"})))
    named = [label.text() for label in page.cards.findChildren(QLabel)]
    assert sum("newest run: infeasible" in text for text in named) == 1


def test_that_tables_of_all_four_kinds_fill(page, qtbot):
    tester = QAbstractItemModelTester(page.tables.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for place in (1, 2, 3, 0):
        with qtbot.waitSignal(page.tables.filled, timeout=WAIT_MS):
            page.tables.show_table(place)
        assert page.tables.model.rowCount() > 0
    assert tester.model() is page.tables.model


def test_that_inputs_that_differ_are_written_as_the_grid_writes_them(page, qtbot):
    model = page.tables.model
    page.choose("Growth")
    with qtbot.waitSignal(page.tables.filled, timeout=WAIT_MS):
        page.tables.show_table(3)
    values = [cell for row in range(model.rowCount()) for cell in model.cells(row)[3:5] if cell.value is not None]
    assert len(values) > model.rowCount()  # demand in both scenarios
    assert all(cell.text == CellText().exact(cell.value) for cell in values)
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert model.index(0, 4).data(Qt.ItemDataRole.TextAlignmentRole) == right


def test_that_another_scenario_can_be_the_one_compared_with(page, qtbot):
    page.compare(["Growth", "Baseline"])
    qtbot.waitUntil(lambda: page.found.contenders[0].scenario == "Growth", timeout=WAIT_MS)
    assert page.verdict.startswith("Baseline costs less than Growth")


def test_that_a_scenario_ticked_in_the_menu_joins_the_others(page, qtbot):
    page.compare(["Baseline", "Growth"])
    qtbot.waitUntil(lambda: len(page.found.contenders) == 2, timeout=WAIT_MS)
    action = next(action for action in page.choice.menu().actions() if action.text() == "Today's DCs")
    action.setChecked(True)
    qtbot.waitUntil(lambda: len(page.found.contenders) == 3, timeout=WAIT_MS)


def test_that_a_scenario_without_a_run_cannot_be_ticked(page):
    states = {action.text(): action.isEnabled() for action in page.choice.menu().actions()}
    assert not states["Nearer (no run yet)"]


def test_that_a_stale_run_is_marked_on_its_card(page, session, qtbot):
    def make(project):
        from engine.changes import set_cells

        return set_cells(project.network(), "demand", [0], {"quantity": [1.0]})

    session.edit(make, "Less demand")
    cards = [card for card, _ in page.cards._cards]
    qtbot.waitUntil(lambda: all("stale" in card._note.text() for card in cards), timeout=WAIT_MS)


def test_that_a_project_with_one_result_says_what_to_do(context, solved_sample, qtbot, session):
    def forget(project):
        for record in project.runs.list():
            if record.scenario != "Baseline":
                project.runs.delete(record.id)

    done = []
    session.ask(forget, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
    made = ComparePage(context)
    qtbot.addWidget(made)
    made.enter()
    qtbot.waitUntil(lambda: "1 of 8 have one" in made._nothing.text(), timeout=WAIT_MS)


def test_that_rows_are_sorted_by_value_with_blanks_last():
    model = RowsModel()
    cells = [[Cell("2", 2.0)], [Cell("")], [Cell("10", 10.0)]]
    model.show_rows([Header("n", is_number=True)], cells)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, 0).data() for row in range(3)] == ["10", "2", ""]
    model.sort(0)
    assert [model.index(row, 0).data() for row in range(3)] == ["2", "10", ""]


class TestStalls:
    """With calls in another process, as in the application."""

    @pytest.fixture
    def calls(self, other_process_calls):
        return other_process_calls

    def test_that_comparing_and_changing_tables_do_not_stall_the_window(self, page, qtbot, watchdog):
        watchdog.start()
        for place in (1, 2, 3, 0):
            with qtbot.waitSignal(page.tables.filled, timeout=WAIT_MS):
                page.tables.show_table(place)
        page.choose("Today's DCs")
        page.compare(["Growth", "Baseline"])
        qtbot.waitUntil(lambda: page.found.contenders[0].scenario == "Growth", timeout=WAIT_MS)


def test_that_a_difference_without_gaps_is_one_number(page):
    first, second = page.found.contenders[:2]
    exactly = replace(second, against=Against(least=239_583.2, most=239_583.4, certain=True, width=0.2))
    assert verdict_text(exactly, first, "USD") == f"Growth costs more than Baseline, by {exact(239_583)} USD."
