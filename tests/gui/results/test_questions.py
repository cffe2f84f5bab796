import shutil
from pathlib import Path

import pytest

from desktop.views.results import ResultsPage
from desktop.views.results.next_dialog import NextDialog
from desktop.views.results.why_dialog import WhyDialog

WAIT_MS = 60_000


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution"), tmp_path / "own.networx"))


@pytest.fixture
def page(context, qtbot) -> ResultsPage:
    made = ResultsPage(context)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: made.grid.model is not None and made.grid.model.rowCount() > 0, timeout=WAIT_MS)
    return made


def ask(page, qtbot, kind: type, row: int):
    """Selects a row, presses the button and waits for the answer."""
    page.grid.view.selectRow(row)
    page.grid._ask.click()
    dialog = page.findChild(kind)
    qtbot.waitUntil(lambda: not dialog._bar.isVisibleTo(dialog), timeout=WAIT_MS)
    return dialog


def test_that_a_closed_facility_can_be_asked_why_and_kept_as_a_scenario(page, session, qtbot, shot):
    names = [page.grid.model.row(place)[0] for place in range(page.grid.model.rowCount())]
    is_open = {row.facility: row.is_open for row in page.summary.facilities}
    place = next(place for place, name in enumerate(names) if not is_open[name])
    dialog = ask(page, qtbot, WhyDialog, place)
    assert dialog.windowTitle() == f"Why is {names[place]} closed?"
    assert names[place] in dialog.words.text() or "The gaps hide the answer" in dialog.words.text()
    assert "gap" in dialog._lines.text()
    shot(dialog, "why")
    with qtbot.waitSignal(session.changed, timeout=WAIT_MS) as changed:
        dialog._keep.click()
    assert set(changed.args[0].tables) == {"scenarios", "overrides"}


@pytest.mark.parametrize("end", [WhyDialog.close, WhyDialog.deleteLater])
def test_that_solving_ends_with_the_window_that_asked(page, calls, qtbot, end):
    page.grid.view.selectRow(0)
    page.grid._ask.click()
    folder = Path(calls.made[-1][1]["folder"])
    assert folder.is_dir()
    end(page.findChild(WhyDialog))
    qtbot.waitUntil(lambda: not folder.exists())


def test_that_a_customer_shows_who_could_serve_it_next(page, qtbot, shot):
    page.grid.show_table("result_demand")
    qtbot.waitUntil(lambda: page.grid.model.rowCount() == 600, timeout=WAIT_MS)
    dialog = ask(page, qtbot, NextDialog, 0)
    rows = [dialog.model.cells(row) for row in range(dialog.model.rowCount())]
    assert any(cells[1].strong for cells in rows), "nobody serves the customer"
    assert {cells[3].text for cells in rows} <= {"open", "closed"}
    shot(dialog, "next")


def test_that_the_button_says_what_it_asks(page, qtbot):
    assert page.grid._ask.text() == "Why open or closed?"
    page.grid.show_table("result_demand")
    assert page.grid._ask.text() == "Who could serve next?"
    page.grid.show_table("result_flows")
    assert page.grid._ask.isHidden()


def test_that_a_stale_result_says_to_run_again_first(page, session, qtbot):
    from engine.changes import set_cells

    done = []
    session.edit(
        lambda project: set_cells(project.network(), "demand", [0], {"quantity": [1.0]}), "Less", done=done.append
    )
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
    dialog = ask(page, qtbot, WhyDialog, 3)
    assert "Run the scenario again" in dialog.words.text()
