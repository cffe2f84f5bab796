"""The editor of sweeps: combinations shown, mistakes told, scenarios made as one step."""

import pytest
from PySide6.QtCore import Qt

from desktop.views.scenarios.sweep_sheet import axis_names
from engine.io.samples import load_sample
from engine.scenarios.axis import parse_axis


@pytest.fixture
def sheet(page, qtbot):
    page.tree.choose("Growth")
    page.sweep()
    qtbot.addWidget(page._sweep)
    return page._sweep


def type_axis(sheet, at, cells, values):
    while len(sheet.axes) <= at:
        sheet._on_add()
    sheet.axes[at].cells.setText(cells)
    sheet.axes[at].values.setText(values)
    sheet._on_edited()


def test_that_every_combination_is_shown_and_made_in_one_step(page, sheet, qtbot, shot):
    type_axis(sheet, 0, "demand.quantity[customer.region = West]", "*0.9, *1.1")
    type_axis(sheet, 1, "settings.co2_price", "0, 50, 100")
    qtbot.waitUntil(lambda: sheet.grid.rowCount() == 6)
    assert sheet.grid.item(0, 1).text() == "*0.9"
    assert sheet.make.text() == "Make 6 scenarios"
    shot(sheet, "sweep")
    before = len(page.outline.rows)
    sheet.make.click()
    qtbot.waitUntil(lambda: len(page.outline.rows) == before + 6)
    assert page.scenario.startswith("Growth: quantity *0.9")
    assert len(page.outline.own(page.scenario)) == 2
    page.context.session.undo()
    qtbot.waitUntil(lambda: len(page.outline.rows) == before)


def test_that_a_mistake_is_told_and_nothing_can_be_made(sheet, qtbot):
    type_axis(sheet, 0, "demand.quantity[region = Nowhere", "*0.9")
    qtbot.waitUntil(lambda: "is no axis of a sweep" in sheet._told.text())
    assert not sheet.make.isEnabled()


def test_that_an_axis_without_values_waits(sheet, qtbot):
    type_axis(sheet, 0, "demand.quantity", "")
    qtbot.waitUntil(lambda: sheet._told.text().startswith("Say what is varied"))
    assert not sheet.make.isEnabled()


def test_that_what_is_varied_is_completed_from_any_part_of_its_name(sheet, qtbot):
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    line = sheet.axes[0]
    line.cells.setFocus()
    qtbot.keyClicks(line.cells, "max_op")
    popup = line.cells.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(line.edited):
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert line.cells.text() == "facility_limits.max_open"


def test_that_every_cell_that_is_offered_for_a_sweep_can_be_varied():
    network = load_sample("us-distribution")
    for name in axis_names():
        parse_axis(f"{name}=*1.1", network)
