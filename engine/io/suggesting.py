"""A mapping proposed for a source, for the user to confirm: tables and columns with how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.io.assignment import likely_table
from engine.io.cells import CellColumn, Kind, SheetCells, sheet_name
from engine.io.layout import Layout, filled_rows, find_layout
from engine.io.names import Match, Suggestion, suggest_column, suggest_table
from engine.io.profile import SheetMapping
from engine.io.value_patterns import Names, suggest_by_values
from engine.schema import INPUT_TABLES, Column, ColumnType, Table

_SAMPLE_ROWS = 200
_NAMES = 20_000
_UNFIT = 0.6


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """A header, what it may mean, and its first values.

    Attributes:
        header: Text of the header.
        suggestion: Column of the table; None if none is alike.
        examples: First few values under the header, as text.
    """

    header: str
    suggestion: Suggestion | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetProposal:
    """What a sheet may feed.

    Attributes:
        sheet: Name of the sheet, as a profile names it.
        table: Likely table; empty if none is likely.
        match: How the table was found; FUZZY where the user has to confirm it.
        header_row: Row of the headers, counted from 1; 0 if none was found.
        columns: One entry for each column with a header.
    """

    sheet: str
    table: str
    match: Match
    header_row: int
    columns: tuple[ColumnProposal, ...]


def propose(sheets: Sequence[SheetCells], names: Names | None = None) -> list[SheetProposal]:
    """Propose tables and columns for every sheet; nothing of it is used before somebody confirms it.

    Args:
        sheets: The sheets of a source.
        names: Names of rows that are known, by table; those that the sheets themselves bring are added.
    """
    proposals = [_propose_sheet(cells) for cells in sheets]
    known = names_in(sheets, proposals, names or {})
    return [
        with_values(cells, proposal, known) if proposal.table else proposal
        for cells, proposal in zip(sheets, proposals, strict=True)
    ]


def names_in(
    sheets: Sequence[SheetCells], proposals: Sequence[SheetProposal], names: Names
) -> dict[str, frozenset[str]]:
    """Names of rows by table: those given, and those under the header that names the rows of a sheet's table."""
    known = {table: frozenset(words) for table, words in names.items()}
    for cells, proposal in zip(sheets, proposals, strict=True):
        key = INPUT_TABLES[proposal.table].key if proposal.table else ()
        if len(key) == 1 and (at := _place(cells, proposal, key[0])) >= 0:
            words = _texts(cells.columns[at].slice(proposal.header_row, proposal.header_row + _NAMES))
            known[proposal.table] = known.get(proposal.table, frozenset()) | words
    return known


def with_values(cells: SheetCells, proposal: SheetProposal, names: Names) -> SheetProposal:
    """The proposal with what the values say about headers of which the text says nothing.

    Args:
        cells: The sheet.
        proposal: What its headers say.
        names: Names of rows that are known, by table.
    """
    open_places = [at for at, column in enumerate(proposal.columns) if column.suggestion is None]
    taken = {column.suggestion.name for column in proposal.columns if column.suggestion is not None}
    row = proposal.header_row
    below = [
        cells.columns[_header_place(cells, row, proposal.columns[at].header)].slice(row, row + _SAMPLE_ROWS)
        for at in open_places
    ]
    columns = list(proposal.columns)
    table = INPUT_TABLES[proposal.table]
    for at, suggestion in zip(open_places, suggest_by_values(below, table, taken, names), strict=True):
        columns[at] = replace(columns[at], suggestion=suggestion)
    return replace(proposal, columns=tuple(columns))


def propose_columns(cells: SheetCells, table: Table, header_row: int | None = None) -> SheetProposal:
    """Propose columns of one table for a sheet.

    Args:
        cells: The sheet.
        table: Table that the user chose.
        header_row: Row of the headers, counted from 1; None to find it.
    """
    name = sheet_name(cells)
    layout = find_layout(cells, table, SheetMapping(name, table.name, header_row=header_row))
    if layout.header_row < 0 and header_row is None and len(filled := filled_rows(cells, 0)):
        layout = Layout(int(filled[0]), int(filled[0]) + 1)
    columns = () if layout.header_row < 0 else tuple(_propose_columns(cells, table, layout))
    found = suggest_table(name)
    match = found.match if found is not None and found.name == table.name else Match.FUZZY
    return SheetProposal(name, table.name, match, layout.header_row + 1, columns)


def _propose_sheet(cells: SheetCells) -> SheetProposal:
    table = likely_table(cells)
    if not table:
        return SheetProposal(sheet_name(cells), "", Match.FUZZY, 0, ())
    return propose_columns(cells, INPUT_TABLES[table])


def _propose_columns(cells: SheetCells, table: Table, layout: Layout) -> list[ColumnProposal]:
    proposals = []
    for column in cells.columns:
        header = column.text_at(layout.header_row).strip()
        if header:
            below = column.slice(layout.first_row, layout.first_row + _SAMPLE_ROWS)
            suggestion = _weighed(suggest_column(header, table), table, below)
            proposals.append(ColumnProposal(header, suggestion, _examples(below)))
    return proposals


def _weighed(suggestion: Suggestion | None, table: Table, below: CellColumn) -> Suggestion | None:
    """A synonym or a likeness counts less where the values do not fit the column's type."""
    if suggestion is None or suggestion.match is Match.EXACT or fits(below, table.column(suggestion.name)):
        return suggestion
    return Suggestion(suggestion.name, Match.FUZZY, round(suggestion.confidence * _UNFIT, 2))


def fits(cells: CellColumn, column: Column) -> bool:
    """Whether most filled cells have a kind that the column can hold."""
    filled = cells.kinds[cells.kinds != Kind.BLANK]
    if not len(filled):
        return True
    wanted: tuple[Kind, ...]
    if column.type is ColumnType.DATE:
        wanted = (Kind.DATE, Kind.TEXT)
    elif column.is_number:
        wanted = (Kind.NUMBER, Kind.TEXT)
    else:
        wanted = (Kind.TEXT, Kind.NUMBER, Kind.YES_NO)
    good = np.isin(filled, wanted)
    if column.is_number and column.type is not ColumnType.COST:
        good &= (filled != Kind.TEXT) | _starts_like_number(cells)[cells.kinds != Kind.BLANK]
    return bool(good.mean() > 0.5)


def _starts_like_number(cells: CellColumn) -> np.ndarray:
    texts = ((text or "").strip() for text in cells.texts.to_pylist())
    return np.fromiter((text[:1] in "0123456789+-.,($€£" and text != "" for text in texts), np.bool_, len(cells))


def _place(cells: SheetCells, proposal: SheetProposal, column: str) -> int:
    """Sheet column under whose header a column of the table stands; −1 where there is none."""
    for entry in proposal.columns:
        if entry.suggestion is not None and entry.suggestion.name == column:
            return _header_place(cells, proposal.header_row, entry.header)
    return -1


def _header_place(cells: SheetCells, header_row: int, header: str) -> int:
    texts = [column.text_at(header_row - 1).strip() for column in cells.columns]
    return texts.index(header)


def _texts(cells: CellColumn) -> frozenset[str]:
    return frozenset(cells.text_at(int(row)) for row in np.flatnonzero(cells.kinds != Kind.BLANK))


def _examples(cells: CellColumn) -> tuple[str, ...]:
    rows = np.flatnonzero(cells.kinds != Kind.BLANK)[:3]
    return tuple(cells.text_at(int(row)) for row in rows)
