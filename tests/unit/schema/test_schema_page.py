"""The documentation page of the schema: complete, and committed as generated."""

from pathlib import Path

import pytest

from docs.generate import PAGES, write_pages
from engine.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS
from engine.schema.page import schema_page

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_that_the_committed_page_equals_the_generated_one(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python dev.py docs"


def test_that_the_page_tells_every_column_with_its_meaning_blank_and_formula() -> None:
    lines = schema_page().splitlines()
    section = ""
    found: dict[tuple[str, str], str] = {}
    for line in lines:
        if line.startswith("### "):
            section = line.removeprefix("### ")
        elif line.startswith("| `"):
            found.setdefault((section, line.split("`")[1]), line)

    for name, table in {**INPUT_TABLES, **RESULT_TABLES}.items():
        for column in table.columns:
            line = found[name, column.name].replace("\\|", "|")
            assert column.meaning in line
            assert column.blank in line
            assert column.formula in line
            assert column.example in line


def test_that_every_row_of_a_grid_has_as_many_cells_as_its_header() -> None:
    grids = schema_page().replace("\\|", "").split("\n\n")
    widths = [{line.count("|") for line in grid.splitlines()} for grid in grids if grid.startswith("| ")]

    assert len(widths) == len(INPUT_TABLES) + len(RESULT_TABLES) + 1
    assert all(len(width) == 1 for width in widths)


def test_that_the_page_tells_every_setting_with_its_meaning() -> None:
    page = schema_page()

    assert all(f"| `{setting.name}` |" in page and setting.meaning in page for setting in SETTINGS)


def test_that_pages_are_written_only_where_their_text_changed(tmp_path: Path) -> None:
    first, second = write_pages(tmp_path), write_pages(tmp_path)

    assert [path.name for path in first] == list(PAGES)
    assert second == []
