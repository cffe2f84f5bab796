"""The map of changed assignments on the page that compares, and how it follows the tables and they follow it."""

import shutil
from pathlib import Path

import pytest

from desktop.map.scene import Colouring
from desktop.views.compare import ComparePage

WAIT_MS = 20_000
SCENARIOS = ("Baseline", "Growth", "Today's DCs")
ASSIGNMENTS = 2


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution", SCENARIOS, gap=0.005), tmp_path / "own.networx"))


@pytest.fixture
def page(context, calls, qtbot) -> ComparePage:
    made = ComparePage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: made.found is not None, timeout=WAIT_MS)
    made.choose("Today's DCs")
    made.upper.show_map(shown=True)
    qtbot.waitUntil(lambda: is_ready(made, "Today's DCs"), timeout=WAIT_MS)
    return made


def is_ready(page: ComparePage, second: str) -> bool:
    """Whether map and table tell of the changes to a scenario."""
    pane = page.upper.map.pane
    changes = pane.view.scene.changes
    drawn = pane.view.pictures.current is not None and not pane.view.pictures.is_busy
    return drawn and changes is not None and changes.second == second and page.tables.model.rowCount() > 0


def changed(page: ComparePage) -> list[str]:
    scene = page.upper.map.pane.view.scene
    return scene.sites.names.chosen(scene.changes.places.tolist())


def rows(page: ComparePage) -> list[str]:
    return [page.tables.model.cells(row)[0].text for row in range(page.tables.model.rowCount())]


def test_that_the_map_marks_exactly_the_customers_of_the_table(page, shot):
    scene = page.upper.map.pane.view.scene
    assert scene.colouring is Colouring.CHANGE
    assert sorted(changed(page)) == sorted(rows(page))
    assert scene.changes.count == len(rows(page))
    assert f": {len(rows(page))} of 200" in page.upper.map.pane.head.changed
    shot(page, "compare-map")


def test_that_a_row_of_the_table_selects_its_customer_on_the_map(page, qtbot):
    page.tables._view.selectRow(3)
    view = page.upper.map.pane.view
    assert view.scene.sites.names.chosen(view.selected.tolist()) == [rows(page)[3]]
    assert "Today's DCs:" in page.upper.map.pane.card.text


def test_that_customers_selected_on_the_map_are_selected_in_the_table(page, context, shot):
    chosen = changed(page)[:2]
    places = page.upper.map.pane.view.scene.changes.places[:2]
    page.upper.map.pane.view.sites_chosen.emit(places)
    assert context.selection.sites == set(chosen)
    assert set(page.tables.selected) == set(chosen)
    shot(page, "compare-map-selected")
    context.selection.choose_sites([])
    assert page.tables.selected == []


def test_that_a_facility_selected_on_the_map_stays_selected_though_the_table_has_no_row_for_it(page, context):
    context.selection.choose_sites(["Orlando DC"])
    assert context.selection.sites == {"Orlando DC"}
    assert page.tables.selected == []


def test_that_a_table_filled_later_shows_the_selection(page, context, qtbot):
    page.tables.show_table(0)
    chosen = changed(page)[5]
    context.selection.choose_sites([chosen])
    page.tables.show_assignments()
    qtbot.waitUntil(lambda: page.tables.selected == [chosen], timeout=WAIT_MS)


def test_that_the_map_follows_the_scenario_that_is_compared(page, qtbot):
    page.choose("Growth")
    qtbot.waitUntil(lambda: is_ready(page, "Growth"), timeout=WAIT_MS)
    assert sorted(changed(page)) == sorted(rows(page))


def test_that_the_map_is_not_made_before_it_is_wanted(context, calls, qtbot):
    made = ComparePage(context, draws=calls)
    qtbot.addWidget(made)
    assert made.upper.map is None


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_that_the_map_of_changes_is_saved(page, tmp_path, qtbot, kind):
    target = tmp_path / f"changes.{kind}"
    page.upper.map.save(target)
    qtbot.waitUntil(lambda: target.exists() and target.stat().st_size > 20_000, timeout=WAIT_MS)
    assert target.read_bytes().startswith({"png": b"\x89PNG", "svg": b"<?xml"}[kind])


class TestStalls:
    """With calls in other processes, as in the application."""

    @pytest.fixture
    def calls(self, other_process_calls):
        return other_process_calls

    def test_that_the_linked_selection_does_not_stall_the_window(self, page, context, qtbot, watchdog):
        watchdog.start()
        page.upper.map.pane.head.changed_chosen.emit()
        assert set(page.tables.selected) == set(changed(page))
        page.choose("Growth")
        qtbot.waitUntil(lambda: is_ready(page, "Growth"), timeout=WAIT_MS)
