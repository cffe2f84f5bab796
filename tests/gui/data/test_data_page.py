"""What a user does on the page of the data."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.models.replacing import Replacement
from desktop.models.sought import Sought
from desktop.models.table_list import THEMES
from desktop.views.data.cell_edit import CellEdit, SuggestingEdit
from engine.schema import INPUT_TABLES

WAIT_MS = 20_000


def number(page, name):
    return page.model.table.column_names.index(name)


def cell(page, row, name):
    return page.model.index(row, number(page, name))


def choose(page, rows, names):
    columns = [number(page, name) for name in names]
    first, last = page.model.index(rows[0], columns[0]), page.model.index(rows[-1], columns[-1])
    page.grid.setCurrentIndex(first)
    from PySide6.QtCore import QItemSelection

    page.grid.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def act(qtbot, page, name):
    qtbot.waitUntil(page.context.actions[f"table.{name}"].isEnabled, timeout=WAIT_MS)
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.context.actions[f"table.{name}"].trigger()


def editor_of(qtbot, page, index):
    page.grid.setCurrentIndex(index)
    page.grid.edit(index)
    qtbot.waitUntil(lambda: page.grid._editor() is not None, timeout=WAIT_MS)
    return page.grid._editor()


def type_into(qtbot, editor, text):
    editor.selectAll()
    qtbot.keyClicks(editor, text)


def test_that_the_tree_holds_every_table_of_the_schema_once(page, qtbot):
    assert sorted(name for _, tables in THEMES for name in tables) == sorted(INPUT_TABLES)
    qtbot.waitUntil(lambda: page.tables.counts.rows.get("facilities") == page.model.total, timeout=WAIT_MS)
    page.tree.setCurrentIndex(page.tables.index_of("customers"))
    qtbot.waitUntil(lambda: page.model.table.name == "customers" and page.model.draft_row > 0, timeout=WAIT_MS)


def test_that_a_typed_number_is_kept_with_enter_and_can_be_undone(page, qtbot):
    index = cell(page, 2, "fixed_cost")
    before = index.data()
    editor = editor_of(qtbot, page, index)
    type_into(qtbot, editor, "$1,234,567")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: index.data() == "1,234,567", timeout=WAIT_MS)
    assert page.grid.currentIndex().row() == 3
    page.context.session.undo()
    qtbot.waitUntil(lambda: index.data() == before, timeout=WAIT_MS)


def test_that_what_cannot_stand_in_a_cell_stays_in_the_editor_with_a_reason(page, qtbot):
    index = cell(page, 2, "fixed_cost")
    editor = editor_of(qtbot, page, index)
    type_into(qtbot, editor, "twelve")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.grid._editor() is editor
    assert editor.text() == "twelve"
    assert "not a number" in page.grid._note.text()
    assert page.grid._note.isVisible()
    type_into(qtbot, editor, "12")
    assert not page.grid._note.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: index.data() == "12", timeout=WAIT_MS)


def test_that_a_name_that_is_taken_comes_back_into_the_editor(page, qtbot):
    index = cell(page, 0, "facility")
    other = cell(page, 1, "facility").data()
    editor = editor_of(qtbot, page, index)
    type_into(qtbot, editor, other)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(page.grid._note.isVisible, timeout=WAIT_MS)
    assert page.grid._editor().text() == other
    assert "taken" in page.grid._note.text()


def test_that_references_are_completed_from_the_store_and_unknown_ones_are_told(show, qtbot):
    page = show("lanes")
    editor = editor_of(qtbot, page, cell(page, 0, "origin"))
    assert isinstance(editor, SuggestingEdit)
    qtbot.waitUntil(lambda: len(editor._names.stringList()) > 1, timeout=WAIT_MS)
    editor.selectAll()
    qtbot.keyClicks(editor, "Atlantis")
    qtbot.waitUntil(page.grid._note.isVisible, timeout=WAIT_MS)
    assert "no “Atlantis”" in page.grid._note.text()


def test_that_choices_are_suggested(page, qtbot):
    editor = editor_of(qtbot, page, cell(page, 0, "state"))
    assert editor._names.stringList() == ["candidate", "existing"]


def test_that_cells_are_copied_as_a_spreadsheet_takes_them(page, qtbot):
    choose(page, [0, 1], ["facility", "kind"])
    with qtbot.waitSignal(page.edits.told, timeout=WAIT_MS):
        page.context.actions["table.copy"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t") for line in lines] == [
        [cell(page, row, "facility").data(), cell(page, row, "kind").data()] for row in (0, 1)
    ]


def test_that_a_block_is_pasted_in_one_step_beyond_the_end_too(show, qtbot):
    page = show("products")
    rows, total = page.model.draft_row, page.model.total
    choose(page, [rows - 1], ["product", "description"])
    names = [cell(page, rows - 1, "product").data(), "Tea", "Coffee"]
    QGuiApplication.clipboard().setText("".join(f"{name}\tpasted\n" for name in names))
    act(qtbot, page, "paste")
    qtbot.waitUntil(lambda: page.model.draft_row == rows + 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: cell(page, rows + 1, "description").data() == "pasted", timeout=WAIT_MS)
    assert [cell(page, rows - 1 + row, "product").data() for row in range(3)] == names
    page.context.session.undo()
    qtbot.waitUntil(lambda: page.model.draft_row == total, timeout=WAIT_MS)


def test_that_one_copied_cell_fills_all_chosen_ones(page, qtbot):
    QGuiApplication.clipboard().setText("777\n")
    choose(page, [0, 1, 2], ["fixed_cost", "opening_cost"])
    act(qtbot, page, "paste")
    qtbot.waitUntil(
        lambda: {cell(page, r, c).data() for r in range(3) for c in ("fixed_cost", "opening_cost")} == {"777"}
    )


def test_that_a_refused_paste_names_its_cells_keeps_the_text_and_takes_corrections(page, qtbot):
    version = cell(page, 0, "fixed_cost").data()
    QGuiApplication.clipboard().setText("5\nfive\n7\n")
    choose(page, [0], ["fixed_cost"])
    page.context.actions["table.paste"].trigger()
    qtbot.waitUntil(page.refused.isVisible, timeout=WAIT_MS)
    cells = page.refused._cells
    assert cells.rowCount() == 1
    assert [cells.item(0, place).text() for place in range(3)] == ["2", "Fixed cost", "five"]
    assert cell(page, 0, "fixed_cost").data() == version
    cells.item(0, 2).setText("6")
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.refused._again.click()
    qtbot.waitUntil(
        lambda: [cell(page, row, "fixed_cost").data() for row in range(3)] == ["5", "6", "7"], timeout=WAIT_MS
    )


def test_that_cells_are_filled_down_and_cleared(page, qtbot):
    choose(page, [0, 1, 2], ["fixed_cost"])
    first = cell(page, 0, "fixed_cost").data()
    act(qtbot, page, "fill_down")
    qtbot.waitUntil(lambda: [cell(page, row, "fixed_cost").data() for row in range(3)] == [first] * 3, timeout=WAIT_MS)
    act(qtbot, page, "clear")
    qtbot.waitUntil(lambda: [cell(page, row, "fixed_cost").data() for row in range(3)] == [""] * 3, timeout=WAIT_MS)


def test_that_rows_are_deleted_and_come_back(page, qtbot):
    total, gone = page.model.total, cell(page, 1, "facility").data()
    page.grid.choose([1])
    act(qtbot, page, "delete")
    qtbot.waitUntil(lambda: page.model.draft_row == total - 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: cell(page, 1, "facility").data() not in ("", gone), timeout=WAIT_MS)
    page.context.session.undo()
    qtbot.waitUntil(lambda: page.model.draft_row == total, timeout=WAIT_MS)


def test_that_a_copy_of_a_named_row_gets_a_free_name(page, qtbot):
    name, total = cell(page, 0, "facility").data(), page.model.total
    page.grid.choose([0])
    act(qtbot, page, "duplicate")
    qtbot.waitUntil(lambda: page.model.draft_row == total + 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: cell(page, total, "facility").data() == f"{name} (2)", timeout=WAIT_MS)


def test_that_a_row_is_typed_below_the_others_and_kept_once_its_key_is_there(show, qtbot):
    page = show("products")
    total = page.model.total
    page.context.actions["table.add_row"].trigger()
    index = page.model.index(page.model.draft_row, 1)
    editor = editor_of(qtbot, page, index)
    type_into(qtbot, editor, "hot")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(page.notice.isVisible, timeout=WAIT_MS)
    assert page.model.draft.texts == {"description": "hot"}
    editor = editor_of(qtbot, page, page.model.index(page.model.draft_row, 0))
    type_into(qtbot, editor, "Cocoa")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.draft_row == total + 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: cell(page, total, "product").data() == "Cocoa", timeout=WAIT_MS)
    assert page.model.draft.is_empty


def test_that_a_new_row_with_a_key_that_is_taken_stays_typed(show, qtbot):
    page = show("products")
    taken = cell(page, 0, "product").data()
    page.begin_draft()
    page.model.setData(page.model.index(page.model.draft_row, 0), taken)
    page.grid.setCurrentIndex(page.model.index(0, 0))
    qtbot.waitUntil(lambda: bool(page.model.draft.refusal), timeout=WAIT_MS)
    assert page.model.draft.texts == {"product": taken}
    assert "exists already" in page.model.draft.refusal


def test_that_rows_are_filtered_and_sorted_by_the_header(page, qtbot):
    header = page.grid.header
    page.context.actions["table.filter"].trigger()
    header.set_filter("state", "existing")
    qtbot.waitUntil(lambda: page.model.asked.filters == (("state", "existing"),), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.model.draft_row < page.model.total, timeout=WAIT_MS)
    header.set_filter("latitude", "north")
    qtbot.waitUntil(page.notice.isVisible, timeout=WAIT_MS)
    assert header._edits["latitude"].property("wrong") == "true"
    header.set_filter("latitude", "")
    header.sectionClicked.emit(0)
    header.sectionClicked.emit(0)
    names = lambda: [cell(page, row, "facility").data() for row in range(page.model.draft_row)]
    qtbot.waitUntil(lambda: "" not in names() and names() == sorted(names(), reverse=True), timeout=WAIT_MS)


def test_that_a_jump_finds_its_cell_in_any_table_and_behind_a_filter(page, qtbot):
    page.context.actions["table.filter"].trigger()
    page.grid.header.set_filter("state", "existing")
    qtbot.waitUntil(lambda: page.model.draft_row < page.model.total, timeout=WAIT_MS)
    page.jump_to("customers", {"customer": "nobody"}, "latitude")
    qtbot.waitUntil(page.notice.isVisible, timeout=WAIT_MS)
    page.jump_to("facilities", {"facility": "Denver DC"}, "fixed_cost")
    qtbot.waitUntil(lambda: page.model.table.name == "facilities", timeout=WAIT_MS)
    current = page.grid.currentIndex
    qtbot.waitUntil(lambda: current().siblingAtColumn(0).data() == "Denver DC", timeout=WAIT_MS)
    assert current().column() == number(page, "fixed_cost")


def test_that_find_goes_from_cell_to_cell_and_replaces_all_in_one_step(page, qtbot):
    page.context.actions["table.replace"].trigger()
    page.find_bar.look_for("warehouse")
    qtbot.waitUntil(lambda: page.find_bar.found > 2, timeout=WAIT_MS)
    page.find_bar.step(1)
    qtbot.waitUntil(lambda: page.grid.currentIndex().data() == "warehouse", timeout=WAIT_MS)
    row = page.grid.currentIndex().row()
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.find_bar.replace_requested.emit(Replacement(Sought("WAREHOUSE", "."), "cross_dock", "kind"))
    qtbot.waitUntil(lambda: cell(page, row, "kind").data() == "cross_dock", timeout=WAIT_MS)
    page.context.session.undo()
    qtbot.waitUntil(lambda: cell(page, row, "kind").data() == "warehouse", timeout=WAIT_MS)


def test_that_the_form_shows_edits_and_refuses_as_the_grid_does(page, qtbot):
    page.grid.choose([1], 0)
    form = page.pane.form
    qtbot.waitUntil(lambda: bool(form._fields) and form.field("facility").text() == cell(page, 1, "facility").data())
    field = form.field("fixed_cost")
    field.setText("twelve")
    field.setModified(True)
    field.editingFinished.emit()
    assert "not a number" in form.note("fixed_cost")
    page.grid.choose([2], 0)
    qtbot.waitUntil(lambda: form.field("facility").text() == cell(page, 2, "facility").data(), timeout=WAIT_MS)
    page.grid.choose([1], 0)
    qtbot.waitUntil(lambda: field.text() == "twelve", timeout=WAIT_MS)
    field.setText("12")
    field.setModified(True)
    field.editingFinished.emit()
    qtbot.waitUntil(lambda: cell(page, 1, "fixed_cost").data() == "12", timeout=WAIT_MS)


def test_that_the_history_of_a_row_tells_old_and_new_values(page, qtbot):
    old = cell(page, 1, "fixed_cost").data(Qt.ItemDataRole.EditRole)
    with qtbot.waitSignal(page.context.session.changed, timeout=WAIT_MS):
        page.model.setData(cell(page, 1, "fixed_cost"), "12")
    page.pane.tabs.setCurrentWidget(page.pane.history)
    page.grid.choose([1], 0)
    qtbot.waitUntil(lambda: "<b>12</b>" in page.pane.history.text, timeout=WAIT_MS)
    assert old in page.pane.history.text
    assert "Tester" in page.pane.history.text
    assert "First rows" in page.pane.history.text


def test_that_the_help_of_a_column_gives_meaning_formula_and_unit(show, qtbot):
    page = show("lanes")
    page.pane.tabs.setCurrentWidget(page.pane.column)
    page.grid.choose([0], number(page, "unit_cost"))
    qtbot.waitUntil(lambda: "Unit cost" in page.pane.column.text, timeout=WAIT_MS)
    assert "per unit" in page.pane.column.text


def test_that_sites_chosen_elsewhere_are_chosen_here(page, qtbot):
    name = cell(page, 3, "facility").data()
    page.context.selection.choose_sites([name])
    qtbot.waitUntil(lambda: [list(part) for part in page.grid.chosen_rows()] == [[3]], timeout=WAIT_MS)


def test_that_an_empty_table_says_what_belongs_there(show, qtbot):
    page = show("bills")
    qtbot.waitUntil(page.empty.isVisible, timeout=WAIT_MS)
    assert "Bills" in page.empty.text
    page.empty.row_requested.emit()
    assert page.grid.isVisible()


def test_that_sums_are_told_of_the_numbers_chosen(page, qtbot):
    QApplication.processEvents()
    choose(page, [0, 1], ["latitude"])
    qtbot.waitUntil(lambda: "Sum" in page.sums.text and "2 cells" in page.sums.text, timeout=WAIT_MS)


@pytest.mark.parametrize("table", ["settings", "overrides"])
def test_that_cells_of_texts_know_what_they_may_hold(show, qtbot, table):
    page = show(table)
    if table == "settings":
        names = [cell(page, row, "name").data() for row in range(page.model.draft_row)]
        index = cell(page, names.index("distance_unit"), "value")
        assert isinstance(editor_of(qtbot, page, index), CellEdit)
        assert page.grid._editor()._names.stringList() == ["km", "mi"]
    else:
        assert "quantity" in editor_of(qtbot, page, cell(page, 0, "column"))._names.stringList()


def test_that_cells_that_are_no_single_block_are_never_written(page, qtbot):
    from PySide6.QtCore import QItemSelection

    select, flags = page.grid.selectionModel().select, QItemSelectionModel.SelectionFlag
    before = [cell(page, row, "fixed_cost").data() for row in range(4)]
    for row, flag in ((0, flags.ClearAndSelect), (3, flags.Select)):
        select(QItemSelection(cell(page, row, "fixed_cost"), cell(page, row, "fixed_cost")), flag)
    with qtbot.assertNotEmitted(page.context.session.changed, wait=200):
        page.context.actions["table.clear"].trigger()
    assert page.notice.isVisible()
    assert [cell(page, row, "fixed_cost").data() for row in range(4)] == before


def test_that_a_row_half_typed_is_there_when_its_table_is_shown_again(show, qtbot):
    page = show("demand")
    page.model.setData(page.model.index(page.model.draft_row, 0), "Nowhere")
    show("products")
    assert page.model.draft.is_empty
    show("demand")
    qtbot.waitUntil(lambda: page.model.index(page.model.draft_row, 0).data() == "Nowhere", timeout=WAIT_MS)


def test_that_the_pane_says_what_it_is_for_while_no_row_is_chosen(page, qtbot):
    assert page.pane.hint.isVisible()
    assert not page.pane.form.isVisible()
    page.grid.choose([2], 0)
    qtbot.waitUntil(page.pane.form.isVisible, timeout=WAIT_MS)
    assert not page.pane.hint.isVisible()


def test_that_a_jump_to_a_column_goes_to_its_first_cell(page, qtbot):
    page.jump_to("lanes", {}, "max_flow")
    qtbot.waitUntil(lambda: page.model.table.name == "lanes" and page.grid.currentIndex().isValid(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.grid.currentIndex().column() == number(page, "max_flow"), timeout=WAIT_MS)
    assert page.grid.currentIndex().row() == 0


def test_that_cells_pasted_beyond_the_last_row_without_their_key_are_refused_in_words(page, qtbot):
    page.show_table("demand")
    qtbot.waitUntil(lambda: page.model.table.name == "demand" and page.model.draft_row > 0, timeout=WAIT_MS)
    choose(page, [page.model.draft_row - 1], ["quantity"])
    QGuiApplication.clipboard().setText("1\n2\n3\n")
    page.context.actions["table.paste"].trigger()
    qtbot.waitUntil(lambda: page.notice.isVisible() and "2 new rows" in page.notice._words.text(), timeout=WAIT_MS)


def test_that_a_block_with_headings_goes_into_the_columns_they_name(page, qtbot):
    page.show_table("demand")
    qtbot.waitUntil(lambda: page.model.table.name == "demand" and page.model.draft_row > 0, timeout=WAIT_MS)
    rows = page.model.draft_row
    choose(page, [rows], ["customer"])
    QGuiApplication.clipboard().setText("Quantity\tPeriod\tProduct\tCustomer\n1\t7\tBeverages\tChicago, IL\n")
    act(qtbot, page, "paste")
    qtbot.waitUntil(lambda: page.model.draft_row == rows + 1, timeout=WAIT_MS)
    names = ("customer", "product", "period", "quantity")
    qtbot.waitUntil(lambda: cell(page, rows, "customer").data() == "Chicago, IL", timeout=WAIT_MS)
    assert [cell(page, rows, name).data() for name in names] == ["Chicago, IL", "Beverages", "7", "1"]
    assert "Paste 1 row" in page.sums._told.text()


def test_that_whole_cells_and_patterns_are_found_and_a_wrong_pattern_is_told_where_it_was_typed(page, qtbot):
    bar = page.find_bar
    page.context.actions["table.find"].trigger()
    bar.look_for("chicago")
    qtbot.waitUntil(lambda: bar.found == 1, timeout=WAIT_MS)
    bar.look_for("c.*go d[ck]")
    qtbot.waitUntil(lambda: bar.found == 0, timeout=WAIT_MS)
    bar._pattern.setChecked(True)
    qtbot.waitUntil(lambda: bar.found == 1, timeout=WAIT_MS)
    bar.look_for("(chic")
    qtbot.waitUntil(lambda: bar._wrong.isVisible() and bar.found == 0, timeout=WAIT_MS)
    assert bar._wrong.text() == "“(chic” is no pattern: missing ). Correct it, or look for it as plain text."
    bar.look_for("plant|warehouse")
    qtbot.waitUntil(lambda: bar.found == page.model.total, timeout=WAIT_MS)
    assert not bar._wrong.isVisible()
    bar._pattern.setChecked(False)
    bar._whole.setChecked(True)
    bar.look_for("plant")
    qtbot.waitUntil(lambda: bar.found == 2, timeout=WAIT_MS)
