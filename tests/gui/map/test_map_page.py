"""The page of the map, on samples with stored runs."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.calls import CallPool
from desktop.context import Context
from desktop.map.scene import Colouring, Kind, State
from desktop.theme import theme
from desktop.theme.tokens import SPACE
from desktop.views.map import MapPage
from desktop.views.map.period_strip import PeriodStrip
from engine.network import Network
from sync.store import Project

WAIT_MS = 20_000


@pytest.fixture
def project_file(solved_sample: Callable[..., Path], sample: str, tmp_path: Path) -> Path:
    """A project file of the test's own, with a run of its Baseline."""
    path = tmp_path / f"{sample}.networx"
    path.write_bytes(solved_sample(sample).read_bytes())
    return path


@pytest.fixture
def page(context: Context, calls: object, qtbot: QtBot) -> MapPage:
    made = MapPage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitUntil(lambda: ready(made), timeout=WAIT_MS)
    return made


def ready(page: MapPage) -> bool:
    """Whether the scene is there and its picture is crisp."""
    view = page.pane.view
    current = view.pictures.current
    return bool(len(view.scene.sites)) and current is not None and not view.pictures.is_busy


def site(page: MapPage, name: str) -> int:
    return list(page.pane.view.scene.sites.names).index(name)


def pixel(page: MapPage, name: str) -> QPoint:
    view, place = page.pane.view, site(page, name)
    sites = view.scene.sites
    x, y = view.camera.screen(sites.x[[place]], sites.y[[place]], view.width(), view.height())
    return QPoint(round(float(x[0])), round(float(y[0])))


def test_that_the_map_shows_the_sites_and_flows_of_the_latest_run(page: MapPage, shot: Callable[[QWidget, str], None]):
    scene = page.pane.view.scene
    assert scene.has_quantities
    assert scene.sites.state[site(page, "Columbus DC")] == State.OPENED
    assert scene.sites.state[site(page, "Reno DC")] == State.CANDIDATE
    assert "optimal" in page.pane.head.said
    assert page.pane.empty.isHidden()
    shot(page, "us")


def test_that_a_click_on_a_site_selects_it_on_all_pages_and_a_click_beside_lets_go(
    page: MapPage, context: Context, qtbot: QtBot
):
    view = page.pane.view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=pixel(page, "Denver DC"))
    assert context.selection.sites == {"Denver DC"}
    assert view.selected.tolist() == [site(page, "Denver DC")]
    assert "Denver DC" in page.pane.card.text
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 5, view.height() // 2))
    assert context.selection.sites == frozenset()
    assert page.pane.card.isHidden()


def test_that_sites_selected_elsewhere_are_marked_on_the_map(page: MapPage, context: Context):
    context.selection.choose_sites(["Denver DC", "Chicago DC", "no such site"])
    assert set(page.pane.view.selected.tolist()) == {site(page, "Denver DC"), site(page, "Chicago DC")}


def test_that_a_lasso_selects_what_is_inside(page: MapPage, context: Context, qtbot: QtBot):
    context.actions["map.lasso"].trigger()
    view, middle = page.pane.view, pixel(page, "Denver DC")
    corners = [QPoint(-40, -40), QPoint(40, -40), QPoint(40, 40), QPoint(-40, 40)]
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=middle + corners[0])
    for corner in corners[1:]:
        qtbot.mouseMove(view, pos=middle + corner)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle + corners[-1])
    assert "Denver DC" in context.selection.sites
    assert "Chicago DC" not in context.selection.sites


def test_that_a_site_carried_elsewhere_is_one_edit_that_undo_takes_back(page: MapPage, context: Context, qtbot: QtBot):
    before = position(context, qtbot, "Denver DC")
    context.actions["map.move"].trigger()
    view, start = page.pane.view, pixel(page, "Denver DC")
    aim = QPointF(start + QPoint(60, 30))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, pos=aim.toPoint())
    with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=aim.toPoint())
    qtbot.waitUntil(lambda: page.pane.head.is_stale, timeout=WAIT_MS)
    after = position(context, qtbot, "Denver DC")
    assert after[0] > before[0]
    assert after[1] < before[1]
    with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
        context.session.undo()
    assert position(context, qtbot, "Denver DC") == pytest.approx(before)
    qtbot.waitUntil(lambda: not page.pane.head.is_stale, timeout=WAIT_MS)


def test_that_a_candidate_put_on_the_map_is_a_row_and_is_selected(page: MapPage, context: Context, qtbot: QtBot):
    with qtbot.waitSignal(context.selection.sites_changed, timeout=WAIT_MS):
        page.pane.add_candidate(-110.123456, 44.5)
    assert context.selection.sites == {"Candidate 1"}
    assert position(context, qtbot, "Candidate 1") == (-110.12346, 44.5)
    qtbot.waitUntil(lambda: "Candidate 1" in list(page.pane.view.scene.sites.names), timeout=WAIT_MS)
    assert page.pane.view.selected.tolist() == [site(page, "Candidate 1")]
    with qtbot.waitSignal(context.selection.sites_changed, timeout=WAIT_MS):
        page.pane.add_candidate(-100.0, 44.5)
    assert context.selection.sites == {"Candidate 2"}


