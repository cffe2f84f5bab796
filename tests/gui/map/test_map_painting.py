"""What is painted: marks, names, legend, and what lies under a pixel."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication

from desktop.compute.map_picture import small
from desktop.map.camera import Camera, fitted
from desktop.map.flow_lines import bends, curve
from desktop.map.labels import placed_labels
from desktop.map.legend import entries
from desktop.map.look import Look
from desktop.map.painting import Shown, paint_map, paint_picture
from desktop.map.picking import Picking
from desktop.map.scale_bar import round_distance
from desktop.map.scene import Changes, Colouring, Flows, Kind, Names, Scene, Sites, State
from desktop.map.thumbnail import thumbnail
from desktop.theme import DARK, LIGHT

SIZE = QSize(900, 600)
AREA = QRectF(0, 0, 900, 600)


def scene(count: int = 40, seed: int = 1) -> Scene:
    """A plant, warehouses in each state, and customers around them."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0.2, 0.3, count), random.uniform(0.35, 0.42, count)
    kind = np.full(count, Kind.CUSTOMER, dtype=np.int8)
    kind[:5] = [Kind.PLANT, Kind.WAREHOUSE, Kind.WAREHOUSE, Kind.WAREHOUSE, Kind.SUPPLIER]
    state = np.zeros(count, dtype=np.int8)
    state[1:4] = [State.OPENED, State.CLOSED, State.CANDIDATE]
    share = np.full(count, 1.0)
    share[-1] = 0.5
    sites = Sites(
        Names.of([f"Site number {place}" for place in range(count)]),
        kind,
        state,
        x,
        y,
        random.uniform(1, 100, count),
        share,
        np.full(count, -1, dtype=np.int16),
    )
    destination = np.arange(1, count, dtype=np.int32)
    flows = Flows(
        np.zeros(count - 1, dtype=np.int32),
        destination,
        np.sort(random.uniform(1, 100, count - 1)),
        (destination >= 5).astype(np.int16),
    )
    return Scene(sites, flows, keys=("Into facilities", "To customers"))


def camera(made: Scene) -> Camera:
    return fitted(made.sites.x, made.sites.y, SIZE.width(), SIZE.height())


def pixel(made: Scene, place: int, seen: Camera) -> QPointF:
    x, y = seen.screen(made.sites.x[[place]], made.sites.y[[place]], SIZE.width(), SIZE.height())
    return QPointF(float(x[0]), float(y[0]))


@pytest.mark.parametrize("seed", range(5))
def test_that_no_name_lies_over_another_or_over_a_facility(seed: int, qapp: QApplication):
    made = scene(120, seed)
    look, seen = Look(LIGHT, made), camera(made)
    labels = placed_labels(AREA, seen, look, QFontMetricsF(qapp.font()))
    assert labels
    for number, label in enumerate(labels):
        assert AREA.contains(label.box)
        assert not any(label.box.intersects(other.box) for other in labels[:number])
        for place in range(5):
            assert not label.box.contains(pixel(made, place, seen))


def test_that_a_site_on_the_screen_has_its_whole_name_there(qapp: QApplication):
    made = scene(120)
    screen = QRectF(150, 100, 500, 350)
    seen = camera(made)
    labels = placed_labels(AREA, seen, Look(LIGHT, made), QFontMetricsF(qapp.font()), screen)
    cut = [label for label in labels if screen.intersects(label.box) and not screen.contains(label.box)]
    names = list(made.sites.names)
    assert not any(screen.contains(pixel(made, names.index(label.text), seen)) for label in cut)


def test_that_facilities_in_use_have_their_names_first(qapp: QApplication):
    made = scene(120)
    labels = placed_labels(AREA, camera(made), Look(LIGHT, made), QFontMetricsF(qapp.font()))
    assert {"Site number 0", "Site number 1"} <= {label.text for label in labels}
    assert [label.strong for label in labels[:2]] == [True, True]


