from __future__ import annotations

import pytest

from engine.io.cells import SheetCells, column_of_values
from engine.io.names import Match, plain_name, suggest_column, suggest_table, sure_column
from engine.io.suggesting import propose, propose_columns
from engine.schema import INPUT_TABLES

DEMAND = INPUT_TABLES["demand"]


def sheet(name: str, rows: list[list[object]]) -> SheetCells:
    return SheetCells("Book.xlsx", name, tuple(column_of_values(cells) for cells in zip(*rows, strict=True)))


@pytest.mark.parametrize(
    "text", ["unit cost", "Unit_Cost (USD)", " unit-cost ", "unitCost", "UNIT COST*", "Unit Cost [€/t]"]
)
def test_that_spellings_of_one_name_are_alike(text: str):
    assert plain_name(text) == "unit cost"


@pytest.mark.parametrize("table", INPUT_TABLES.values(), ids=lambda table: table.name)
def test_that_every_table_and_column_is_known_by_its_own_name(table):
    assert suggest_table(table.name).name == table.name
    for column in table.columns:
        found = sure_column(column.name, table)
        assert (found.name, found.match) == (column.name, Match.EXACT)


def test_that_likeness_is_only_ever_a_suggestion():
    assert sure_column("quantty", DEMAND) is None
    guess = suggest_column("quantty", DEMAND)
    assert (guess.name, guess.match) == ("quantity", Match.FUZZY)
    assert guess.confidence < 0.95
    assert suggest_column("zzz", DEMAND) is None


def test_that_a_sheet_is_proposed_by_its_headers_and_never_taken_for_sure():
    (proposal,) = propose([sheet("Tabelle1", [["customer", "product", "quantity"], ["Graz", "P1", 5.0]])])
    assert (proposal.table, proposal.match, proposal.header_row) == ("demand", Match.FUZZY, 1)
    assert [column.suggestion.name for column in proposal.columns] == ["customer", "product", "quantity"]
    assert proposal.columns[0].examples == ("Graz",)


def test_that_values_that_do_not_fit_lower_the_confidence():
    names, numbers = (
        propose_columns(sheet("x", [["customer", "quantty"], ["Graz", value]]), DEMAND).columns[1].suggestion
        for value in ("many", 5.0)
    )
    assert names.confidence < numbers.confidence


def test_that_headers_without_any_known_name_are_still_offered():
    proposal = propose_columns(sheet("x", [[None, None], ["Kunde", "Menge"], ["Graz", 5.0]]), DEMAND)
    assert proposal.header_row == 2
    assert [column.header for column in proposal.columns] == ["Kunde", "Menge"]
