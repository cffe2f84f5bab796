from __future__ import annotations

import datetime as dt
import errno
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import KnownError
from engine.io import replacing as replacing_module
from engine.io.cells import SheetCells
from engine.io.csv_cells import read_csv
from engine.io.csv_writer import csv_guard
from engine.io.exporting import export_csv, export_workbook, write_table_csv
from engine.io.importing import import_sheets, import_source
from engine.io.replacing import replacing
from engine.network import PROVENANCE, Network
from engine.schema import INPUT_TABLES, RESULT_TABLES, Column, ColumnType, Table

Parse = Callable[[Path], list[SheetCells]]

# Outer white space is taken off by every import.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=6).map(str.strip)
AWKWARD = st.sampled_from(
    ["=1+1", "-5", "+x", "@a", "'=b", "''", "00123", "1e5", "nan", "TRUE", "#REF!", "a_x0041_b", "a\r\nb", "<&>", '"q"']
)
NAME = (TEXT | AWKWARD).filter(bool)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def cell(column: Column) -> st.SearchStrategy[object]:
    """Values that a column can hold, blank among them where that is allowed."""
    blank = float("nan") if column.is_number else ""
    filled: dict[ColumnType, st.SearchStrategy[object]] = {
        ColumnType.NUMBER: FINITE,
        ColumnType.SHARE: FINITE,
        ColumnType.INTEGER: st.integers(-(2**53), 2**53).map(float),
        ColumnType.COST: FINITE | st.text("abc =-", min_size=1, max_size=4).map(lambda text: f"s{text}s"),
        ColumnType.CHOICE: st.sampled_from(column.choices or ("",)),
        ColumnType.YES_NO: st.sampled_from(("yes", "no")),
        ColumnType.DATE: st.dates(min_value=dt.date(1800, 1, 1)).map(dt.date.isoformat),
        ColumnType.TEXT: NAME,
        ColumnType.REFERENCE: NAME,
    }
    return filled[column.type] if column.required else filled[column.type] | st.just(blank)


def frames(table: Table) -> st.SearchStrategy[pd.DataFrame]:
    row = st.tuples(*(cell(column) for column in table.columns))
    return st.lists(row, max_size=3, unique_by=lambda values: tuple(map(repr, values[: len(table.key)]))).map(
        lambda rows: pd.DataFrame(rows, columns=list(table.column_names))
    )


# Tables that together have every type of column, keys of numbers among them.
TABLES = ("settings", "periods", "facilities", "lanes", "step_costs", "overrides")
NETWORKS = st.fixed_dictionaries({name: frames(INPUT_TABLES[name]) for name in TABLES}).map(Network.of)


def assert_same(given_network: Network, tables: Mapping[str, pd.DataFrame]) -> None:
    for name, frame in given_network.tables.items():
        if name not in tables:
            assert frame.empty
            continue
        left, right = (rows.drop(columns=list(PROVENANCE)) for rows in (frame, tables[name]))
        pd.testing.assert_frame_equal(left, right, check_exact=True)


@settings(deadline=None, max_examples=8)
@given(network=NETWORKS)
def test_that_import_of_an_exported_workbook_is_the_same_network(network: Network, parse: Parse):
    with tempfile.TemporaryDirectory() as folder:
        export_workbook(network, Path(folder) / "out.xlsx")
        result = import_sheets(parse(Path(folder) / "out.xlsx"))
    assert result.issues == ()
    assert_same(network, result.tables)


@settings(deadline=None, max_examples=8)
@given(network=NETWORKS)
def test_that_import_of_exported_csv_is_the_same_network(network: Network):
    with tempfile.TemporaryDirectory() as folder:
        export_csv(network, Path(folder))
        sheets = [read_csv(path) for path in Path(folder).iterdir()]
    result = import_sheets(sheets)
    assert {issue.rule for issue in result.issues} <= ({"source-without-tables"} if not sheets else set())
    assert_same(network, result.tables)


def small() -> Network:
    products = pd.DataFrame({"product": ["=HYPERLINK(1)", "P2"], "unit_weight": [1 / 3, np.nan]})
    return Network.of({"products": products})


