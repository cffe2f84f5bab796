"""The wizard from the drop to the last undo."""

import json
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.import_wizard.entrance import ImportEntrance
from desktop.views.import_wizard.grid_model import GridModel, SheetShape
from desktop.views.import_wizard.problems_model import ProblemsModel
from desktop.views.import_wizard.source_step import source_of
from desktop.views.import_wizard.wizard import CHECK, CONFIRM, DONE, MAPPING, SOURCE, ImportWizard
from engine.errors import KnownError
from sync.store import OpenMode, Project

VOLUME = "Annual volume (units)"
LEAST = 20_000


def choose_column(wizard, header, column):
    draft = wizard.mapping.drafts[wizard.mapping._at]
    place = next(at for at, entry in enumerate(draft.headers) if entry.header == header)
    wizard.mapping.columns.column_chosen.emit(place, column)


def is_at_rest(wizard):
    return not wizard._busy.isVisible()


def check(wizard, qtbot):
    """Goes from the columns to the check."""
    choose_column(wizard, VOLUME, "quantity")
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == CHECK and is_at_rest(wizard), timeout=LEAST)
    return wizard.check


def leave_out_errors(wizard, qtbot):
    """Leaves out, by hand, the rows of one problem after the other."""
    while not wizard.next.isEnabled():
        wizard.check._list.selectRow(0)
        wizard.check._exclude(wizard.check._rows_alike())
        qtbot.waitUntil(lambda: is_at_rest(wizard), timeout=LEAST)


def confirm(wizard, qtbot):
    check(wizard, qtbot)
    leave_out_errors(wizard, qtbot)
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == CONFIRM and is_at_rest(wizard), timeout=LEAST)
    return wizard.confirm


def apply_import(wizard, qtbot):
    confirm(wizard, qtbot)
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == DONE, timeout=LEAST)


def demand(project_file):
    with Project.open(project_file, OpenMode.READ) as project:
        frame = project.table("demand")
    return frame.set_index(["customer", "product"])["quantity"]


def rules(wizard):
    return [issue["rule"] for issue in wizard.check.problems.issues]


@pytest.mark.parametrize("model", [GridModel, ProblemsModel])
def test_that_models_obey_the_rules_of_qt(model, qtmodeltester, qapp):
    made = model()
    if isinstance(made, GridModel):
        made.show_sheet(SheetShape("plan", 250, 3, 1))
    qtmodeltester.check(made)


def test_that_sheets_are_recognised_and_merely_likely_ones_wait(read, workbook, shot):
    wizard = read(workbook)
    plan, sites, notes = wizard.mapping.drafts
    assert (plan.table, plan.match, plan.used, plan.header_row) == ("demand", "synonym", True, 3)
    assert [(header.header, header.column) for header in plan.headers][:2] == [
        ("Ship to", "customer"),
        ("SKU", "product"),
    ]
    assert (sites.table, sites.match, sites.used) == ("facilities", "fuzzy", False)
    assert not notes.used
    shot(wizard, "import-columns")


def test_that_a_needed_column_must_be_mapped_or_given_before_the_check(read, workbook):
    wizard = read(workbook)
    quantity = wizard.mapping.drafts[0].headers[2]
    assert (quantity.header, quantity.column, quantity.match) == (VOLUME, "quantity", "values")
    choose_column(wizard, VOLUME, "")
    assert wizard.mapping.drafts[0].missing == ("quantity",)
    assert not wizard.next.isEnabled()
    wizard.mapping.columns.constant_typed.emit("quantity", "5")
    assert wizard.next.isEnabled()
    wizard.mapping.columns.constant_typed.emit("quantity", "")
    choose_column(wizard, VOLUME, "quantity")
    assert wizard.next.isEnabled()


def test_that_another_table_brings_its_own_columns(read, workbook, qtbot):
    wizard = read(workbook)
    wizard.mapping.sheets.table_chosen.emit(1, "facilities")
    qtbot.waitUntil(lambda: bool(wizard.mapping.drafts[1].headers))
    draft = wizard.mapping.drafts[1]
    assert draft.used
    assert [header.column for header in draft.headers][:2] == ["facility", "city"]


