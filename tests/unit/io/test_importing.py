from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import KnownError
from engine.io.cells import SheetCells, column_of_values
from engine.io.importing import ImportResult, import_sheets, import_source
from engine.io.options import ReadOptions
from engine.io.profile import MappingProfile, SheetMapping, load_profile, save_profile
from engine.io.report import MAX_CELLS
from engine.issues import has_errors
from engine.network import Network

Rows = list[list[object]]


def sheet(name: str, rows: Rows, **more: object) -> SheetCells:
    columns = tuple(column_of_values(cells) for cells in zip(*rows, strict=True))
    return SheetCells("Book.xlsx", name, columns, **more)  # type: ignore[arg-type]


def imported(name: str, rows: Rows, *mappings: SheetMapping, **more: object) -> ImportResult:
    result = import_sheets([sheet(name, rows, **more)], MappingProfile(mappings))
    assert result.rows_read == result.rows_used + sum(report.rows_reported for report in result.sheets)
    assert result.rows_used == sum(len(frame) for frame in result.tables.values())
    return result


def told(result: ImportResult) -> list[tuple[str, str]]:
    return [(issue.rule, issue.source) for issue in result.issues]


def test_that_names_and_synonyms_are_recognised():
    rows: Rows = [["Customer ID", "SKU", "Qty"], ["Graz", "P1", 5.0], [1001.0, "P1", "7"]]
    result = imported("Customer Demand", rows)
    demand = result.tables["demand"]
    assert demand["customer"].tolist() == ["Graz", "1001"]
    assert demand["quantity"].tolist() == [5.0, 7.0]
    assert demand["period"].tolist() == ["", ""]
    assert told(result) == []


def test_that_each_row_knows_the_cell_it_came_from():
    rows: Rows = [["", "", ""], ["customer", "product", "quantity"], ["Graz", "P1", 5.0]]
    result = imported("demand", rows)
    network = Network.of(result.tables, result.sources)
    assert network.cell_source("demand", 0, "quantity") == "Book.xlsx!demand!C3"


def test_that_a_bad_cell_keeps_its_row_out_and_is_named_by_its_cell():
    rows: Rows = [["customer", "product", "quantity"], ["Graz", "P1", "many"], ["Linz", "P1", 1.0]]
    result = imported("demand", rows)
    (issue,) = result.issues
    assert (issue.rule, issue.source, issue.value) == ("number-unreadable", "Book.xlsx!demand!C2", "many")
    assert issue.key == {"customer": "Graz", "product": "P1"}
    assert issue.message == "'many' is not a number."
    assert result.tables["demand"]["customer"].tolist() == ["Linz"]
    assert (result.rows_read, result.rows_used) == (2, 1)


def test_that_titles_blank_rows_and_a_row_of_units_are_passed_over():
    rows: Rows = [
        ["Demand of the year 2027", None, None],
        [None, None, None],
        ["customer", "product", "quantity"],
        [None, None, "units"],
        ["Graz", "P1", 5.0],
        [None, "  ", None],
        ["Linz", "P1", 6.0],
    ]
    result = imported("demand", rows)
    assert result.tables["demand"]["_row"].tolist() == [5.0, 7.0]
    assert told(result) == [("unit-row", "Book.xlsx!demand!row 4")]
    assert result.rows_read == 2


def test_that_unknown_columns_with_values_are_reported_and_never_guessed():
    rows: Rows = [["customer", "product", "quantity", "quantty", "", "note"], ["Graz", "P1", 5.0, 6.0, "x", None]]
    result = imported("demand", rows)
    assert told(result) == [("column-unknown", "Book.xlsx!demand!D1"), ("column-unknown", "Book.xlsx!demand!E1")]
    assert "'quantity'" in result.issues[0].message
    assert not has_errors(result.issues)


def test_that_a_sheet_with_an_unknown_name_is_reported_with_its_rows():
    rows: Rows = [["customer", "product", "quantity"], ["Graz", "P1", 5.0]]
    result = imported("Tabelle1", rows)
    assert told(result) == [("sheet-unknown", "Book.xlsx!Tabelle1"), ("source-without-tables", "Book.xlsx")]
    assert "'demand'" in result.issues[0].message
    assert (result.rows_read, result.rows_used) == (2, 0)