def test_that_a_workbook_is_for_other_programs_too(tmp_path: Path):
    export_workbook(small(), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["products"]
    assert [cell.value for cell in sheet["A"]] == ["product", "=HYPERLINK(1)", "P2"]
    assert [cell.value for cell in sheet["C"]] == ["unit_weight", 1 / 3, None]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix
    assert sheet.freeze_panes == "A2"


def test_that_dates_are_true_dates_for_other_programs(tmp_path: Path):
    periods = pd.DataFrame({"period": ["1"], "start_date": ["2027-01-31"], "years": [1.0]})
    export_workbook(Network.of({"periods": periods}), tmp_path / "out.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["periods"]["B2"]
    assert cell.is_date
    assert cell.value == dt.datetime.fromisoformat("2027-01-31")


def test_that_the_same_network_gives_the_same_bytes(tmp_path: Path):
    export_workbook(small(), tmp_path / "a.xlsx")
    export_workbook(small(), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_that_results_stand_beside_inputs_and_are_not_imported(tmp_path: Path):
    flows = pd.DataFrame({"origin": ["A"], "destination": ["B"], "flow": [np.inf]})
    export_workbook(small(), tmp_path / "out.xlsx", {"result_flows": flows})
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["result_flows"]
    assert [cell.value for cell in sheet[2]] == ["A", "B", "inf"]
    result = import_source(tmp_path / "out.xlsx")
    assert [issue.rule for issue in result.issues] == ["sheet-results"]
    assert_same(small(), result.tables)


def test_that_rows_beyond_one_piece_keep_their_order(tmp_path: Path, parse: Parse):
    count = 50_123
    products = pd.DataFrame({"product": [f"P{n}" for n in range(count)], "unit_weight": np.arange(count) / 7})
    export_workbook(Network.of({"products": products}), tmp_path / "out.xlsx")
    read = import_sheets(parse(tmp_path / "out.xlsx")).tables["products"]
    assert read["product"].tolist() == products["product"].tolist()
    assert read["unit_weight"].tolist() == products["unit_weight"].tolist()


def test_that_blank_columns_of_long_tables_are_left_out(tmp_path: Path, parse: Parse):
    products = pd.DataFrame({"product": [f"P{n}" for n in range(10_001)], "unit_weight": 1.0})
    network = Network.of({"products": products})
    export_workbook(network, tmp_path / "out.xlsx")
    sheets = parse(tmp_path / "out.xlsx")
    headers = {cells.sheet: [column.text_at(0) for column in cells.columns] for cells in sheets}
    assert headers["products"] == ["product", "unit_weight"]
    assert tuple(headers["lanes"]) == INPUT_TABLES["lanes"].column_names
    assert_same(network, import_sheets(sheets).tables)


def test_that_a_text_too_long_for_a_cell_is_refused_and_the_old_file_stays(tmp_path: Path):
    path = tmp_path / "out.xlsx"
    path.write_text("old")
    products = pd.DataFrame({"product": ["P"], "description": ["x" * 32_768]})
    with pytest.raises(KnownError) as caught:
        export_workbook(Network.of({"products": products}), path)
    assert caught.value.code == "export-text-too-long"
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]
    assert path.read_text() == "old"


def test_that_a_table_too_long_for_a_sheet_is_refused(tmp_path: Path):
    products = pd.DataFrame({"product": pd.Series("P", index=range(1_048_576), dtype="str")})
    with pytest.raises(KnownError) as caught:
        export_workbook(Network.of({"products": products}), tmp_path / "out.xlsx")
    assert caught.value.code == "export-too-many-rows"


def test_that_csv_guards_text_that_looks_like_a_formula(tmp_path: Path):
    flows = pd.DataFrame({"origin": ["=A", "-B", "C", "'D", ""], "flow": [-1.5, 0.1, np.nan, 1e-7, 2.0]})
    write_table_csv(flows, RESULT_TABLES["result_flows"], tmp_path / "out.csv")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data[3:].decode().splitlines() == ["origin,flow", "'=A,-1.5", "'-B,0.1", "C,", "''D,1e-7", ",2"]


@given(st.lists(NAME, min_size=1))
def test_that_no_guarded_text_starts_like_a_formula(texts: list[str]):
    assert all(text[0] not in "=+-@\t\r" for text in csv_guard(pa.array(texts, pa.string())).to_pylist())


def test_that_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    for export in (
        lambda: export_csv(small(), tmp_path / "file"),
        lambda: export_workbook(small(), tmp_path / "no" / "x"),
    ):
        with pytest.raises(KnownError) as caught:
            export()
        assert caught.value.code == "file-not-writable"


def test_that_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(replacing_module.Path, "replace", full)
    with pytest.raises(KnownError) as caught, replacing(tmp_path / "out.csv") as part:
        part.write_text("new")
    assert caught.value.code == "disk-full"
    assert list(tmp_path.iterdir()) == []
