"""The page of scenarios: the tree, overrides typed and kept, runs asked for; every step undone."""

import pandas as pd
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMessageBox

from desktop.views.scenarios.outline import outline_of
from desktop.views.scenarios.overrides_model import CHANGED, HIT, SENTENCE, OverridesModel
from desktop.views.scenarios.preview import PreviewModel
from desktop.views.scenarios.tree_model import ScenarioTree
from engine.network import Network

CELLS = {"table": "demand", "action": "multiply", "column": "quantity", "value": "2", "where": "product = Snacks"}


def names(page):
    return [row.name for row in page.outline.rows]


def sentences(page):
    model = page.overrides.model
    return [model.index(row, SENTENCE).data() for row in range(model.rowCount())]


def type_cells(page, qtbot, **cells):
    form = page.overrides.form
    form.show_cells({**CELLS, **cells}, new=True)
    qtbot.waitUntil(lambda: not form._calm.isActive())


def undo(page, qtbot):
    with qtbot.waitSignal(page.context.session.changed):
        page.context.session.undo()


@pytest.mark.parametrize("model", [ScenarioTree, OverridesModel, PreviewModel])
def test_that_models_obey_the_rules_of_qt(model, qtmodeltester, qapp):
    made = model()
    qtmodeltester.check(made)


def test_that_filled_models_obey_the_rules_of_qt(page, look_at, qtbot):
    look_at("Growth and carbon price", 3)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, fatal) for model in (page.tree.model, page.overrides.model)]
    page.new_child()
    qtbot.waitUntil(lambda: "Scenario" in names(page))
    assert testers


def test_that_the_tree_stands_by_parent(page):
    tree = page.tree.model
    baseline = tree.index(0, 0)
    growth = tree.place_of("Growth")
    assert baseline.data() == "Baseline"
    assert growth.parent() == baseline
    assert tree.index(0, 0, growth).data() == "Growth and carbon price"
    assert tree.index(growth.row(), 1, baseline).data() == "2"


def test_that_overrides_of_parents_come_first_and_tell_what_they_hit(look_at):
    page = look_at("Growth and carbon price", 3)
    assert sentences(page) == [
        "Growth · multiply demand.quantity by 1.2 in every row",
        "Growth · multiply demand.quantity by 1.11 where customer.region = West",
        "set settings.value to 90 where name = co2_price",
    ]
    model = page.overrides.model
    assert model.index(1, HIT).data() == "177"
    assert model.index(1, CHANGED).data() == "177"


def test_that_a_new_scenario_comes_as_one_step_and_is_looked_at(page, qtbot):
    page.tree.choose("Growth")
    page.new_child()
    qtbot.waitUntil(lambda: page.scenario == "Scenario")
    assert page.outline.rows[page.outline.find("Scenario")].parent == "Growth"
    assert page.context.selection.scenario == "Scenario"
    undo(page, qtbot)
    qtbot.waitUntil(lambda: "Scenario" not in names(page))
    assert page.scenario == page.context.selection.scenario == "Baseline"


def test_that_a_new_name_goes_into_children_and_overrides(page, look_at, qtbot):
    look_at("Growth", 2)
    tree = page.tree.model
    tree.setData(tree.place_of("Growth"), "Faster growth", Qt.ItemDataRole.EditRole)
    qtbot.waitUntil(lambda: "Faster growth" in names(page))
    assert page.scenario == page.context.selection.scenario == "Faster growth"
    assert page.outline.rows[page.outline.find("Growth and carbon price")].parent == "Faster growth"
    assert len(page.outline.own("Faster growth")) == 2


def test_that_a_name_that_is_taken_is_refused_and_nothing_is_lost(page, look_at, qtbot):
    look_at("Growth", 2)
    tree = page.tree.model
    with qtbot.waitSignal(page.context.session.failed) as told:
        tree.setData(tree.place_of("Growth"), "Close Denver", Qt.ItemDataRole.EditRole)
    assert told.args[0].code == "rename-taken"
    qtbot.waitUntil(lambda: page.scenario == "Growth")
    assert len(page.overrides.model.lines) == 2


def test_that_a_copy_has_the_same_overrides(page, look_at, qtbot):
    look_at("Growth", 2)
    page.duplicate_scenario()
    qtbot.waitUntil(lambda: page.scenario == "Growth copy")
    assert [own.where for own in page.outline.own("Growth copy")] == ["", "customer.region = West"]
    undo(page, qtbot)
    qtbot.waitUntil(lambda: not page.outline.own("Growth copy"))


