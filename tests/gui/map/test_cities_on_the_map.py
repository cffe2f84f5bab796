"""Cities on the map: shown, clicked, found, and made a candidate."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QPushButton

from desktop.map.cities import cities
from desktop.views.map import MapPage

WAIT_MS = 20_000
CASPER = "Casper"  # no site of the sample's stands there


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution"), tmp_path / "own.networx"))


@pytest.fixture
def page(context, calls, qtbot) -> MapPage:
    made = MapPage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitUntil(
        lambda: len(made.pane.view.scene.sites) > 0 and not made.pane.view.pictures.is_busy, timeout=WAIT_MS
    )
    return made


def look_at(page: MapPage, name: str) -> QPoint:
    """Brings a city to the middle, and tells its pixel."""
    city = cities().find(name)
    view = page.pane.view
    view.go_near(float(cities().x[city]), float(cities().y[city]), 60_000.0)
    return view.rect().center()


def facilities(context, qtbot):
    got = []
    context.session.ask(lambda project: project.table("facilities"), got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0].set_index("facility")


def test_that_a_city_is_clicked_and_made_a_candidate_that_bears_its_name(page, context, qtbot, shot):
    context.actions["map.cities"].trigger()
    place = look_at(page, CASPER)
    qtbot.waitUntil(lambda: not page.pane.view.pictures.is_busy, timeout=WAIT_MS)
    assert CASPER in page.pane.view.told_at(QPointF(place))
    qtbot.mouseClick(page.pane.view, Qt.MouseButton.LeftButton, pos=place)
    card = page.pane.city_card
    assert card.isVisible()
    assert card.text.startswith(f"{CASPER}\nWY, United States")
    shot(page, "city-chosen")
    with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
        qtbot.mouseClick(card.findChild(QPushButton), Qt.MouseButton.LeftButton)
    row = facilities(context, qtbot).loc[CASPER]
    assert (row["kind"], row["state"]) == ("warehouse", "candidate")
    assert (row["latitude"], row["longitude"]) == pytest.approx((42.87, -106.31), abs=0.02)
    qtbot.waitUntil(lambda: context.selection.sites == {CASPER}, timeout=WAIT_MS)
    assert not card.isVisible()
    with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
        context.session.undo()
    assert CASPER not in facilities(context, qtbot).index


def test_that_a_second_candidate_in_a_city_has_a_number(page, context, qtbot):
    for name in (CASPER, f"{CASPER} 2"):
        with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
            page.pane.city_card.candidate_requested.emit(cities().find(CASPER))
        assert name in facilities(context, qtbot).index


def test_that_a_click_beside_lets_go_of_a_city(page, context, qtbot):
    context.actions["map.cities"].trigger()
    place = look_at(page, CASPER)
    qtbot.mouseClick(page.pane.view, Qt.MouseButton.LeftButton, pos=place)
    assert page.pane.city_card.isVisible()
    qtbot.keyClick(page.pane.view, Qt.Key.Key_Escape)
    assert not page.pane.city_card.isVisible()


def test_that_cities_cannot_be_clicked_while_they_are_not_shown(page, qtbot):
    place = look_at(page, CASPER)
    qtbot.mouseClick(page.pane.view, Qt.MouseButton.LeftButton, pos=place)
    assert not page.pane.city_card.isVisible()


def test_that_a_city_is_found_where_no_site_bears_the_name(page, context, qtbot):
    context.selection.choose_sites(["Denver DC"])
    qtbot.keyClicks(page.tools.search, "Reykjavik")
    qtbot.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert page.pane.city_card.text.startswith("Reykjavík\nIceland")
    assert not context.selection.sites
    city = page.pane.city_card.city
    assert (page.pane.view.camera.x, page.pane.view.camera.y) == pytest.approx((cities().x[city], cities().y[city]))
    page.tools.search.clear()
    qtbot.keyClicks(page.tools.search, "denver")
    qtbot.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert "Denver" in next(iter(context.selection.sites))
    assert not page.pane.city_card.isVisible()


def is_whole(file: Path) -> bool:
    return file.exists() and file.read_text().rstrip().endswith("</svg>")


def test_that_a_saved_map_shows_the_cities_and_where_they_come_from(page, context, tmp_path, qtbot):
    sizes = []
    for name in ("without", "with"):
        target = tmp_path / f"{name}.svg"
        page.save(target)
        qtbot.waitUntil(
            lambda file=target: file.exists() and file.read_text().rstrip().endswith("</svg>"), timeout=WAIT_MS
        )
        sizes.append(target.stat().st_size)
        context.actions["map.cities"].trigger()
    assert sizes[1] > sizes[0]
    assert "Cities: GeoNames" in (tmp_path / "with.svg").read_text()