def position(context: Context, qtbot: QtBot, name: str) -> tuple[float, float]:
    """Longitude and latitude of a facility in the project."""
    got: list[tuple[float, float]] = []

    def ask(project):
        rows = project.table("facilities").set_index("facility")
        return float(rows.at[name, "longitude"]), float(rows.at[name, "latitude"])

    context.session.ask(ask, got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0]


def test_that_the_wheel_keeps_the_ground_under_the_pointer(page: MapPage):
    view = page.pane.view
    place = QPointF(200, 150)
    before = view.camera.world(200, 150, view.width(), view.height())
    view.zoom(2.0, place)
    assert view.camera.world(200, 150, view.width(), view.height()) == pytest.approx(before)


def test_that_keys_move_zoom_and_fit(page: MapPage, qtbot: QtBot):
    view = page.pane.view
    fitted = view.camera
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.x > fitted.x
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.scale > fitted.scale
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.camera == fitted


def test_that_a_site_is_found_by_part_of_its_name(page: MapPage, context: Context, qtbot: QtBot):
    page.tools.search.setText("seattle")
    qtbot.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert context.selection.sites == {"Seattle DC"}
    page.tools.search.setText("nowhere at all")
    qtbot.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert page.tools.search.property("wrong") == "true"


def test_that_two_scenarios_side_by_side_are_seen_from_the_same_place(
    page: MapPage, context: Context, qtbot: QtBot, shot: Callable[[QWidget, str], None]
):
    context.actions["map.compare"].trigger()
    assert page.second is not None
    second = page.second.view
    qtbot.waitUntil(lambda: len(second.scene.sites) > 0 and second.pictures.current is not None, timeout=WAIT_MS)
    page.pane.view.zoom(1.7)
    assert second.camera == page.pane.view.camera
    second.zoom(0.8)
    assert second.camera == page.pane.view.camera
    shot(page, "us-compare")
    context.actions["map.compare"].trigger()
    assert page.second is None


def test_that_what_lies_under_a_mark_is_counted(page: MapPage):
    page.pane.view.zoom(0.02)
    told = page.pane.view.told_at(QPointF(pixel(page, "Dallas DC")))
    assert "more sites here" in told


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_that_the_map_is_saved(page: MapPage, tmp_path: Path, qtbot: QtBot, kind: str):
    target = tmp_path / f"map.{kind}"
    page.save(target)
    qtbot.waitUntil(lambda: target.exists() and target.stat().st_size > 20_000, timeout=WAIT_MS)
    starts = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert target.read_bytes().startswith(starts[kind])
    if kind == "svg":
        assert b' d=""' not in target.read_bytes()


def test_that_a_saved_map_shows_what_is_selected_as_the_window_does(
    page: MapPage, context: Context, tmp_path: Path, qtbot: QtBot
):
    ring = f'stroke="{theme().tokens.accent}"'
    saved = []
    for names in ((), ("Dallas DC",)):
        context.selection.choose_sites(names)
        target = tmp_path / f"map-{len(names)}.svg"
        page.save(target)
        qtbot.waitUntil(partial(is_whole, target), timeout=WAIT_MS)
        saved.append(target.read_text())
    assert saved[1].count(ring) == saved[0].count(ring) + 1


def is_whole(file: Path) -> bool:
    return file.exists() and file.read_text().rstrip().endswith("</svg>")


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_that_two_maps_are_saved_side_by_side(page: MapPage, tmp_path: Path, qtbot: QtBot, kind: str):
    page.compare("Nearer")
    assert page.second is not None
    second = page.second.view
    qtbot.waitUntil(lambda: len(second.scene.sites) > 0 and second.pictures.current is not None, timeout=WAIT_MS)
    first = page.pane.view
    target = Path(os.environ.get("NETWORX_SHOTS", tmp_path)) / f"both.{kind}"
    target.unlink(missing_ok=True)
    page.save(target)
    qtbot.waitUntil(lambda: target.exists() and target.stat().st_size > 20_000, timeout=WAIT_MS)
    width = first.width() + SPACE + second.width()
    if kind == "svg":
        assert f'viewBox="0 0 {width} ' in target.read_text()
    else:
        size = QImageReader(str(target)).size()
        assert size.width() == 2 * width
        assert size.height() > 2 * first.height()


@pytest.mark.parametrize("sample", ["europe-three-echelon"])
def test_that_a_period_narrows_flows_and_states(
    page: MapPage, context: Context, qtbot: QtBot, shot: Callable[[QWidget, str], None]
):
    every = float(np.sum(page.pane.view.scene.flows.quantity))
    assert page.pane.view.scene.sites.state[site(page, "Brno plant")] == State.OPENED
    with qtbot.waitSignal(page.pane.shown, timeout=WAIT_MS):
        context.selection.choose_period("2027")
    scene = page.pane.view.scene
    assert float(np.sum(scene.flows.quantity)) < every / 2
    assert scene.sites.state[site(page, "Brno plant")] == State.CANDIDATE
    shot(page, "europe-2027")


