"""Two maps over each other, with a border between them that is dragged."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.theme.tokens import MARGIN
from desktop.views.map import MapPage
from desktop.views.map.corner import Corner

WAIT_MS = 20_000


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution"), tmp_path / "own.networx"))


@pytest.fixture
def page(context, calls, qtbot) -> MapPage:
    made = MapPage(context, draws=calls)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    context.actions["map.swipe"].trigger()
    qtbot.waitUntil(lambda: made.second is not None and len(made.second.view.scene.sites) > 0, timeout=WAIT_MS)
    return made


def test_that_both_maps_lie_over_each_other_and_the_border_uncovers_them(page, qtbot):
    first, second = page.pane.view, page.second.view
    assert second.parentWidget() is first
    assert (second.size(), second.camera) == (first.size(), first.camera)
    border = page._maps.border
    assert border.share == 0.5
    assert first.childAt(first.width() // 4, first.height() // 2) is None
    assert first.childAt(3 * first.width() // 4, first.height() // 2) is second
    middle = border.rect().center()
    qtbot.mousePress(border, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(border, middle - QPoint(first.width() * 3 // 10, 0))
    assert border.share == pytest.approx(0.2, abs=0.01)
    assert first.childAt(first.width() // 4, first.height() // 2) is second


def test_that_keys_move_the_border_but_never_over_the_edge(page, qtbot):
    border = page._maps.border
    qtbot.keyClick(border, Qt.Key.Key_Right)
    assert border.share == pytest.approx(0.55)
    for _ in range(20):
        qtbot.keyClick(border, Qt.Key.Key_Left)
    assert border.share == pytest.approx(0.02)


def test_that_the_maps_stand_beside_each_other_again(page, context):
    page.pane.view.zoom(4.0)
    seen = page.pane.view.camera.scale
    context.actions["map.swipe"].trigger()
    second = page.second
    assert page._maps.border is None
    assert second.view.parentWidget() is second
    assert second.isVisible()
    assert second.view.isVisible()
    assert second.head.parentWidget() is second
    assert second.view.mask().isEmpty()
    assert page.pane.view.camera.scale == second.view.camera.scale == seen / 2


def test_that_a_map_that_is_taken_away_while_it_is_drawn_is_never_heard_of_again(page, context, qtbot):
    drawing = page.second.view.pictures
    page.second.view.zoom(1.5)
    assert drawing.is_busy
    gone = []
    drawing.destroyed.connect(lambda: gone.append(True))
    context.actions["map.compare"].trigger()
    qtbot.waitUntil(lambda: bool(gone), timeout=WAIT_MS)
    first = page.pane.view
    qtbot.waitUntil(lambda: first.pictures.current is not None and not first.pictures.is_busy, timeout=WAIT_MS)
    assert page.second is None
    assert first.childAt(3 * first.width() // 4, first.height() // 2) is None


def test_that_what_lies_on_both_maps_keeps_its_corner_in_another_size(page, qtbot):
    page.resize(900, 600)
    first, second = page.pane.view, page.second.view
    qtbot.waitUntil(lambda: second.size() == first.size() and first.width() < 900, timeout=WAIT_MS)
    corner = second.findChild(Corner)
    qtbot.waitUntil(lambda: corner.geometry().right() == second.width() - MARGIN - 1, timeout=WAIT_MS)


def test_that_the_page_fits_a_window_of_a_laptop(page):
    assert page.minimumSizeHint().width() <= 890
