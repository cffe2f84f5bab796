"""The first step for csv: what was found, what is chosen, what speaks against it."""

import json

import pytest
from PySide6.QtCore import Qt

from desktop.views.import_wizard.wizard import CHECK, CONFIRM, DONE, MAPPING, SOURCE
from sync.store import OpenMode, Project

LONG = 20_000
ROWS = (
    ("product", "description", "unit_weight"),
    ("Müsli", "Frühstück; süß", "1.234,56"),
    ("Käse", "Gruyère", "2.500"),
    ("Öl", "Für Bäcker", "0,75"),
)


def text_of(delimiter, rows=ROWS):
    quoted = [[f'"{cell}"' if delimiter in cell or ";" in cell else cell for cell in row] for row in rows]
    return "".join(delimiter.join(row) + "\n" for row in quoted)


@pytest.fixture
def file(tmp_path):
    """Writes products.csv."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "products.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def pick(wizard, qtbot, name, value):
    """Chooses an entry by hand, and waits for the look under it."""
    chooser = getattr(wizard.first.panel.choices, name)
    place = next(at for at in range(chooser.count()) if chooser.itemData(at) == value)
    chooser.setCurrentIndex(place)
    with qtbot.waitSignal(wizard.flow.looked, timeout=LONG):
        chooser.activated.emit(place)


def shown(wizard):
    choices = wizard.first.panel.choices
    return [chooser.currentText() for chooser in (choices.encoding, choices.delimiter, choices.decimal)]


def told(wizard):
    return " ".join(wizard.first.panel.problems.texts)


def cell(wizard, row, column):
    grid = wizard.first.panel.grid
    return grid.index(row, column).data()


def go_to(wizard, qtbot, step):
    while wizard.step < step:
        before = wizard.step
        qtbot.waitUntil(wizard.next.isEnabled, timeout=LONG)
        wizard.next.click()
        qtbot.waitUntil(lambda before=before: wizard.step > before and not wizard._busy.isVisible(), timeout=LONG)


def weights(project_file):
    with Project.open(project_file, OpenMode.READ) as project:
        frame = project.table("products")
    return frame.set_index("product")["unit_weight"].to_dict()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "found: UTF-8"), ("utf-8-sig", "found: UTF-8 with BOM"), ("utf-16", "found: UTF-16")],
)
def test_that_what_was_found_is_shown_with_the_first_rows(look, file, encoding, name, shot):
    wizard = look(file(text_of(";"), encoding))
    assert shown(wizard) == [name, "found: semicolon  ;", "found: comma  1.234,5"]
    assert [cell(wizard, 1, column) for column in range(3)] == ["Müsli", "Frühstück; süß", "1.234,56"]
    assert "2.500 is read as 2,500.0." in told(wizard)
    assert (wizard.step, wizard.next.isEnabled(), wizard.back.isVisible()) == (SOURCE, True, True)
    shot(wizard, f"found-{encoding}")


def test_that_a_guessed_encoding_says_so_and_can_be_settled(look, file, qtbot):
    wizard = look(file(text_of(";"), "windows-1252"))
    assert shown(wizard)[0].startswith("guessed: ")
    assert "does not say how its text is encoded" in told(wizard)
    pick(wizard, qtbot, "encoding", "windows-1252")
    assert cell(wizard, 1, 0) == "Müsli"
    assert "encoded" not in told(wizard)


def test_that_another_choice_refreshes_the_rows_at_once(look, file, qtbot, shot):
    wizard = look(file(text_of(";")))
    pick(wizard, qtbot, "encoding", "windows-1252")
    assert cell(wizard, 1, 0) == "MÃ¼sli"
    assert "'MÃ¼sli'; in UTF-8, which fits every byte, it is 'Müsli'" in told(wizard)
    shot(wizard, "doubtful-encoding")
    pick(wizard, qtbot, "encoding", None)
    pick(wizard, qtbot, "delimiter", "|")
    assert wizard.first.panel.grid.columnCount() == 1
    assert "With pipe between cells rows are one cell each; semicolon cuts the rows into 3 cells" in told(wizard)
    assert wizard.first.panel.choices.delimiter.itemText(0) == "found: semicolon  ;"
    pick(wizard, qtbot, "delimiter", ";")
    assert wizard.first.panel.grid.columnCount() == 3


def test_that_one_button_leaves_everything_to_the_file_again(look, file, qtbot):
    wizard = look(file(text_of(";")))
    button = wizard.first.panel.as_found
    assert not button.isVisible()
    pick(wizard, qtbot, "delimiter", ",")
    pick(wizard, qtbot, "encoding", "iso-8859-1")
    with qtbot.waitSignal(wizard.flow.looked, timeout=LONG):
        button.click()
    assert wizard.first.choices == {"encoding": None, "delimiter": None, "decimal": None}
    assert cell(wizard, 1, 0) == "Müsli"
    assert not button.isVisible()


def test_that_an_encoding_that_cannot_be_is_refused_in_its_place(look, file, qtbot, shot):
    wizard = look(file(text_of(";"), "windows-1252"))
    pick(wizard, qtbot, "encoding", "utf-8")
    assert "products.csv" in told(wizard)
    assert "not text in UTF-8: byte 0xfc in line 2" in told(wizard)
    assert "Choose another encoding" in told(wizard)
    assert wizard.first.panel.grid.rowCount() == 0
    assert not wizard.next.isEnabled()
    shot(wizard, "refused-encoding")
    pick(wizard, qtbot, "encoding", "windows-1252")
    assert wizard.next.isEnabled()


def test_that_a_wrong_decimal_sign_is_told_where_it_does_not_fit(look, file, qtbot, shot):
    wizard = look(file(text_of(";")))
    pick(wizard, qtbot, "decimal", ".")
    assert "products.csv C2: '1.234,56' is not written with the decimal sign that holds here" in told(wizard)
    assert wizard.first.panel.grid.index(1, 2).data() == "1.234,56"
    assert wizard.first.panel.grid.index(1, 2).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert wizard.first.panel.grid.index(2, 2).data(Qt.ItemDataRole.BackgroundRole) is None
    shot(wizard, "wrong-decimal")


def test_that_doubtful_numbers_wait_for_the_choice_and_are_read_by_it(look, file, qtbot, project_file, shot):
    wizard = look(file("product;unit_weight\nTea;1.234\nCoffee;2.500\n"))
    assert shown(wizard)[2] == "unknown, please choose"
    assert "can mean two numbers" in told(wizard)
    shot(wizard, "doubtful-decimal")
    go_to(wizard, qtbot, CHECK)
    assert not wizard.next.isEnabled()
    wizard.back.click()
    wizard.back.click()
    pick(wizard, qtbot, "decimal", ",")
    assert "1.234 is read as 1,234.0." in told(wizard)
    go_to(wizard, qtbot, DONE)
    assert {name: weights(project_file)[name] for name in ("Tea", "Coffee")} == {"Tea": 1234.0, "Coffee": 2500.0}


def test_that_the_decimal_sign_is_one_choice_in_both_steps(look, file, qtbot):
    wizard = look(file("product;unit_weight\nTea;1.234\n"))
    pick(wizard, qtbot, "decimal", ",")
    go_to(wizard, qtbot, CHECK)
    assert wizard.check.options["decimal"] == ","
    place = wizard.check._decimal.findData(".")
    wizard.check._decimal.setCurrentIndex(place)
    with qtbot.waitSignal(wizard.flow.looked, timeout=LONG):
        wizard.check._decimal.activated.emit(place)
    assert wizard.first.choices["decimal"] == "."
    assert wizard.step == CHECK
    wizard.back.click()
    wizard.back.click()
    assert "1.234 is read as 1.234." in told(wizard)


def test_that_the_choice_for_one_source_is_not_carried_to_the_next(look, file, qtbot, tmp_path):
    wizard = look(file("product;unit_weight\nTea;1.234\n"))
    pick(wizard, qtbot, "decimal", ",")
    go_to(wizard, qtbot, MAPPING)
    other = tmp_path / "modes.csv"
    other.write_text("mode|speed\nTruck|60.5\n")
    look(other)
    assert shown(wizard)[1] == "found: pipe  |"
    assert wizard.first.choices == {"encoding": None, "delimiter": None, "decimal": None}
    assert wizard.check.options["decimal"] is None


def test_that_the_choices_are_remembered_with_the_mapping_of_the_source(look, file, qtbot, context):
    text = "product|unit_weight\nMüsli|1.250\n"
    wizard = look(file(text, "utf-16-le"))
    for name, value in (("encoding", "utf-16"), ("delimiter", "|"), ("decimal", ",")):
        pick(wizard, qtbot, name, value)
    go_to(wizard, qtbot, DONE)
    kept = context.preferences.path.parent / "mappings" / "products.json"
    qtbot.waitUntil(kept.exists, timeout=LONG)
    assert json.loads(kept.read_text())["reading"] == {"encoding": "utf-16", "delimiter": "|", "decimal": ","}
    look(file("product|unit_weight\nMüsli|1.750\n", "utf-16-le"))
    assert wizard.first.choices == {"encoding": "utf-16", "delimiter": "|", "decimal": ","}
    assert "remembered under “products”" in wizard.first.panel._memory.text()
    assert "1.750 is read as 1,750.0." in told(wizard)


def test_that_remembered_choices_that_no_longer_fit_are_passed_over(look, file, qtbot, context):
    wizard = look(file("product|unit_weight\nTea|1.250\n", "utf-16-le"))
    pick(wizard, qtbot, "encoding", "utf-16")
    pick(wizard, qtbot, "decimal", ",")
    go_to(wizard, qtbot, DONE)
    qtbot.waitUntil((context.preferences.path.parent / "mappings" / "products.json").exists, timeout=LONG)
    look(file("product;unit_weight\nTea;0,5\n"))
    assert shown(wizard)[0] == "found: UTF-8"
    assert wizard.first.choices == {"encoding": None, "delimiter": None, "decimal": None}


def test_that_what_was_mapped_by_hand_outlives_another_encoding(look, file, qtbot):
    wizard = look(file(text_of(";")))
    go_to(wizard, qtbot, MAPPING)
    wizard.mapping.columns.column_chosen.emit(1, "")
    wizard.back.click()
    assert wizard.first.is_panel_shown
    pick(wizard, qtbot, "encoding", "utf-8")
    go_to(wizard, qtbot, MAPPING)
    qtbot.waitUntil(lambda: wizard.mapping.drafts[0].headers[1].column == "", timeout=LONG)
    assert [header.column for header in wizard.mapping.drafts[0].headers] == ["product", "", "unit_weight"]


def test_that_nothing_is_read_again_where_nothing_else_is_chosen(look, file, qtbot, calls):
    wizard = look(file(text_of(";")))
    go_to(wizard, qtbot, MAPPING)
    wizard.back.click()
    pick(wizard, qtbot, "decimal", ",")
    go_to(wizard, qtbot, CHECK)
    assert [function for function, _ in calls.made].count("importing:read") == 1
    assert wizard.check.options["decimal"] == ","


def test_that_a_decimal_comma_between_commas_is_told_before_the_columns(look, file, qtbot, shot):
    wizard = look(file("product,unit_weight\nTea,0,5\nCoffee,0,25\n"))
    assert "products.csv C2: The row has more cells than there are headers" in told(wizard)
    assert "(1 more like it in the rows looked at)" in told(wizard)
    shot(wizard, "cut-in-two")
    go_to(wizard, qtbot, CHECK)
    assert not wizard.next.isEnabled()


def test_that_a_refusal_beyond_the_first_rows_is_told_in_the_panel(look, file, qtbot):
    wizard = look(file("product;unit_weight\n" + "Tea;1\n" * 60_000 + '"x' + "y;1\n" * 50_000))
    assert "Only the first rows were looked at" in told(wizard)
    wizard.next.click()
    qtbot.waitUntil(lambda: "breaks the rules of csv" in told(wizard), timeout=LONG)
    assert (wizard.step, wizard.first.is_panel_shown, wizard.next.isEnabled()) == (SOURCE, True, False)


def test_that_each_file_of_a_folder_can_be_looked_at(look, tmp_path, qtbot, shot):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "products.csv").write_text("product;unit_weight\nTea;0,5\n")
    (folder / "modes.csv").write_text("mode|speed\nTruck|60.5\n")
    wizard = look(folder)
    panel = wizard.first.panel
    assert [panel._file.itemText(place) for place in range(2)] == ["modes.csv", "products.csv"]
    assert shown(wizard)[1:] == ["found: pipe  |", "found: point  1,234.5"]
    panel._file.setCurrentIndex(1)
    panel._file.activated.emit(1)
    assert shown(wizard)[1:] == ["found: semicolon  ;", "found: comma  1.234,5"]
    shot(wizard, "folder")
    assert panel._all.isVisible()
    pick(wizard, qtbot, "encoding", "utf-16")
    assert "neither the mark nor the zero bytes" in told(wizard)


def test_that_a_file_that_is_refused_is_shown_before_the_others(look, tmp_path, qtbot):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "modes.csv").write_text("mode;speed\nTruck;60,5\n")
    (folder / "products.csv").write_bytes("product;unit_weight\nMüsli;0,5\n".encode("windows-1252"))
    wizard = look(folder)
    pick(wizard, qtbot, "encoding", "utf-8")
    assert wizard.first.panel._file.currentText() == "products.csv"
    assert "not text in UTF-8" in told(wizard)


def test_that_back_leads_to_another_source(look, file):
    wizard = look(file(text_of(";")))
    wizard.back.click()
    assert wizard.source._workbook.isVisible()
    assert not wizard.next.isVisible()


def test_that_a_workbook_has_nothing_to_choose_and_goes_on(read, workbook):
    wizard = read(workbook)
    assert wizard.step == MAPPING
    assert not wizard.first.is_csv


def test_that_the_decimal_sign_of_a_workbook_is_remembered_too(read, workbook, qtbot):
    wizard = read(workbook)
    draft = wizard.mapping.drafts[0]
    at = next(place for place, entry in enumerate(draft.headers) if entry.header.startswith("Annual"))
    wizard.mapping.columns.column_chosen.emit(at, "quantity")
    go_to(wizard, qtbot, CHECK)
    place = wizard.check._decimal.findData(".")
    wizard.check._decimal.setCurrentIndex(place)
    wizard.check._decimal.activated.emit(place)
    while not wizard.next.isEnabled():
        qtbot.waitUntil(lambda: not wizard._busy.isVisible(), timeout=LONG)
        wizard.check._list.selectRow(0)
        wizard.check._exclude(wizard.check._rows_alike())
        qtbot.waitUntil(lambda: not wizard._busy.isVisible(), timeout=LONG)
    go_to(wizard, qtbot, CONFIRM)
    go_to(wizard, qtbot, DONE)
    kept = wizard.flow.mappings / "Sales plan.json"
    qtbot.waitUntil(kept.exists, timeout=LONG)
    assert json.loads(kept.read_text())["reading"]["decimal"] == "."
    read(workbook)
    assert wizard.check.options["decimal"] == "."