def test_that_the_legend_tells_only_what_is_there_with_the_widths_that_are_drawn():
    made = scene()
    look = Look(LIGHT, made)
    told = entries(look)
    texts = [entry.text for entry in told]
    assert "Cross-dock" not in texts
    assert {"Plant", "Opened", "Closed", "Candidate, not opened", "Customer with unmet demand"} <= set(texts)
    widths = {entry.text: entry.width for entry in told if entry.text.endswith(" units")}
    assert widths["50 units"] == pytest.approx(50 * look.width_per_unit())


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("count", [40, 6_000], ids=["few", "crowd"])
def test_that_a_changed_assignment_is_a_star_in_the_colour_of_text(tokens, count: int, qapp: QApplication):
    plain = scene(count)
    chosen, other = 10, 12
    changes = Changes("One", "Two", 1, np.array([chosen], dtype=np.int32), Names.of(["A"]), Names.of(["B"]))
    made = replace(plain, changes=changes)
    seen = camera(made)
    pictures = []
    for shown in (plain, made):
        picture = QImage(SIZE, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        paint_map(painter, AREA, shown, tokens, seen, Shown(flows=False, labels=False, legend=False, scale=False))
        painter.end()
        pictures.append(picture)
    up = (pixel(made, chosen, seen) - QPointF(0, 3)).toPoint()  # beyond the dot, on the upper point of the star
    assert pictures[1].pixelColor(up) == QColor(tokens.text)
    assert pictures[0].pixelColor(up) != QColor(tokens.text)
    unchanged = pixel(made, other, seen).toPoint()
    assert pictures[1].pixelColor(unchanged) == pictures[0].pixelColor(unchanged)
    told = {entry.text: entry.starred for entry in entries(Look(tokens, made))}
    assert told["Changed assignment: 1"]


def test_that_flows_of_the_scenario_compared_with_are_dashed_and_those_of_the_other_are_not():
    plain = scene()
    made = replace(plain, colouring=Colouring.CHANGE, keys=("Served in One", "Served in Two"))
    look = Look(LIGHT, made)
    styles = {entry.text: entry.style for entry in entries(look) if entry.text in made.keys}
    assert styles == {"Served in One": Qt.PenStyle.DashLine, "Served in Two": Qt.PenStyle.SolidLine}
    bend = bends(look)
    assert set(np.sign(bend[made.flows.colour == 0])) == {-1.0}
    assert set(np.sign(bend[made.flows.colour == 1])) == {1.0}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_that_marks_and_land_are_painted_in_the_colours_of_the_scheme(tokens, qapp: QApplication):
    made = scene()
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    seen = camera(made)
    paint_map(painter, AREA, made, tokens, seen, Shown(flows=False, labels=False, legend=False, scale=False))
    painter.end()
    assert picture.pixelColor(pixel(made, 0, seen).toPoint()) == QColor(Look(tokens, made).kind_colour(Kind.PLANT))
    colours = {picture.pixelColor(x, y).name() for x in range(0, 900, 15) for y in range(0, 600, 15)}
    assert tokens.land in colours


def test_that_flows_of_other_sites_retreat_when_one_is_selected(qapp: QApplication):
    made = scene(7)
    seen = camera(made)
    middle = made.flows.destination[-1]
    pictures = [painted(made, seen, selected) for selected in ([], [int(middle)], [5])]
    flow = on_curve(made, seen, len(made.flows) - 1)
    strengths = [abs(picture.pixelColor(flow).lightness() - QColor(LIGHT.land).lightness()) for picture in pictures]
    assert strengths[1] == strengths[0]
    assert strengths[2] < strengths[0] / 2


def test_that_very_many_selected_sites_have_their_rings_in_the_picture(qapp: QApplication):
    made = scene(1_000)
    seen = camera(made)
    some, many = (painted(made, seen, list(range(count))) for count in (5, 900))
    ring = pixel(made, 0, seen).toPoint() - QPoint(0, round(Look(LIGHT, made).radii(seen.scale)[0] + 4))
    accent = QColor(LIGHT.accent)
    assert abs(many.pixelColor(ring).blue() - accent.blue()) < 40
    assert many.pixelColor(ring) != some.pixelColor(ring)


def painted(made: Scene, seen: Camera, selected: list[int]) -> QImage:
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_picture(painter, AREA, Look(LIGHT, made), seen, Shown(labels=False), selected=np.array(selected, np.int64))
    painter.end()
    return picture


def on_curve(made: Scene, seen: Camera, flow: int) -> QPoint:
    """The middle of a flow's curve."""
    ends = [pixel(made, int(place), seen) for place in (made.flows.origin[flow], made.flows.destination[flow])]
    line = np.array([[ends[0].x(), ends[0].y(), ends[1].x(), ends[1].y()]])
    control = curve(line, bends(Look(LIGHT, made))[[flow]])[0]
    return (ends[0] * 0.25 + QPointF(*control) * 0.5 + ends[1] * 0.25).toPoint()


def test_that_the_site_on_top_is_picked_and_nothing_beside_it():
    made = scene()
    seen, picking = camera(made), Picking(Look(LIGHT, made))
    assert picking.site_at(pixel(made, 0, seen), seen, SIZE) == 0
    assert picking.site_at(QPointF(1, 1), seen, SIZE) == -1


def test_that_a_flow_is_picked_on_its_curve_and_not_on_its_chord():
    made = scene(6)
    sites = made.sites
    long = Scene(
        Sites(**{**vars(sites), "x": np.linspace(0.2, 0.3, 6), "y": np.full(6, 0.4)}),
        Flows(np.array([0], np.int32), np.array([5], np.int32), np.array([9.0]), np.array([1], np.int16)),
        keys=made.keys,
    )
    seen, picking = Camera(0.25, 0.4, 6000), Picking(Look(LIGHT, long))
    assert picking.flow_at(QPointF(450, 300), seen, SIZE) == -1
    hits = [picking.flow_at(QPointF(450, y), seen, SIZE) for y in range(600)]
    assert 0 in hits


def test_that_a_lasso_picks_exactly_the_sites_inside():
    made = scene(300)
    seen, picking = camera(made), Picking(Look(LIGHT, made))
    box = QRectF(200.5, 150.5, 300, 200)
    inside = picking.sites_within(QPolygonF(box), seen, SIZE)
    x, y = seen.screen(made.sites.x, made.sites.y, SIZE.width(), SIZE.height())
    clearly = (x > 202) & (x < 499) & (y > 152) & (y < 349)
    near = (x > 199) & (x < 502) & (y > 149) & (y < 352)
    assert set(np.flatnonzero(clearly)) <= set(inside.tolist()) <= set(np.flatnonzero(near))


@pytest.mark.parametrize("unit", ["km", "mi"])
def test_that_the_scale_bar_is_round_and_true_at_the_middle(unit: str):
    seen = Camera(0.25, 0.5, 40_075.016686)  # one pixel is a kilometre at the equator
    distance, pixels = round_distance(seen, unit)
    assert str(distance)[0] in "125"
    assert pixels == pytest.approx(distance * (1.609344 if unit == "mi" else 1.0))
    assert pixels <= 140


def test_that_crowds_are_painted_without_a_mark_for_each(qapp: QApplication):
    made = scene(8_000)
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_map(painter, AREA, made, LIGHT)
    painter.end()
    customer = Look(LIGHT, made).kind_colour(Kind.CUSTOMER)
    colours = {picture.pixelColor(x, y).name() for x in range(300, 850, 3) for y in range(60, 560, 3)}
    assert customer in colours


def test_that_a_thumbnail_shows_land_and_the_network(sample_files, qapp: QApplication):
    picture = thumbnail(sample_files("europe-three-echelon"), QSize(200, 120))
    assert picture.size() == QSize(400, 240)
    colours = {picture.pixelColor(x, y).name() for x in range(400) for y in range(240)}
    assert {LIGHT.land, LIGHT.water} <= colours
    assert LIGHT.series[2] in colours


def test_that_a_thumbnail_is_written_twice_as_large_and_nothing_beside_it(sample_files, qapp: QApplication, tmp_path):
    target = tmp_path / "small.png"
    small(str(sample_files("infeasible-on-purpose")), 152, 92, "dark", str(target))
    assert QImage(str(target)).size() == QSize(304, 184)
    assert list(tmp_path.iterdir()) == [target]
