"""Two scenarios side by side, with the customers whose assignment differs."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from desktop.views.map import MapPage
from desktop.views.map.legend_foot import LegendFoot

WAIT_MS = 20_000
SCENARIOS = ("Baseline", "Growth", "Today's DCs")


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution", SCENARIOS, gap=0.005), tmp_path / "own.networx"))


@pytest.fixture
def page(context, calls, qtbot) -> MapPage:
    made = MapPage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1440, 820)
    made.show()
    made.compare("Today's DCs")
    qtbot.waitUntil(lambda: are_ready(made), timeout=WAIT_MS)
    return made


def are_ready(page: MapPage) -> bool:
    """Whether both maps stand, compared with each other."""
    views = [pane.view for pane in (page.pane, page.second) if pane is not None]
    return len(views) == 2 and all(
        view.scene.changes is not None and view.pictures.current is not None and not view.pictures.is_busy
        for view in views
    )


def test_that_both_maps_mark_and_count_the_same_changed_assignments(page, shot):
    first, second = page.pane.view.scene.changes, page.second.view.scene.changes
    assert first.count == second.count > 0
    np.testing.assert_array_equal(first.places, second.places)
    customers = int((page.pane.view.scene.sites.kind == 0).sum())
    assert page.pane.head.changed == page.second.head.changed
    assert f"{first.count} of {customers}" in page.pane.head.changed
    shot(page, "changed-assignments")


def test_that_the_count_selects_the_changed_customers_on_all_pages(page, context):
    page.second.head.changed_chosen.emit()
    changes, names = page.pane.view.scene.changes, page.pane.view.scene.sites.names
    assert context.selection.sites == set(names.chosen(changes.places.tolist()))
    assert set(page.pane.view.selected.tolist()) == set(changes.places.tolist())


def test_that_a_changed_customer_is_told_with_who_serves_it_in_both(page, context):
    changes, names = page.pane.view.scene.changes, page.pane.view.scene.sites.names
    context.selection.choose_sites([names[int(changes.places[0])]])
    assert f"Baseline: {changes.before[0]}" in page.pane.card.text
    assert f"Today's DCs: {changes.after[0]}" in page.second.card.text


def test_that_marks_go_when_the_second_map_goes(page, context, qtbot):
    context.actions["map.compare"].trigger()
    qtbot.waitUntil(lambda: page.pane.view.scene.changes is None, timeout=WAIT_MS)
    assert page.pane.head.changed == ""


def test_that_a_scenario_without_a_run_has_no_count(page, qtbot):
    page._maps.choose("Nearer")
    qtbot.waitUntil(lambda: page.second.view.scene.title == "Nearer", timeout=WAIT_MS)
    assert page.second.head.changed == ""


@pytest.mark.parametrize("size", [(1440, 820), (960, 560)])
def test_that_both_maps_show_every_site_as_large_as_both_have_room_for(page, size, qtbot):
    page.resize(*size)
    qtbot.waitUntil(lambda: are_ready(page), timeout=WAIT_MS)
    views = [pane.view for pane in (page.pane, page.second)]
    assert views[0].camera == views[1].camera
    for view in views:
        sites = view.scene.sites
        x, y = view.camera.screen(sites.x, sites.y, view.width(), view.height())
        assert 0 <= x.min() <= x.max() <= view.width()
        assert 0 <= y.min() <= y.max() <= view.height()
        assert max(np.ptp(x) / view.width(), np.ptp(y) / view.height()) > 0.5


def test_that_what_was_seen_of_one_map_is_seen_of_two_and_again_of_one(page, context, qtbot):
    context.actions["map.compare"].trigger()
    page.pane.view.zoom(5.0)
    seen = page.pane.view.camera
    context.actions["map.compare"].trigger()
    assert page.pane.view.camera.scale == seen.scale / 2
    assert page.second.view.camera == page.pane.view.camera
    context.actions["map.compare"].trigger()
    assert page.pane.view.camera == seen


def test_that_all_sites_are_shown_again_by_either_map(page):
    page.pane.view.zoom(3.0)
    page.second.view.fit()
    assert page.pane.view.is_fitted
    assert page.pane.view.camera == page.second.view.camera


def test_that_one_legend_below_both_tells_what_stands_on_either(page, context):
    foot = page.findChild(LegendFoot)
    assert foot.isVisible()
    assert not page.pane.view.shown.legend
    assert not page.second.view.shown.legend
    context.actions["map.legend"].trigger()
    assert not foot.isVisible()
    context.actions["map.legend"].trigger()
    context.actions["map.compare"].trigger()
    assert not foot.isVisible()
    assert page.pane.view.shown.legend


def test_that_flows_of_both_maps_have_one_scale(page):
    scenes = [pane.view.scene for pane in (page.pane, page.second)]
    widest = max(float(scene.flows.quantity.max()) for scene in scenes)
    assert scenes[0].widest == scenes[1].widest == pytest.approx(widest)


def test_that_two_maps_fit_a_window_of_a_laptop_whatever_their_heads_say(page):
    for pane in (page.pane, page.second):
        pane.head.show_stale(stale=True)
    assert page.minimumSizeHint().width() <= 890  # of 1,100 the rail and margins take the rest
    assert all(pane.head.said.startswith("optimal") for pane in (page.pane, page.second))
