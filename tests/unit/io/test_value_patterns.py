"""Columns recognised by the values below their headers."""

from __future__ import annotations

from engine.io.cells import SheetCells, column_of_values
from engine.io.names import Match
from engine.io.suggesting import propose

NAMES = {"customers": ["Graz", "Linz", "Wien"], "facilities": ["Wels DC", "Ybbs DC"], "products": ["Tea", "Coffee"]}


def sheet(name: str, rows: list[list[object]]) -> SheetCells:
    return SheetCells("Book.xlsx", name, tuple(column_of_values(cells) for cells in zip(*rows, strict=True)))


def found(sheets: list[SheetCells], names: dict[str, list[str]]) -> dict[str, tuple[str, Match]]:
    last = propose(sheets, names)[-1]
    return {c.header: (c.suggestion.name, c.suggestion.match) for c in last.columns if c.suggestion is not None}


def test_that_names_of_the_project_tell_what_a_column_means():
    rows: list[list[object]] = [["Kunde X", "Artikel", "Jahresmenge"], ["Graz", "Tea", 5.0], ["Linz", "Coffee", 2.0]]
    assert found([sheet("demand", rows)], NAMES) == {
        "Kunde X": ("customer", Match.VALUES),
        "Artikel": ("product", Match.VALUES),
        "Jahresmenge": ("quantity", Match.VALUES),
    }


def test_that_names_of_another_sheet_tell_it_too():
    customers = sheet("customers", [["customer", "city"], ["Graz", "Graz"], ["Linz", "Linz"]])
    rows: list[list[object]] = [["wer", "product", "quantity"], ["Graz", "Tea", 5.0], ["Linz", "Tea", 2.0]]
    assert found([customers, sheet("demand", rows)], {})["wer"] == ("customer", Match.VALUES)


def test_that_origin_and_destination_are_told_apart_by_whom_they_name():
    rows: list[list[object]] = [["mode", "an", "von"], ["truck", "Graz", "Wels DC"], ["truck", "Linz", "Ybbs DC"]]
    said = found([sheet("lanes", rows)], NAMES)
    assert {said["an"][0], said["von"][0]} == {"origin", "destination"}


def test_that_words_of_a_choice_are_recognised():
    rows: list[list[object]] = [["facility", "Art"], ["Wels DC", "Warehouse"], ["Ybbs DC", "cross dock"]]
    assert found([sheet("facilities", rows)], {})["Art"] == ("kind", Match.VALUES)


def test_that_two_columns_of_numbers_are_not_guessed():
    rows: list[list[object]] = [["customer", "product", "heuer", "voriges"], ["Graz", "Tea", 5.0, 4.0]]
    assert "heuer" not in found([sheet("demand", rows)], NAMES)


def test_that_remarks_mean_nothing():
    rows: list[list[object]] = [["customer", "product", "quantity", "Notiz"], ["Graz", "Tea", 5.0, "ask Tom"]]
    assert "Notiz" not in found([sheet("demand", rows)], NAMES)
