"""The model of every table on a real project."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.models.marks import FindingMarks
from desktop.models.table_model import TableModel
from engine.schema import INPUT_TABLES, input_table
from sync.store import Asked

DISPLAY, EDIT, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(context, qtbot):
    made = TableModel(context.session, context.selection, FindingMarks(context.findings))
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return made


def show(qtbot, model, table, **asked):
    with qtbot.waitSignal(model.opened, timeout=20_000):
        model.show(Asked(table, **asked))
    return model


def column(model, name):
    return model.table.column_names.index(name)


def names(model, count=5):
    return [model.index(row, 0).data() for row in range(min(count, model.draft_row))]


def edit(qtbot, model, make, label="Edit"):
    with qtbot.waitSignal(model.source._session.changed, timeout=20_000):
        model.source._session.edit(make, label)


@pytest.mark.parametrize("table", list(INPUT_TABLES))
def test_that_every_table_of_the_schema_can_be_shown(qtbot, model, table):
    show(qtbot, model, table)
    assert model.columnCount() == len(input_table(table).columns)
    assert model.rowCount() == model.total + 1


def test_that_numbers_are_shown_with_separators_and_equal_decimals(qtbot, model):
    show(qtbot, model, "facilities")
    fixed = model.index(0, column(model, "fixed_cost"))
    assert "," in fixed.data(DISPLAY)
    assert "," not in fixed.data(EDIT)
    assert fixed.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    latitudes = [model.index(row, column(model, "latitude")).data() for row in range(10)]
    assert len({len(text.partition(".")[2]) for text in latitudes}) == 1


def test_that_rows_beyond_the_first_page_come_when_they_are_looked_at(qtbot, model):
    show(qtbot, model, "lanes")
    index = model.index(700, 0)
    assert index.data() == ""
    qtbot.waitUntil(lambda: index.data() != "", timeout=20_000)


def test_that_questions_about_rows_no_longer_looked_at_are_taken_back(qtbot, model):
    show(qtbot, model, "lanes")
    model.source.look_at(range(200, 240))
    model.index(210, 0).data()
    model.source.ask_pages()
    question = model.source._questions[1]
    model.source.look_at(range(900, 940))
    model.index(910, 0).data()
    model.source.ask_pages()
    assert question.cancelled
    qtbot.waitUntil(lambda: model.index(910, 0).data() != "", timeout=5_000)


def test_that_rows_are_sorted_and_filtered_in_the_store(qtbot, model):
    show(qtbot, model, "facilities", sort=(("facility", True),))
    assert names(model) == sorted(names(model), reverse=True)
    everything = model.total
    show(qtbot, model, "facilities", filters=(("state", "existing"),))
    assert 0 < model.draft_row < everything == model.total


def test_that_an_unreadable_filter_is_told_and_the_rows_stay(qtbot, model):
    show(qtbot, model, "facilities")
    before = names(model)
    with qtbot.waitSignal(model.filter_refused, timeout=20_000) as told:
        model.show(Asked("facilities", filters=(("latitude", "north"),)))
    assert "no number" in str(told.args[0])
    assert names(model) == before


def test_that_a_late_answer_for_another_table_is_dropped(qtbot, model):
    model.show(Asked("lanes"))
    show(qtbot, model, "modes")
    qtbot.wait(50)
    assert model.table.name == "modes"
    assert model.rowCount() == model.total + 1


def test_that_a_change_of_cells_is_shown_where_it_stands(qtbot, model):
    from desktop.models import edits

    show(qtbot, model, "facilities")
    place, cost = model.place_at(3), column(model, "fixed_cost")
    assert model.index(3, cost).data() != "1,234"
    edit(qtbot, model, lambda project: edits.set_cell(project, input_table("facilities"), place, "fixed_cost", 1234.0))
    qtbot.waitUntil(lambda: model.index(3, cost).data().startswith("1,234"), timeout=20_000)
    model.source._session.undo()
    qtbot.waitUntil(lambda: not model.index(3, cost).data().startswith("1,234"), timeout=20_000)


def test_that_rows_that_come_and_go_move_no_others(qtbot, model):
    from desktop.models import edits

    show(qtbot, model, "facilities")
    before, total = names(model, 100), model.total
    gone = [model.place_at(row) for row in (1, 2, 5)]
    with qtbot.waitSignals([model.rowsRemoved, model.opened], timeout=20_000):
        model.source._session.edit(lambda project: edits.delete(project, "facilities", gone), "Delete")
    qtbot.waitUntil(lambda: "" not in names(model, 100), timeout=20_000)
    assert names(model, 100) == [name for row, name in enumerate(before) if row not in (1, 2, 5)]
    with qtbot.waitSignals([model.rowsInserted, model.opened], timeout=20_000):
        model.source._session.undo()
    qtbot.waitUntil(lambda: "" not in names(model, 100), timeout=20_000)
    assert sorted(names(model, 100)) == sorted(before)
    assert model.total == total


def test_that_a_typed_value_is_asked_for_and_a_wrong_one_is_not(qtbot, model):
    show(qtbot, model, "facilities")
    index = model.index(0, column(model, "fixed_cost"))
    with qtbot.waitSignal(model.typed) as asked:
        assert model.setData(index, "1,250.50")
    assert asked.args == [model.place_at(0), "fixed_cost", 1250.5]
    with qtbot.assertNotEmitted(model.typed):
        assert not model.setData(index, "twelve")
        assert not model.setData(model.index(0, column(model, "latitude")), "91")
        assert not model.setData(model.index(0, 0), " ")
        assert not model.setData(model.index(0, column(model, "kind")), "castle")
        assert model.setData(index, index.data(EDIT))


def test_that_the_new_row_keeps_what_is_typed_until_it_is_complete(qtbot, model):
    show(qtbot, model, "demand")
    row = model.draft_row
    assert model.draft.missing == ("customer", "product")
    assert model.setData(model.index(row, 0), "Nowhere")
    assert model.index(row, 0).data() == "Nowhere"
    assert model.draft.missing == ("product",)
    model.clear_draft()
    assert model.draft.is_empty


def test_that_cells_overridden_by_the_chosen_scenario_are_marked(qtbot, context, model):
    show(qtbot, model, "demand")
    overridden = lambda: [row for row in range(100) if model.overridden_at(row, "quantity")]
    assert overridden() == []
    context.selection.choose_scenario("Growth")
    qtbot.waitUntil(lambda: overridden() != [], timeout=20_000)
    row = overridden()[0]
    cell = model.overridden_at(row, "quantity")
    assert cell.value > model.row(row)[column(model, "quantity")]
    assert "multiply demand.quantity" in cell.sentences[0]
    assert "scenario makes it" in model.index(row, column(model, "quantity")).data(TIP)
