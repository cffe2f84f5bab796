"""The sheet that explains: searching, causes, ways, and a way carried out as overrides."""

import pytest

from desktop.views.explain.changes_model import NOW, SOURCE, WORKS, ChangesModel
from desktop.views.explain.entrance import ExplainEntrance
from desktop.views.explain.sheet import ExplainSheet
from desktop.views.scenarios.outline import read_outline
from engine.errors import KnownError

LONG = 60_000

WAY = {
    "changes": [
        {
            "way": 1,
            "table": "facilities",
            "key": {"facility": "Reno DC"},
            "column": "max_throughput",
            "value": "1200",
            "works": "4000",
            "source": "Sites.xlsx!DCs!F7",
            "sentence": "Raise max_throughput of facilities (Reno DC) from 1200 to 4000.",
        }
    ],
    "overrides": [
        {
            "table": "facilities",
            "where": "facility = Reno DC",
            "column": "max_throughput",
            "action": "set",
            "value": "4000",
        }
    ],
}
OTHER = {"changes": [{**WAY["changes"][0], "way": 2, "works": ""}], "overrides": None}
FOUND = {
    "outcome": "explained",
    "message": "The network has no solution; with this change it has one.",
    "causes": [
        {"rule": "capacity", "sentence": "Reno is too small.", "table": "facilities", "key": {}, "column": ""},
        {"rule": "cut", "sentence": "The West wants more than it can get.", "table": "", "key": {}, "column": ""},
    ],
    "issues": [],
    "seconds": 1.0,
    "ways": [WAY, OTHER],
}


@pytest.fixture
def sample():
    return "infeasible-on-purpose"


@pytest.fixture
def sheet(context, qtbot):
    made = ExplainSheet(context)
    qtbot.addWidget(made)
    return made


def overrides_of(context, qtbot, scenario):
    answers = []
    context.session.ask(read_outline, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return [(own.table, own.where, own.column, own.value) for own in answers[0].own(scenario)]


def test_that_the_model_obeys_the_rules_of_qt(qtmodeltester, qapp):
    model = ChangesModel()
    model.show_changes(WAY["changes"])
    qtmodeltester.check(model)


def test_that_the_search_explains_the_sample_and_its_way_works(sheet, context, qtbot, shot):
    sheet.begin("Baseline")
    assert sheet.stop.isVisible()
    shot(sheet, "explain-searching")
    qtbot.waitUntil(sheet._way_card.isVisible, timeout=LONG)
    assert "has no solution; with" in sheet.message.text()
    assert sheet.ways.model.rowCount() > 0
    assert not sheet.stop.isVisible()
    shot(sheet, "explain-found")
    with qtbot.waitSignal(context.session.changed):
        sheet.ways.apply.click()
    qtbot.waitUntil(sheet.run.isVisible)
    assert context.selection.scenario == "Baseline, mended"
    assert overrides_of(context, qtbot, "Baseline, mended")
    shot(sheet, "explain-applied")
    sheet.begin("Baseline, mended")
    qtbot.waitUntil(lambda: "has a solution as it is" in sheet.message.text(), timeout=LONG)


def test_that_causes_stand_in_words_with_the_way_to_their_row(sheet, qtbot):
    sheet.show()
    sheet._on_answered(FOUND)
    assert sheet.causes.sentences == ["Reno is too small.", "The West wants more than it can get."]


def test_that_changes_show_the_value_now_the_one_that_works_and_the_source(sheet):
    sheet._on_answered(FOUND)
    model = sheet.ways.model
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert shown[0] == "facilities: Reno DC"
    assert (shown[NOW], shown[WORKS], shown[SOURCE]) == ("1,200", "4,000", "Sites.xlsx!DCs!F7")


def test_that_a_cell_is_shown_where_it_stands(sheet, context, qtbot):
    sheet._on_answered(FOUND)
    with qtbot.waitSignal(context.navigation.cell_requested) as asked:
        sheet.ways.show_cell.click()
    assert asked.args == ["facilities", {"facility": "Reno DC"}, "max_throughput"]


def test_that_a_way_without_conditions_cannot_be_applied(sheet):
    sheet._on_answered(FOUND)
    sheet.ways.tabs.setCurrentIndex(1)
    assert not sheet.ways.apply.isEnabled()
    assert "pick these rows alone" in sheet.ways._note.text()
    assert sheet.ways.model.index(0, WORKS).data() == "blank"


def test_that_a_scenario_gets_the_overrides_itself_and_one_undo_takes_them_back(sheet, context, qtbot):
    sheet._scenario = "Softer service"
    sheet._on_answered(FOUND)
    before = overrides_of(context, qtbot, "Softer service")
    with qtbot.waitSignal(context.session.changed):
        sheet.ways.apply.click()
    after = overrides_of(context, qtbot, "Softer service")
    assert after == [*before, ("facilities", "facility = Reno DC", "max_throughput", "4000")]
    with qtbot.waitSignal(context.session.changed):
        context.session.undo()
    assert overrides_of(context, qtbot, "Softer service") == before


def test_that_a_run_follows_on_wish(sheet, context, qtbot, runs):
    sheet._scenario = "Baseline"
    sheet._on_answered(FOUND)
    sheet.show()
    sheet.ways.apply.click()
    qtbot.waitUntil(sheet.run.isVisible)
    sheet.run.click()
    assert runs.started[0][0] == ("Baseline, mended",)


def test_that_a_failure_is_told_and_more_time_offered(sheet):
    sheet.show()
    sheet._show_searching("Searching")
    sheet._on_failed(KnownError("out-of-memory", "It did not fit.", what_to_do="Close others."))
    assert sheet.message.text() == "It did not fit. Close others."
    assert sheet.longer.isVisible()


def test_that_stopping_tells_what_is_known(context, other_process_calls, qtbot):
    from dataclasses import replace

    made = ExplainSheet(replace(context, calls=other_process_calls))
    qtbot.addWidget(made)
    made.begin("Baseline")
    qtbot.waitUntil(lambda: made.message.text() != "Searching", timeout=LONG)
    made.stop.click()
    qtbot.waitUntil(lambda: not made._bar.isVisible(), timeout=LONG)
    assert made.message.text()


def test_that_the_action_explains_the_selected_scenario(context, qtbot):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    entrance = ExplainEntrance(context, window)
    context.selection.choose_scenario("Larger Reno")
    context.actions["explain.scenario"].trigger()
    assert "Larger Reno" in entrance._sheet._title.text()
    entrance._sheet.close()