def test_that_deleting_a_scenario_without_children_asks_nothing_and_can_be_undone(page, look_at, qtbot):
    look_at("Close Denver", 1)
    page.delete_scenarios()
    qtbot.waitUntil(lambda: "Close Denver" not in names(page))
    assert not page.outline.own("Close Denver")
    undo(page, qtbot)
    qtbot.waitUntil(lambda: len(page.outline.own("Close Denver")) == 1)


def test_that_scenarios_that_build_on_it_go_only_after_a_question(page, look_at, qtbot):
    look_at("Growth", 2)
    page.delete_scenarios()
    question = page.findChild(QMessageBox)
    assert "Growth and carbon price" in question.informativeText()
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
    go = next(button for button in question.buttons() if button.text() == "Delete all of them")
    go.click()
    qtbot.waitUntil(lambda: "Growth" not in names(page))
    assert "Growth and carbon price" not in names(page)


def test_that_a_new_override_is_previewed_before_it_is_kept(page, look_at, qtbot):
    look_at("Close Denver", 1)
    page.add_override()
    type_cells(page, qtbot)
    qtbot.waitUntil(lambda: page.overrides.preview.model.rowCount() > 0)
    assert "200 of 600 rows hit, 200 change" in page.overrides.preview.words
    page.overrides.form._on_submit()
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 2)
    assert sentences(page)[1] == "multiply demand.quantity by 2 where product = Snacks"
    assert page.outline.own("Close Denver")[1].order == 20
    undo(page, qtbot)
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 1)


def test_that_a_kept_override_shows_rows_before_and_after(page, look_at, qtbot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(1)
    model = page.overrides.preview.model
    qtbot.waitUntil(lambda: model.rowCount() == 50)
    headers = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    assert headers == ["customer", "product", "period", "quantity, before", "quantity, after"]
    assert model.index(0, 3).data() == "12,723.6"
    assert model.index(0, 4).data() == "14,123.196"


def test_that_a_condition_is_checked_while_it_is_typed(page, look_at, qtbot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(1)
    where = page.overrides.form.fields["where"]
    where.editor.setFocus()
    where.editor.setText("regionn = West; ")
    where.editor.setCursorPosition(0)
    where.editor.textEdited.emit(where.editor.text())
    assert "no column regionn" in where.error
    where.editor.setText("customer.region = West")
    where.editor.textEdited.emit(where.editor.text())
    assert where.error == ""


def test_that_what_the_tables_say_stands_under_its_field(page, look_at, qtbot):
    look_at("Growth", 2)
    page.add_override()
    type_cells(page, qtbot, table="facilities", action="set", column="max_throughput", value="-5", where="")
    assert "0 or more" in page.overrides.form.fields["value"].error
    type_cells(page, qtbot, table="lanes", column="max_flow", where="")
    qtbot.waitUntil(lambda: "have no max_flow" in page.overrides.form.fields["where"].error)


def test_that_a_condition_that_hits_nothing_is_told(page, look_at, qtbot):
    look_at("Growth", 2)
    page.add_override()
    type_cells(page, qtbot, where="customer = Nobody")
    qtbot.waitUntil(lambda: "No row of demand meets the condition" in page.overrides.preview.words)


def test_that_what_is_typed_survives_changes_from_elsewhere(page, look_at, qtbot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(1)
    form = page.overrides.form
    form.fields["where"].editor.setText("customer.region = South")
    form.fields["where"].editor.textEdited.emit("customer.region = South")
    page._steps.describe("Growth", "tags", "other")
    qtbot.waitUntil(lambda: page.outline.rows[page.outline.find("Growth")].tags == "other")
    assert form.cells()["where"] == "customer.region = South"
    form._on_submit()
    qtbot.waitUntil(lambda: page.outline.own("Growth")[1].where == "customer.region = South")


def test_that_overrides_change_places_in_one_step(page, look_at, qtbot):
    look_at("Today's DCs", 4)
    before = sentences(page)
    page.overrides.view.selectRow(1)
    page.move_up()
    qtbot.waitUntil(lambda: sentences(page) == [before[1], before[0], *before[2:]])
    assert page.overrides.selected()[0].sentence == before[1]
    undo(page, qtbot)
    qtbot.waitUntil(lambda: sentences(page) == before)


def test_that_overrides_are_copied_and_deleted(page, look_at, qtbot):
    look_at("Growth and carbon price", 3)
    page.overrides.view.selectRow(0)
    page.duplicate_override()
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 4)
    assert sentences(page)[3] == "multiply demand.quantity by 1.2 in every row"
    page.overrides.view.selectRow(3)
    page.delete_overrides()
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 3)


def test_that_overrides_of_a_parent_are_not_edited_here(page, look_at):
    look_at("Growth and carbon price", 3)
    page.overrides.view.selectRow(0)
    assert not page.overrides.form.isEnabled()
    assert not page.page_actions.remove.isEnabled()
    page.overrides.view.selectRow(2)
    assert page.overrides.form.isEnabled()


def test_that_selected_scenarios_and_all_of_them_are_run(page, runs, qtbot):
    page.tree.choose("Nearer")
    page._run_button.click()
    assert runs.started[0][0] == ("Nearer",)
    flags = QItemSelectionModel.SelectionFlag
    also = page.tree.model.place_of("Growth")
    page.tree.view.selectionModel().setCurrentIndex(also, flags.Select | flags.Rows)
    assert page.context.selection.scenarios == ("Growth", "Nearer")
    page._run_button.click()
    assert runs.started[1][0] == ("Growth", "Nearer")
    page.context.actions["run.all"].trigger()
    qtbot.waitUntil(lambda: len(runs.started) == 3)
    assert runs.started[2][0] == tuple(names(page))


def test_that_a_scenario_gets_another_parent_but_no_circle(page, look_at, qtbot):
    look_at("Nearer", 2)
    page._steps.describe("Nearer", "parent", "Growth")
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 4)
    with qtbot.waitSignal(page.context.session.failed) as told:
        page._steps.describe("Growth", "parent", "Nearer")
    assert told.args[0].code == "scenario-circle"


