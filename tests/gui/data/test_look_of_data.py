"""Pictures of the page of the data, for eyes; and that it stands under both schemes."""

import pytest

WAIT_MS = 20_000


@pytest.mark.parametrize("table", ["facilities", "lanes", "demand", "customers", "settings", "bills"])
def test_that_a_table_is_pictured_under_both_schemes(show, shot, qtbot, table):
    page = show(table)
    page.resize(1440, 860)
    page.context.selection.choose_scenario("Growth")
    qtbot.waitUntil(lambda: bool(page.tables.counts.overrides), timeout=WAIT_MS)
    page.grid.choose([2], 0)
    qtbot.waitUntil(lambda: page.model.total == 0 or page.model.index(5, 0).data() != "", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(page.tables.counts.rows), timeout=WAIT_MS)
    if table == "demand":
        qtbot.waitUntil(lambda: page.model.overridden_at(2, "quantity") is not None, timeout=WAIT_MS)
    qtbot.wait(150)
    shot(page, f"data-{table}")
    assert page.grid.isVisible() != page.empty.isVisible()


def test_that_problems_filters_find_and_a_refused_paste_are_pictured(page, context, shot, qtbot):
    from PySide6.QtGui import QGuiApplication

    facility = page.model.index(3, 0).data()
    with qtbot.waitSignal(context.session.changed, timeout=WAIT_MS):
        page.model.setData(page.model.index(3, page.model.table.column_names.index("longitude")), "")
    wrong = lambda: page.model.marks_at(3)
    qtbot.waitUntil(lambda: page.model.index(3, 0).data() == facility and bool(wrong()), timeout=WAIT_MS)
    context.actions["table.filter"].trigger()
    page.grid.header.set_filter("country", "US")
    context.actions["table.replace"].trigger()
    page.find_bar.look_for("DC")
    page.grid.choose([0], page.model.table.column_names.index("fixed_cost"))
    QGuiApplication.clipboard().setText("100,000\nabout 5\n12%\n")
    context.actions["table.paste"].trigger()
    qtbot.waitUntil(page.refused.isVisible, timeout=WAIT_MS)
    page.grid.choose([3], 3)
    page.resize(1440, 860)
    qtbot.wait(400)
    shot(page, "data-working")
    page.refused.hide()
    page.grid.edit(page.model.index(5, 2))
    editor = page.grid._editor()
    editor.selectAll()
    qtbot.keyClicks(editor, "ninety")
    qtbot.keyClick(editor, "\r")
    shot(page, "data-wrong")
    assert page.grid._note.isVisible()
