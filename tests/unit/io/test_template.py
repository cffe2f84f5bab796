from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from engine.io.importing import import_source
from engine.io.template import column_help, write_template
from engine.schema import INPUT_TABLES


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "blank.xlsx"
    write_template(path)
    return path


def test_that_there_is_one_sheet_a_table_with_its_headers(template: Path):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == list(INPUT_TABLES)
    for name, table in INPUT_TABLES.items():
        assert tuple(cell.value for cell in book[name][1]) == table.column_names
        assert book[name].max_row == 1


def test_that_every_header_carries_help(template: Path):
    book = openpyxl.load_workbook(template)
    for name, table in INPUT_TABLES.items():
        for cell, column in zip(book[name][1], table.columns, strict=True):
            assert cell.comment.text == column_help(column, table)
            assert column.meaning in cell.comment.text


def test_that_help_says_unit_formula_and_example():
    table = INPUT_TABLES["facilities"]
    column = table.column("handling_cost")
    text = column_help(column, table)
    assert "Unit: USD per unit" in text
    assert column.formula in text
    assert f"Example: {column.example}" in text


def test_that_choices_are_offered_as_lists(template: Path):
    sheet = openpyxl.load_workbook(template)["facilities"]
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    expected = INPUT_TABLES["facilities"].column("kind").choices
    assert lists["B"] == f'"{",".join(expected)}"'


def test_that_the_blank_workbook_imports_as_nothing(template: Path):
    result = import_source(template)
    assert result.issues == ()
    assert result.rows_read == 0
    assert set(result.tables) == set(INPUT_TABLES)