@pytest.mark.parametrize("sample", ["europe-three-echelon"])
def test_that_periods_follow_each_other_to_the_last_when_they_are_played(page: MapPage, context: Context, qtbot: QtBot):
    strip = page.findChild(PeriodStrip)
    qtbot.waitUntil(strip.isVisible, timeout=WAIT_MS)
    seen: list[str] = []
    page.pane.shown.connect(lambda: seen.append(page.pane.wish.period))
    qtbot.mouseClick(strip.findChild(QToolButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not strip.is_playing, timeout=WAIT_MS)
    assert seen == ["2027", "2028", "2029", "2030", "2031"]
    assert context.selection.period == "2031"


@pytest.mark.parametrize("sample", ["europe-three-echelon"])
def test_that_widths_of_flows_are_the_same_in_every_period(page: MapPage, context: Context, qtbot: QtBot):
    widest = []
    for period in ("2027", "2029"):
        with qtbot.waitSignal(page.pane.shown, timeout=WAIT_MS):
            context.selection.choose_period(period)
        widest.append(page.pane.view.picking.look.width_per_unit())
    assert widest[0] == widest[1] > 0


@pytest.mark.parametrize("sample", ["europe-three-echelon"])
def test_that_a_product_leaves_its_flows_alone(page: MapPage, context: Context, qtbot: QtBot):
    with qtbot.waitSignal(page.pane.shown, timeout=WAIT_MS):
        context.selection.choose_product("Seal kit")
    scene = page.pane.view.scene
    assert len(scene.flows)
    assert set(scene.sites.kind[scene.flows.origin].tolist()) == {Kind.SUPPLIER}


@pytest.mark.parametrize("colouring", list(Colouring)[1:-1])
def test_that_colours_chosen_from_the_list_are_those_of_the_map(page: MapPage, qtbot: QtBot, colouring: Colouring):
    chooser = page.tools.colours
    for _ in range(list(Colouring).index(colouring)):
        with qtbot.waitSignal(page.pane.shown, timeout=WAIT_MS):
            qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert page.pane.view.scene.colouring is colouring


def test_that_a_scenario_without_a_run_shows_its_lanes(page: MapPage, context: Context, qtbot: QtBot):
    with qtbot.waitSignal(page.pane.shown, timeout=WAIT_MS):
        context.selection.choose_scenario(other_scenario(context, qtbot))
    assert not page.pane.view.scene.has_quantities
    assert len(page.pane.view.scene.flows) > 0
    assert "No run yet" in page.pane.head.said


def other_scenario(context: Context, qtbot: QtBot) -> str:
    got: list[str] = []
    context.session.ask(lambda project: str(project.table("scenarios")["scenario"].iloc[-1]), got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0]


def test_that_pan_and_zoom_never_stall_while_pictures_are_drawn(
    context: Context, other_process_calls: CallPool, qtbot: QtBot, watchdog
):
    page = MapPage(context, draws=other_process_calls)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    qtbot.waitUntil(lambda: ready(page), timeout=WAIT_MS)
    view = page.pane.view
    watchdog.start()
    for step in range(40):
        view.zoom(1.03 if step % 2 else 0.99)
        view.go(view.camera.moved(7, 3))
        qtbot.wait(5)
    qtbot.waitUntil(lambda: not view.pictures.is_busy, timeout=WAIT_MS)
    assert view.pictures.current is not None
    assert view.pictures.current.camera == view.camera


class TestWithoutPositions:
    @pytest.fixture
    def rows(self) -> int:
        return 1

    @pytest.fixture
    def project_file(self, tmp_path: Path, rows: int) -> Path:
        path = tmp_path / "own.networx"
        facilities = pd.DataFrame({"facility": ["Hall"] * rows, "state": ["existing"] * rows})
        Project.create(path, Network.of({"facilities": facilities})).close()
        return path

    @pytest.mark.parametrize("rows", [0])
    def test_that_a_network_without_sites_says_what_belongs_there(self, context: Context, calls, qtbot: QtBot):
        assert "No sites yet" in self.shown(context, calls, qtbot).pane.empty.text

    def test_that_sites_without_position_lead_to_where_they_are_typed(self, context: Context, calls, qtbot: QtBot):
        made = self.shown(context, calls, qtbot)
        assert "No site has a position yet" in made.pane.empty.text
        imports, opens = made.pane.empty.findChildren(QPushButton)
        with qtbot.waitSignal(context.navigation.cell_requested) as asked:
            qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
        assert asked.args == ["facilities", {}, "latitude"]
        with qtbot.waitSignal(context.navigation.import_requested) as asked:
            qtbot.mouseClick(imports, Qt.MouseButton.LeftButton)
        assert asked.args == [None]

    def shown(self, context: Context, calls, qtbot: QtBot) -> MapPage:
        made = MapPage(context, draws=calls)
        qtbot.addWidget(made)
        made.resize(900, 600)
        with qtbot.waitSignal(made.pane.shown, timeout=WAIT_MS):
            made.show()
        qtbot.waitUntil(made.pane.empty.isVisible)
        return made
