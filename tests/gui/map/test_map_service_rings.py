"""Service rings on the page of the map and in what is saved of it."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.map.camera import Camera
from desktop.map.drawing import Drawing
from desktop.map.legend import entries
from desktop.map.look import Look
from desktop.map.painting import Shown, paint_map
from desktop.map.scene import Kind, State
from desktop.map.service_rings import ServiceRings, angle_of, circle
from desktop.theme import LIGHT
from desktop.views.map import MapPage
from desktop.views.map.ring_tool import read_distances, typed

WAIT_MS = 20_000


@pytest.fixture
def project_file(solved_sample, sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample(sample), tmp_path / f"{sample}.networx"))


@pytest.fixture
def page(context, calls, qtbot) -> MapPage:
    made = MapPage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitUntil(lambda: is_drawn(made), timeout=WAIT_MS)
    return made


def is_drawn(page: MapPage) -> bool:
    pictures = page.pane.view.pictures
    return bool(len(page.pane.view.scene.sites)) and pictures.current is not None and not pictures.is_busy


def site(page: MapPage, name: str) -> int:
    return list(page.pane.view.scene.sites.names).index(name)


def type_distances(page: MapPage, text: str) -> None:
    page.tools.rings.field.setText(text)
    page.tools.rings.field.textEdited.emit(text)


def test_that_rings_begin_with_the_distance_of_the_models_service_limit(page, context, qtbot, shot):
    assert not page.pane.view.rings
    context.actions["map.rings"].trigger()
    rings = page.pane.view.rings
    assert rings.distances == (450.0,)
    assert page.tools.rings.field.text() == "450"
    sites = page.pane.view.scene.sites
    around = {(Kind(int(sites.kind[place])), State(int(sites.state[place])) <= State.OPENED) for place in rings.places}
    assert around == {(Kind.WAREHOUSE, True)}
    qtbot.waitUntil(lambda: is_drawn(page), timeout=WAIT_MS)
    shot(page, "rings-all")


def test_that_rings_stand_around_the_selected_facility(page, context, qtbot, shot):
    context.actions["map.rings"].trigger()
    type_distances(page, "150; 300; 600")
    context.selection.choose_sites(["Denver DC", "Dallas, TX"])
    assert page.pane.view.rings == ServiceRings((150.0, 300.0, 600.0), (site(page, "Denver DC"),))
    qtbot.waitUntil(lambda: is_drawn(page), timeout=WAIT_MS)
    shot(page, "rings-one")
    context.selection.choose_sites([])
    assert len(page.pane.view.rings.places) > 1


def test_that_distances_can_be_as_the_crow_flies(page, context):
    context.actions["map.rings"].trigger()
    tool = page.tools.rings
    assert not tool.measure.isHidden()
    tool.measure.setCurrentIndex(1)
    tool.measure.activated.emit(1)
    assert page.pane.view.rings.straight


def test_that_what_cannot_be_read_is_marked_and_stays_and_has_no_rings(page, context):
    context.actions["map.rings"].trigger()
    type_distances(page, "far away")
    tool = page.tools.rings
    assert tool.field.property("wrong") == "true"
    assert "e.g. 250; 500" in tool.field.toolTip()
    assert not page.pane.view.rings
    assert tool.field.text() == "far away"
    type_distances(page, "300")
    assert tool.field.property("wrong") == "false"
    assert page.pane.view.rings.distances == (300.0,)


def test_that_what_was_typed_stays_when_another_scenario_is_shown(page, context, qtbot):
    context.actions["map.rings"].trigger()
    type_distances(page, "321")
    context.selection.choose_scenario("Nearer")
    qtbot.waitUntil(lambda: page.pane.view.scene.title == "Nearer", timeout=WAIT_MS)
    assert page.tools.rings.field.text() == "321"
    assert page.pane.view.rings.distances == (321.0,)


def test_that_rings_go_when_they_are_switched_off(page, context):
    context.actions["map.rings"].trigger()
    context.actions["map.rings"].trigger()
    assert not page.pane.view.rings
    assert page.tools.rings.field.isHidden()


def test_that_the_second_map_has_the_same_rings(page, context, qtbot):
    context.actions["map.rings"].trigger()
    page.compare("Nearer")
    qtbot.waitUntil(lambda: bool(page.second.view.rings), timeout=WAIT_MS)
    assert page.second.view.rings.distances == page.pane.view.rings.distances


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_that_rings_are_in_what_is_saved(page, context, tmp_path, qtbot, kind):
    sizes, contents = [], []
    for number in range(2):
        target = tmp_path / f"map-{number}.{kind}"
        page.save(target)
        qtbot.waitUntil(lambda path=target: path.exists() and path.stat().st_size > 20_000, timeout=WAIT_MS)
        sizes.append(target.stat().st_size)
        contents.append(target.read_bytes())
        context.actions["map.rings"].trigger()
    assert contents[0] != contents[1]
    if kind == "svg":
        assert b"Within a distance" not in contents[0]
        assert b"Within a distance (great circle" in contents[1]
        assert b"450 mi" in contents[1]


def painted(page: MapPage, rings: ServiceRings, camera: Camera) -> QImage:
    picture = QImage(QSize(900, 600), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    bare = Shown(flows=False, labels=False, legend=False, scale=False)
    paint_map(painter, QRectF(0, 0, 900, 600), page.pane.view.scene, LIGHT, camera, bare, rings=rings)
    painter.end()
    return picture


def test_that_the_line_of_a_ring_lies_where_the_distance_is(page):
    place, scene = site(page, "Denver DC"), page.pane.view.scene
    x, y = float(scene.sites.x[place]), float(scene.sites.y[place])
    camera = Camera(x, y, 9_000.0)
    ring = circle(x, y, angle_of(250.0, scene, straight=False), camera.scale)
    left, top = camera.screen(ring.x, ring.y, 900, 600)
    with_ring = painted(page, ServiceRings((250.0,), (place,)), camera)
    without = painted(page, ServiceRings(), camera)
    strong = 0
    for across, down in zip(left.tolist(), top.tolist(), strict=True):
        strong += difference(with_ring.pixelColor(int(across), int(down)), QColor(LIGHT.accent)) < 150
    assert strong > 0.7 * len(left)
    middle = (int(left.mean()) + 9, int(top.mean()) + 9)
    assert with_ring.pixelColor(*middle) != without.pixelColor(*middle)
    assert with_ring.pixelColor(3, 3) == without.pixelColor(3, 3)


def difference(one: QColor, other: QColor) -> int:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return sum(abs(a - b) for a, b in pairs)


def test_that_overlapping_rings_are_no_darker_where_they_meet(page):
    scene = page.pane.view.scene
    places = (site(page, "Denver DC"), site(page, "Salt Lake City DC"))
    x, y = (float(getattr(scene.sites, axis)[list(places)].mean()) for axis in ("x", "y"))
    camera = Camera(x, y, 4_000.0)
    both = painted(page, ServiceRings((600.0,), places), camera)
    one = painted(page, ServiceRings((600.0,), places[:1]), camera)
    assert both.pixelColor(450, 330) == one.pixelColor(450, 330)


def test_that_each_distance_has_a_line_of_its_own_in_the_legend(page):
    look = Look(LIGHT, page.pane.view.scene)
    told = entries(look, ServiceRings((150.0, 300.0, 600.0), (3,)))[-3:]
    assert [entry.text for entry in told] == ["150 mi", "300 mi", "600 mi"]
    assert len({entry.style for entry in told}) == 3
    assert told[0].style is Qt.PenStyle.SolidLine
    assert entries(look, ServiceRings((150.0,), ())) == entries(look)


def test_that_a_drawing_passes_between_processes_with_its_rings():
    rings = ServiceRings((150.0, 300.0), (3, 5), straight=True)
    drawing = Drawing("scene", Camera(), 9, 9, 1.0, "light", Shown(), rings=rings)
    assert Drawing.of(drawing.plain()) == drawing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("450", (450.0,)),
        ("600; 150;300", (150.0, 300.0, 600.0)),
        ("150, 300 300", (150.0, 300.0)),
        ("1,000; 12.5", (12.5, 1_000.0)),
        ("", None),
        ("0", None),
        ("-5", None),
        ("nan; inf", None),
        ("12001", None),
        ("1;2;3;4;5;6", None),
        ("150 miles", None),
    ],
)
def test_that_distances_are_read_as_they_are_typed(text, expected):
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        assert read_distances(text, 12_000.0) == expected
        assert typed(1_234.5) == "1234.5"
    finally:
        QLocale.setDefault(before)


class TestStalls:
    """With calls in other processes, as in the application."""

    @pytest.fixture
    def calls(self, other_process_calls):
        return other_process_calls

    def test_that_rings_that_are_typed_do_not_stall_the_window(self, page, context, qtbot, watchdog):
        watchdog.start()
        context.actions["map.rings"].trigger()
        for text in ("1", "15", "150", "150;", "150; 3", "150; 300"):
            type_distances(page, text)
            qtbot.wait(30)
        context.selection.choose_sites(["Denver DC"])
        qtbot.waitUntil(lambda: is_drawn(page), timeout=WAIT_MS)
        assert page.pane.view.rings.distances == (150.0, 300.0)