def test_that_every_problem_stands_in_its_cell(read, workbook, qtbot, shot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    assert sorted(rules(wizard)) == [
        "key-blank",
        "key-repeated",
        "number-ambiguous",
        "number-unreadable",
        "number-unreadable",
    ]
    places = {(issue["value"], issue["source"]) for issue in step.problems.issues}
    assert ("tbd", "Sales plan.xlsx!Customer demand!C7") in places
    assert "19 rows read = 14 used + 5 with errors + 0 left out by hand" in step._counts.text()
    qtbot.waitUntil(lambda: step.grid.index(6, 2).data() == "tbd")
    assert step.grid.index(6, 2).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert step.grid.index(7, 2).data(Qt.ItemDataRole.BackgroundRole) is None
    assert step.grid.index(6, 2).data(Qt.ItemDataRole.ToolTipRole) == "'tbd' is not a number."
    assert not wizard.next.isEnabled()
    step._list.selectRow(1)
    shot(wizard, "import-check")


def test_that_a_chosen_problem_leads_to_its_cell(read, workbook, qtbot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    at = next(place for place, issue in enumerate(step.problems.issues) if issue["value"] == "n/a")
    step._list.selectRow(at)
    index = step._cells.currentIndex()
    assert (index.row(), index.column()) == (9, 2)


def test_that_rows_go_only_by_hand_and_are_counted(read, workbook, qtbot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    at = next(place for place, issue in enumerate(step.problems.issues) if issue["value"] == "tbd")
    step._list.selectRow(at)
    assert step.leave_out_all.text() == "Leave out all 2 rows with this problem"
    step.leave_out.click()
    qtbot.waitUntil(lambda: is_at_rest(wizard))
    assert step.excluded == {"Customer demand": frozenset({7})}
    assert "14 used + 4 with errors + 1 left out by hand" in step._counts.text()
    step.take_back.click()
    qtbot.waitUntil(lambda: is_at_rest(wizard))
    assert "14 used + 5 with errors + 0 left out by hand" in step._counts.text()


def test_that_one_kind_of_problem_can_be_looked_at_alone(read, workbook, qtbot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    words = [step._kind.itemText(place) for place in range(step._kind.count())]
    assert words[:2] == ["All problems (5)", "demand.quantity: number unreadable (2)"]
    step._kind.setCurrentIndex(1)
    step._kind.activated.emit(1)
    assert set(rules(wizard)) == {"number-unreadable"}
    step._list.selectRow(0)
    step.leave_out.click()
    qtbot.waitUntil(lambda: is_at_rest(wizard))
    assert rules(wizard) == ["number-unreadable"]


def test_that_the_decimal_sign_settles_a_doubt(read, workbook, qtbot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    step._decimal.setCurrentIndex(step._decimal.findData("."))
    step._decimal.activated.emit(1)
    qtbot.waitUntil(lambda: is_at_rest(wizard))
    assert "number-ambiguous" not in rules(wizard)


def test_that_totals_stand_beside_the_source_and_changes_before_they_are_made(
    read, workbook, qtbot, shot, project_file
):
    wizard = read(workbook)
    step = confirm(wizard, qtbot)
    texts = [step.totals.item(0, column).text() for column in range(6)]
    assert texts == ["demand.quantity", "Customer demand", "15,497", "14,390", "1,107", "none"]
    before = demand(project_file)
    table = step.changes.topLevelItem(0)
    known = sum((row[0], row[1]) in before.index for row in NAMES_USED)
    assert [table.text(column) for column in range(4)] == ["demand", str(14 - known), str(known), ""]
    shot(wizard, "import-confirm")
    assert demand(project_file).equals(before)


NAMES_USED = [
    (customer, product)
    for customer, products in (
        ("New York, NY", ("Beverages", "Household")),
        ("Los Angeles, CA", ("Snacks", "Household")),
        ("Chicago, IL", ("Snacks", "Household")),
        ("Houston, TX", ("Snacks", "Household")),
        ("Phoenix, AZ", ("Beverages", "Snacks", "Household")),
        ("Philadelphia, PA", ("Beverages", "Snacks", "Household")),
    )
    for product in products
]


def test_that_an_import_is_one_step_with_one_undo(read, workbook, qtbot, project_file, shot):
    wizard = read(workbook)
    before = demand(project_file)
    apply_import(wizard, qtbot)
    shot(wizard, "import-done")
    after = demand(project_file)
    assert after["Phoenix, AZ", "Beverages"] == 1040.0
    with Project.open(project_file, OpenMode.READ) as project:
        entry = project.history()[-1]
        frame = project.table("demand")
        network = project.network()
    assert (entry.label, str(entry.origin)) == ("Import Sales plan.xlsx", "import")
    row = frame.index[(frame["customer"] == "Phoenix, AZ") & (frame["product"] == "Beverages")][0]
    assert network.cell_source("demand", int(row), "quantity") == "Sales plan.xlsx!Customer demand!C16"
    with qtbot.waitSignal(wizard._context.session.changed):
        wizard.done_step.undo.click()
    assert demand(project_file).equals(before)


def test_that_rows_that_exist_are_refused_or_replaced_as_the_user_says(read, workbook, qtbot):
    wizard = read(workbook)
    step = confirm(wizard, qtbot)
    for mode, told in (("add", "have keys that the project has already"), ("replace", "rows change")):
        place = step._mode.findData(mode)
        step._mode.setCurrentIndex(place)
        step._mode.activated.emit(place)
        qtbot.waitUntil(lambda told=told: told in step._changes_words.text(), timeout=LEAST)
        assert wizard.next.isEnabled() is (mode == "replace")
    assert step.changes.topLevelItem(0).text(3) != ""


def test_that_the_mapping_is_remembered_for_the_next_file(read, workbook, qtbot, context):
    wizard = read(workbook)
    apply_import(wizard, qtbot)
    kept = context.preferences.path.parent / "mappings" / "Sales plan.json"
    qtbot.waitUntil(kept.exists)
    assert json.loads(kept.read_text())["sheets"][0]["columns"][VOLUME] == "quantity"
    later = workbook.rename(workbook.with_name("Sales plan, second draft.xlsx"))
    read(later)
    qtbot.waitUntil(lambda: wizard.mapping.drafts[0].match == "remembered")
    qtbot.waitUntil(lambda: wizard.mapping.is_complete)
    assert wizard.mapping.drafts[0].headers[2].column == "quantity"
    wizard.mapping._forget.click()
    assert wizard.mapping.drafts[0].headers[2].match == "values"


def test_that_a_change_from_elsewhere_refuses_the_import_and_loses_nothing(read, workbook, qtbot, context):
    wizard = read(workbook)
    step = confirm(wizard, qtbot)

    def other(project):
        from engine.changes import set_cells

        network = project.network()
        frame = network["demand"]
        row = frame.index[(frame["customer"] == "Phoenix, AZ") & (frame["product"] == "Beverages")]
        return set_cells(network, "demand", row[:1].to_numpy(), {"quantity": [1.0]})

    with qtbot.waitSignal(context.session.changed):
        context.session.edit(other, "Elsewhere")
    wizard.next.click()
    qtbot.waitUntil(lambda: "rows as they stand now" in step._changes_words.text())
    assert wizard.step == CONFIRM
    wizard.back.click()
    wizard.next.click()
    qtbot.waitUntil(wizard.next.isEnabled, timeout=LEAST)
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == DONE)


def test_that_a_file_that_is_no_workbook_is_refused_in_words(wizard, tmp_path, qtbot):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    wizard.begin(path)
    qtbot.waitUntil(lambda: "broken.xlsx" in wizard.source._more.text() and wizard.source._workbook.isVisible())
    assert wizard.step == SOURCE


def test_that_reading_can_be_stopped(wizard, workbook, qtbot):
    wizard.begin(workbook)
    wizard.source._stop.click()
    assert wizard.source._workbook.isVisible()
    assert wizard.step == SOURCE
    with qtbot.assertNotEmitted(wizard.flow.read, wait=300):
        pass


def test_that_a_file_changed_meanwhile_is_not_imported(read, workbook, qtbot):
    wizard = read(workbook)
    check(wizard, qtbot)
    leave_out_errors(wizard, qtbot)
    workbook.write_bytes(workbook.read_bytes() + b" ")
    wizard.next.click()
    qtbot.waitUntil(lambda: "was changed while" in wizard.confirm._changes_words.text(), timeout=LEAST)
    assert not wizard.next.isEnabled()


def test_that_a_mended_source_is_read_again_under_the_same_mapping(read, workbook, qtbot):
    wizard = read(workbook)
    step = check(wizard, qtbot)
    book = openpyxl.load_workbook(workbook)
    book["Customer demand"]["C7"] = 900.0
    book.save(workbook)
    step.again.click()
    qtbot.waitUntil(lambda: wizard.step == MAPPING and wizard.mapping.is_complete, timeout=LEAST)
    quantity = wizard.mapping.drafts[0].headers[2]
    assert (quantity.column, quantity.match) == ("quantity", "remembered")
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == CHECK and is_at_rest(wizard), timeout=LEAST)
    assert "15 used + 4 with errors" in wizard.check._counts.text()


def test_that_one_sheet_may_feed_two_tables(read, workbook, qtbot, project_file):
    wizard = read(workbook)
    wizard.mapping.another.click()
    at = wizard.mapping._at
    wizard.mapping.sheets.table_chosen.emit(at, "customers")
    qtbot.waitUntil(lambda: bool(wizard.mapping.drafts[at].headers))
    assert [draft.table for draft in wizard.mapping.drafts[:2]] == ["demand", "customers"]
    profile = wizard._profile()
    assert [mapping.table for mapping in profile.sheets] == ["demand", "customers"]
    assert "Customer demand" not in profile.ignored_sheets
    wizard.mapping.sheets.table_chosen.emit(at, "demand")
    qtbot.waitUntil(lambda: bool(wizard.mapping.drafts[at].headers))
    assert not wizard.mapping.is_complete


def test_that_csv_files_are_taken_as_well(read, tmp_path, qtbot):
    path = tmp_path / "products.csv"
    path.write_text("product;unit_weight\nTea;0,2\nCoffee;0,5\n")
    wizard = read(path)
    assert wizard.mapping.drafts[0].table == "products"
    assert wizard.mapping.is_complete
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == CHECK and is_at_rest(wizard))
    assert wizard.next.isEnabled()
    assert wizard.check._counts.text().startswith("2 rows read = 2 used")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.xlsx"], "a.xlsx"),
        (["a.CSV"], "a.CSV"),
        (["folder"], "folder"),
        (["a.pdf"], None),
        (["a.csv", "b.csv"], None),
    ],
)
def test_that_one_file_or_folder_that_can_be_imported_may_be_dropped(names, expected):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/somewhere/{name}") for name in names])
    found = source_of(data)
    assert (found.name if found else None) == expected


