"""That the window never stands still while a grid is scrolled, sorted and pasted into."""

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.collecting import settle
from sync.store import Asked

WAIT_MS = 20_000


@pytest.fixture
def calls(other_process_calls):
    """Validation is beside the window, as in the application."""
    return other_process_calls


@pytest.mark.parametrize("is_tested", [False])
def test_that_scrolling_sorting_pasting_and_undoing_never_stop_the_window(show, qtbot, watchdog):
    page = show("lanes")
    model, bar = page.model, page.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 900, timeout=WAIT_MS)
    column = model.table.column_names.index("unit_cost")
    QGuiApplication.clipboard().setText("1\t2\t3\t4\n" * 500)
    page.grid.choose([10], column)
    qtbot.wait(400)
    settle()
    watchdog.start()
    for row in (900, 300, 600, 0):
        bar.setValue(row)
        qtbot.waitUntil(lambda: model.shown(row, 0) != "", timeout=WAIT_MS)  # noqa: B023  waited for at once
    with qtbot.waitSignal(model.opened, timeout=WAIT_MS):
        model.show(Asked("lanes", sort=(("destination", True),)))
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.context.actions["table.paste"].trigger()
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.context.session.undo()
    assert len(watchdog.gaps_ms) > 10


def test_that_rows_are_named_in_their_header_while_their_name_is_scrolled_away(page):
    page.resize(900, 600)
    bar, header = page.grid.horizontalScrollBar(), page.grid.row_header
    narrow = header.sizeHint().width()
    bar.setValue(bar.maximum())
    assert header.names_rows
    assert header.sizeHint().width() > narrow
    bar.setValue(0)
    assert not header.names_rows


def test_that_a_cell_far_to_the_right_is_in_view_although_rows_are_named_then(page):
    page.resize(900, 600)
    page.grid.choose([2], page.model.table.column_names.index("fixed_cost"))
    assert page.grid.row_header.names_rows
    assert page.grid.viewport().rect().contains(page.grid.visualRect(page.grid.currentIndex()))


@pytest.mark.parametrize("row", [0, 3])
def test_that_a_table_in_view_keeps_its_current_row_when_it_is_sorted(page, qtbot, row):
    page.grid.choose([row], 2)
    place = page.model.place_at(row)
    with qtbot.waitSignal(page.model.opened, timeout=WAIT_MS):
        page.model.show(Asked("facilities", sort=(("facility", True),)))
    assert page.model.place_at(page.grid.currentIndex().row()) == place
    assert page.grid.currentIndex().column() == 2
