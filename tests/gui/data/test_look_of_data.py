"""Pictures of the page of the data, for eyes; and that it stands under both schemes."""

import pytest

WAIT_MS = 20_000


@pytest.mark.parametrize("table", ["facilities", "lanes", "demand", "customers", "settings", "bills"])
def test_that_a_table_is_pictured_under_both_schemes(show, shot, qtbot, table):
    page = show(table)
    page.resize(1440, 860)
    page.context.selection.choose_scenario("Growth")
    page.grid.choose([2], 0)
    qtbot.waitUntil(lambda: page.model.total == 0 or page.model.index(5, 0).data() != "", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(page.tables.counts.rows), timeout=WAIT_MS)
    shot(page, f"data-{table}")
    assert page.grid.isVisible() != page.empty.isVisible()