def test_that_sheets_with_results_are_noted_and_not_read():
    known = sheet("products", [["product"], ["P1"]])
    result = import_sheets([known, sheet("result_flows", [["origin", "flow"], ["A", 1.0]])])
    assert [(issue.severity.value, issue.rule) for issue in result.issues] == [("note", "sheet-results")]


def test_that_a_missing_required_column_keeps_every_row_out():
    result = imported("demand", [["customer", "product"], ["Graz", "P1"]])
    assert told(result) == [("column-missing", "Book.xlsx!demand!row 1")]
    assert (result.rows_read, result.rows_used) == (1, 0)


def test_that_two_headers_for_one_column_are_settled_by_the_exact_name_or_refused():
    settled = imported("demand", [["Qty", "customer", "product", "quantity"], [1.0, "Graz", "P1", 2.0]])
    assert settled.tables["demand"]["quantity"].tolist() == [2.0]
    assert told(settled) == [("column-twice", "Book.xlsx!demand!A1")]
    refused = imported("demand", [["Qty", "customer", "product", "volume"], [1.0, "Graz", "P1", 2.0]])
    assert has_errors(refused.issues)
    assert refused.rows_used == 0


def test_that_a_sheet_without_headers_is_refused():
    result = imported("demand", [["Graz", "P1", 5.0], ["Linz", "P1", 6.0]])
    assert told(result) == [("headers-missing", "Book.xlsx!demand")]
    assert (result.rows_read, result.rows_used) == (2, 0)


def test_that_a_repeated_key_is_reported_with_both_rows_even_across_sheets():
    rows: Rows = [["customer", "product", "quantity"], ["Graz", "P1", 5.0], ["Linz", "P1", 1.0], ["Graz", "P1", 5.0]]
    both = [sheet("demand", rows), sheet("orders", rows[:2])]
    result = import_sheets(both)
    assert told(result) == [("key-repeated", "Book.xlsx!demand!row 4"), ("key-repeated", "Book.xlsx!orders!row 2")]
    assert all("Book.xlsx!demand!row 2" in issue.message for issue in result.issues)
    assert [(report.sheet, report.rows_used, report.rows_reported) for report in result.sheets] == [
        ("demand", 2, 1),
        ("orders", 0, 1),
    ]


def test_that_a_row_without_its_key_is_reported():
    result = imported("products", [["product", "unit_weight"], ["P1", 1.0], [None, 2.0], ["  ", 3.0]])
    assert told(result) == [("key-blank", "Book.xlsx!products!A3"), ("key-blank", "Book.xlsx!products!A4")]


def test_that_merged_keys_are_filled_down_and_merged_numbers_are_errors():
    rows: Rows = [
        ["customer", "product", "quantity"],
        ["Graz", "P1", 5.0],
        [None, "P2", 6.0],
        ["Linz", "P1", 7.0],
        ["Wien", "P1", None],
    ]
    result = imported("demand", rows, merged=((1, 0, 2, 0), (3, 2, 4, 2)))
    assert result.tables["demand"]["customer"].tolist() == ["Graz", "Graz", "Linz"]
    assert told(result) == [("cell-merged-filled", "Book.xlsx!demand!A3"), ("cell-merged", "Book.xlsx!demand!C5")]


def test_that_doubtful_numbers_are_settled_by_other_sheets_of_the_file():
    doubtful = sheet("demand", [["customer", "product", "quantity"], ["Graz", "P1", "1.234"]])
    clear = sheet("products", [["product", "unit_weight"], ["P1", "0,5"]])
    assert told(import_sheets([doubtful])) == [("number-ambiguous", "Book.xlsx!demand!C2")]
    assert import_sheets([doubtful, clear]).tables["demand"]["quantity"].tolist() == [1234.0]
    options = ReadOptions(decimal=".")
    assert import_sheets([doubtful], options=options).tables["demand"]["quantity"].tolist() == [1.234]


def test_that_a_thousand_findings_are_told_one_by_one_and_the_rest_as_a_sum():
    wrong = MAX_CELLS + 17
    rows: Rows = [["product", "unit_weight"], *([f"P{n}", "x"] for n in range(wrong))]
    result = imported("products", rows)
    assert len(result.issues) == MAX_CELLS + 1
    assert "17 more cells" in result.issues[-1].message
    assert (result.rows_read, result.rows_used) == (wrong, 0)