def test_that_choosing_a_scenario_elsewhere_shows_it_here(page, qtbot):
    page.context.selection.choose_scenario("Nearer")
    assert page.scenario == "Nearer"
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 2)


def test_that_baseline_says_what_scenarios_are_for(page, shot, look_at):
    look_at("Growth and carbon price", 3)
    shot(page, "scenario-child")
    look_at("Baseline", 0)
    shot(page, "scenario-baseline")
    assert "Baseline is the tables as they stand" in page.overrides._empty.text()
    assert not page.page_actions.add.isEnabled()


def test_that_an_override_is_pictured(page, look_at, qtbot, shot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(1)
    qtbot.waitUntil(lambda: page.overrides.preview.model.rowCount() == 50)
    shot(page, "scenario-override")
    page.add_override()
    type_cells(page, qtbot, where="customer.region = Wset; prodct = Snacks")
    shot(page, "scenario-mistake")
    assert "no column prodct" in page.overrides.form.fields["where"].error


def test_that_fields_are_never_pressed_together(page, look_at, qtbot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(1)
    qtbot.waitUntil(lambda: page.overrides.is_form_shown and page.overrides.preview.model.rowCount() > 0)
    page.resize(1000, 540)
    editors = [field.editor for field in page.overrides.form.fields.values()]
    qtbot.waitUntil(lambda: page.overrides.preview.height() < 120)
    qtbot.waitUntil(lambda: all(editor.height() >= editor.minimumSizeHint().height() for editor in editors))


def test_that_thousands_of_scenarios_come_by_the_hundred_and_each_can_be_found(qapp):
    names = [f"S{number}" for number in range(1000)]
    scenarios = pd.DataFrame({"scenario": names, "parent": ""})
    model = ScenarioTree()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_outline(outline_of(Network.of({"scenarios": scenarios})))
    baseline = model.index(0, 0)
    assert model.rowCount(baseline) == 200
    assert model.place_of("S950").data() == "S950"
    assert model.rowCount(baseline) == 1000
    assert not model.canFetchMore(baseline)
    assert tester


def test_that_the_key_for_it_deletes_what_is_selected_in_the_list_that_has_the_cursor(page, look_at, qtbot):
    look_at("Growth", 2)
    page.overrides.view.selectRow(0)
    page.overrides.view.setFocus()
    qtbot.keyClick(page.overrides.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 1)
    assert "Growth" in names(page)