def test_that_a_file_dropped_on_the_window_opens_the_wizard(context, workbook, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    entrance = ImportEntrance(context, window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(workbook))])
    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    wizard = entrance._wizard
    assert isinstance(wizard, ImportWizard)
    qtbot.waitUntil(lambda: wizard.step == MAPPING, timeout=LEAST)
    assert wizard.flow.source == Path(workbook)
    wizard.close()


def test_that_no_source_is_a_known_error(wizard):
    with pytest.raises(KnownError, match="No source is open"):
        wizard.flow.read_rows("plan", 0, 100)


def test_that_sheets_that_are_not_ticked_are_said_with_their_rows(read, workbook):
    mapping = read(workbook).mapping
    waiting = [draft for draft in mapping.drafts if draft.table and not draft.used]
    assert waiting
    assert all(f"{draft.name} ({draft.rows})" in mapping._unused.text() for draft in waiting)
    for at, draft in enumerate(mapping.drafts):
        if draft.table:
            mapping.sheets.use_changed.emit(at, True)
    assert mapping._unused.isHidden()


def test_that_the_first_error_is_shown_in_its_cell_at_once(read, workbook, qtbot):
    step = check(read(workbook), qtbot)
    assert step._list.currentIndex().row() == 0
    first = step.problems.issues[0]
    assert (step.grid.sheet, step._cells.currentIndex().row()) == (first["sheet"], first["row"])
    assert "5 errors, 0 warnings, 0 notes" in step._counts.text()