def test_that_a_profile_maps_headers_constants_and_factors():
    mapping = SheetMapping(
        "Rates 2027",
        "lanes",
        columns={"From port": "origin", "To port": "destination", "Miles": "distance"},
        constants={"mode": "truck", "unit_cost": "2.5"},
        factors={"distance": 1.609344},
        ignored=("Clerk",),
        header_row=2,
    )
    rows: Rows = [
        ["origin", "destination", "mode", "x"],
        ["From port", "To port", "Miles", "Clerk"],
        ["A", "B", 100.0, "Z"],
    ]
    result = imported("Rates 2027", rows, mapping)
    lanes = result.tables["lanes"]
    assert told(result) == []
    assert lanes.loc[0, ["origin", "destination", "mode"]].tolist() == ["A", "B", "truck"]
    assert lanes.loc[0, ["unit_cost", "distance"]].tolist() == [2.5, pytest.approx(160.9344)]


def test_that_one_sheet_may_feed_two_tables():
    rows: Rows = [["customer", "city", "product", "quantity"], ["Graz", "Graz", "P1", 5.0]]
    mappings = (
        SheetMapping("flat", "demand", ignored=("city",)),
        SheetMapping("flat", "customers", ignored=("product", "quantity")),
    )
    result = imported("flat", rows, *mappings)
    assert told(result) == []
    assert {name: len(frame) for name, frame in result.tables.items()} == {"customers": 1, "demand": 1}


def test_that_a_constant_that_cannot_be_is_refused():
    mapping = SheetMapping("lanes", "lanes", constants={"unit_cost": "much", "distance": "far"})
    with pytest.raises(KnownError, match="'far'"):
        imported("lanes", [["origin", "destination"], ["A", "B"]], mapping)


def test_that_a_sheet_is_left_out_on_purpose_without_a_word():
    sheets = [sheet("products", [["product"], ["P1"]]), sheet("Notes", [["hello"]])]
    assert import_sheets(sheets, MappingProfile(ignored_sheets=("notes",))).issues == ()


def test_that_a_unit_in_a_header_is_noted():
    result = imported("lanes", [["origin", "destination", "Distance (mi)"], ["A", "B", 5.0]])
    assert told(result) == [("unit-in-header", "Book.xlsx!lanes!C1")]
    assert result.tables["lanes"]["distance"].tolist() == [5.0]


def test_that_a_profile_survives_its_file(tmp_path: Path):
    profile = MappingProfile(
        (SheetMapping("a", "lanes", {"x": "origin"}, {"mode": "t"}, {"distance": 2.0}, ("y",), 3),), ("z",)
    )
    save_profile(profile, tmp_path / "p.json")
    assert load_profile(tmp_path / "p.json") == profile


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2}',
        '{"version": 1, "sheets": [{"sheet": "a"}]}',
        '{"version": 1, "sheets": [{"sheet": "a", "table": "nope"}]}',
        '{"version": 1, "sheets": [{"sheet": "a", "table": "lanes", "columns": {"x": "nope"}}]}',
        '{"version": 1, "sheets": [{"sheet": "a", "table": "lanes", "factors": {"distance": 0}}]}',
        '{"version": 1, "sheets": [{"sheet": "a", "table": "lanes", "factors": {"origin": 2}}]}',
        '{"version": 1, "sheets": [{"sheet": "a", "table": "lanes", "header_row": 0}]}',
    ],
)
def test_that_a_broken_profile_is_refused(tmp_path: Path, text: str):
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(KnownError) as caught:
        load_profile(tmp_path / "p.json")
    assert caught.value.code == "mapping-unusable"


def test_that_a_folder_of_csv_is_read_file_by_file(tmp_path: Path):
    (tmp_path / "demand.csv").write_text("customer,product,quantity\nGraz,P1,1.234\n")
    (tmp_path / "products.csv").write_text("product;unit_weight\nP1;0,5\n")
    (tmp_path / "readme.md").write_text("nothing")
    result = import_source(tmp_path)
    assert [(issue.rule, issue.value) for issue in result.issues] == [("file-decimal-assumed", "1.234")]
    assert result.tables["demand"]["quantity"].tolist() == [1.234]
    assert result.tables["products"]["unit_weight"].tolist() == [0.5]
    assert {source.file for source in result.sources.values()} == {"demand.csv", "products.csv"}
    assert all(len(source.sha256) == 64 for source in result.sources.values())


def test_that_a_folder_without_csv_is_refused(tmp_path: Path):
    with pytest.raises(KnownError) as caught:
        import_source(tmp_path)
    assert caught.value.code == "folder-without-csv"


def test_that_a_workbook_is_read_through_the_guarded_process(make_workbook: Callable[..., Path]):
    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    rows = (
        f'<row r="1">{cell("A1", "product")}{cell("B1", "unit_weight")}</row>'
        f'<row r="2">{cell("A2", "P1")}<c r="B2" t="e"><v>#REF!</v></c></row>'
        f'<row r="3">{cell("A3", "P2")}<c r="B3"><f>1+1</f></c></row>'
        f'<row r="4">{cell("A4", "P3")}<c r="B4"><v>0.1</v></c></row>'
    )
    result = import_source(make_workbook({"products": rows}), first_source=7)
    assert [(issue.rule, issue.source, issue.value) for issue in result.issues] == [
        ("cell-error-value", "book.xlsx!products!B2", "#REF!"),
        ("cell-not-calculated", "book.xlsx!products!B3", "=1+1"),
    ]
    assert result.tables["products"]["product"].tolist() == ["P3"]
    assert result.sources[7].columns == {"product": "A", "unit_weight": "B"}


def test_that_rows_read_are_always_rows_used_plus_rows_reported():
    random = np.random.default_rng(3)
    pool: list[object] = ["P1", "P2", "", None, 5.0, "x", "1,5", True]
    for _ in range(30):
        rows: Rows = [["customer", "product", "quantity"]]
        rows += [[pool[place] for place in random.integers(0, len(pool), 3)] for _ in range(25)]
        result = imported("demand", rows)
        keys = result.tables["demand"][["customer", "product"]]
        assert not keys.duplicated().any()
        assert result.rows_used < result.rows_read


def test_that_an_empty_sheet_with_the_name_of_a_table_is_no_error():
    result = import_sheets([SheetCells("Book.xlsx", "modes", ()), sheet("products", [["product"], ["P1"]])])
    assert result.issues == ()
    assert result.tables["modes"].empty


def test_that_a_constant_replaces_a_column_only_aloud():
    mapping = SheetMapping("demand", "demand", constants={"period": "2027"})
    rows: Rows = [["customer", "product", "period", "quantity"], ["Graz", "P1", "2026", 5.0]]
    result = imported("demand", rows, mapping)
    assert told(result) == [("column-replaced", "Book.xlsx!demand!C1")]
    assert result.tables["demand"]["period"].tolist() == ["2027"]


def test_that_mapped_headers_and_sheets_that_are_missing_are_reported():
    mappings = (
        SheetMapping("demand", "demand", columns={"Menge": "quantity"}),
        SheetMapping("Preise", "products"),
    )
    rows: Rows = [["customer", "product", "quantity"], ["Graz", "P1", 5.0]]
    result = imported("demand", rows, *mappings)
    assert [(issue.rule, issue.value) for issue in result.issues] == [
        ("sheet-mapped-missing", "Preise"),
        ("column-mapped-missing", "Menge"),
    ]
    assert result.rows_used == 0


@pytest.mark.parametrize("wrong", [{"decimal": ";"}, {"delimiter": ""}, {"delimiter": "ab"}, {"delimiter": '"'}])
def test_that_options_that_cannot_be_are_refused(wrong: dict[str, str]):
    with pytest.raises(KnownError) as caught:
        ReadOptions(**wrong)  # type: ignore[arg-type]
    assert caught.value.code == "option-unusable"


def test_that_a_folder_that_may_not_be_read_says_so(tmp_path, monkeypatch) -> None:
    def barred(_self) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", barred)
    with pytest.raises(KnownError) as met:
        import_source(tmp_path)
    assert (met.value.code, met.value.where) == ("folder-not-readable", str(tmp_path))


def test_that_a_file_in_a_folder_that_may_not_be_entered_says_so(tmp_path, monkeypatch) -> None:
    def barred(*_arguments, **_named) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", barred)
    monkeypatch.setattr(Path, "open", barred)
    with pytest.raises(KnownError) as met:
        import_source(tmp_path / "demand.csv")
    assert met.value.code == "file-not-readable"
