"""Where a sheet's headers stand, which columns they name, and where its rows begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc

from engine.io.a1 import cell_name, column_letters
from engine.io.cells import Kind, SheetCells
from engine.io.names import Match, bracketed_unit, plain_name, suggest_column, sure_column
from engine.io.profile import SheetMapping
from engine.issues import Issue, Severity
from engine.schema import Table

_LOOKED_AT = 30
_UNIT = re.compile(r"^[\[(]?[^\W\d][\w$€£%/·.² ^-]{0,24}[\])]?$|^[\[(]?[$€£%][\])]?$")


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet stands for one table.

    Attributes:
        header_row: Row of the headers, counted from 0; -1 where none was found.
        first_row: First row of data, counted from 0.
        columns: Sheet column, counted from 0, by column of the table.
        issues: Headers that are unknown, doubled, missing or carry a unit.
    """

    header_row: int
    first_row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def find_layout(cells: SheetCells, table: Table, mapping: SheetMapping) -> Layout:
    """Find headers and data of a sheet.

    Headers stand in the row, of the first 30, that names most columns of the table. A row of units right under
    it is passed over and reported. Headers that are neither names nor synonyms are reported and not used.

    Args:
        cells: The sheet.
        table: Table that it feeds.
        mapping: What the user said about it; may be empty.
    """
    row = mapping.header_row - 1 if mapping.header_row is not None else _header_row(cells, table, mapping)
    if not len(filled_rows(cells, 0)):
        return Layout(-1, 0)
    if not 0 <= row < cells.rows:
        return Layout(-1, 0, issues=(_no_headers(cells, table),))
    headers = [column.text_at(row).strip() for column in cells.columns]
    columns, issues = _named_columns(cells, row, headers, table, mapping)
    first_row = row + 1
    if _is_unit_row(cells, first_row, table, columns):
        issues.append(_unit_row(cells, first_row, table))
        first_row += 1
    return Layout(row, first_row, columns, tuple(issues))


def count_sure_headers(cells: SheetCells, table: Table) -> int:
    """How many columns of the table the best header row names."""
    row = _header_row(cells, table, SheetMapping(cells.sheet, table.name))
    return 0 if row < 0 else _known(cells, row, table, SheetMapping(cells.sheet, table.name))


def _header_row(cells: SheetCells, table: Table, mapping: SheetMapping) -> int:
    counts = [_known(cells, row, table, mapping) for row in range(min(_LOOKED_AT, cells.rows))]
    best = max(counts, default=0)
    return counts.index(best) if best else -1


def _known(cells: SheetCells, row: int, table: Table, mapping: SheetMapping) -> int:
    """Number of different columns of the table that a row names."""
    texts = (column.text_at(row).strip() for column in cells.columns if int(column.kinds[row]) == Kind.TEXT)
    return len({name for name in (_meaning(text, table, mapping)[0] for text in texts) if name})


def _meaning(header: str, table: Table, mapping: SheetMapping) -> tuple[str, float]:
    """Column that a header stands for and how sure that is: 2 by the user, 1 by name, 0.95 by synonym; else ""."""
    wanted = plain_name(header)
    for said, column in mapping.columns.items():
        if said.strip() == header or plain_name(said) == wanted:
            return column, 2.0
    if wanted in {plain_name(text) for text in mapping.ignored}:
        return "", 0.0
    found = sure_column(header, table)
    return (found.name, found.confidence) if found else ("", 0.0)


def _named_columns(
    cells: SheetCells, row: int, headers: list[str], table: Table, mapping: SheetMapping
) -> tuple[dict[str, int], list[Issue]]:
    best: dict[str, tuple[float, int]] = {}
    issues: list[Issue] = []
    for number, header in enumerate(headers):
        name, weight = _meaning(header, table, mapping)
        if not name:
            issues += _unknown_header(cells, row, number, header, table, mapping)
        elif name not in best:
            best[name] = (weight, number)
        else:
            loser = number if weight <= best[name][0] else best[name][1]
            issues.append(_doubled(cells, row, (best[name], (weight, number)), name, table))
            if loser != number:
                best[name] = (weight, number)
    columns = {name: number for name, (_, number) in best.items() if name not in mapping.constants}
    issues += [_replaced(cells, row, best[name][1], name, table) for name in mapping.constants if name in best]
    issues += [_not_found(cells, row, header, name, table) for header, name in _unfound(headers, mapping)]
    issues += [_missing(cells, row, name, table) for name in _absent(table, columns, mapping)]
    issues += [issue for name, number in columns.items() for issue in _unit(cells, row, number, name, table, mapping)]
    return columns, issues


def _unfound(headers: list[str], mapping: SheetMapping) -> list[tuple[str, str]]:
    """Headers, with their columns, that the user mapped and the sheet does not have."""
    present = {plain_name(header) for header in headers}
    return [(header, name) for header, name in mapping.columns.items() if plain_name(header) not in present]


def _absent(table: Table, columns: Mapping[str, int], mapping: SheetMapping) -> list[str]:
    given = {*columns, *mapping.constants}
    return [column.name for column in table.columns if column.required and column.name not in given]


def _unknown_header(
    cells: SheetCells, row: int, number: int, header: str, table: Table, mapping: SheetMapping
) -> list[Issue]:
    below = cells.columns[number].slice(row + 1)
    ignored = plain_name(header) in {plain_name(text) for text in mapping.ignored}
    if ignored or (not header and not below.kinds.any()) or not below.kinds.any():
        return []
    guess = suggest_column(header, table)
    hint = f" Does it mean {guess.name!r}?" if guess is not None and guess.match is Match.FUZZY else ""
    return [
        Issue(
            Severity.WARNING,
            "column-unknown",
            f"Column {column_letters(number)} ({header or 'without a header'}) is not part of table {table.name!r} "
            f"and was not read.{hint} Map it, or leave it out on purpose.",
            table.name,
            value=header,
            source=f"{cells.place}!{cell_name(row, number)}",
        )
    ]


def _doubled(
    cells: SheetCells, row: int, both: tuple[tuple[float, int], tuple[float, int]], name: str, table: Table
) -> Issue:
    (first_weight, first), (second_weight, second) = both
    undecided = first_weight == second_weight
    used = second if second_weight > first_weight else first
    left = first if used == second else second
    message = f"Columns {column_letters(first)} and {column_letters(second)} both stand for {name!r}"
    ending = "; map one of them and leave the other out." if undecided else f"; {column_letters(used)} was read."
    return Issue(
        Severity.ERROR if undecided else Severity.WARNING,
        "column-twice",
        message + ending,
        table.name,
        column=name,
        value=cells.columns[left].text_at(row),
        source=f"{cells.place}!{cell_name(row, left)}",
    )


def _replaced(cells: SheetCells, row: int, number: int, name: str, table: Table) -> Issue:
    return Issue(
        Severity.WARNING,
        "column-replaced",
        f"The mapping gives one value for {name!r}, so column {column_letters(number)} of the sheet was not read.",
        table.name,
        column=name,
        value=cells.columns[number].text_at(row),
        source=f"{cells.place}!{cell_name(row, number)}",
    )


def _not_found(cells: SheetCells, row: int, header: str, name: str, table: Table) -> Issue:
    return Issue(
        Severity.ERROR,
        "column-mapped-missing",
        f"The mapping takes {name!r} from a column {header!r}, and the sheet has no such header. Correct the mapping.",
        table.name,
        column=name,
        value=header,
        source=f"{cells.place}!row {row + 1}",
    )


def _missing(cells: SheetCells, row: int, name: str, table: Table) -> Issue:
    column = table.column(name)
    others = f" (also: {', '.join(column.synonyms)})" if column.synonyms else ""
    return Issue(
        Severity.ERROR,
        "column-missing",
        f"No column of the sheet is named {name!r}{others}; table {table.name!r} needs it. Rename or map a column.",
        table.name,
        column=name,
        source=f"{cells.place}!row {row + 1}",
    )


def _unit(cells: SheetCells, row: int, number: int, name: str, table: Table, mapping: SheetMapping) -> list[Issue]:
    header = cells.columns[number].text_at(row)
    unit = bracketed_unit(header)
    if not unit or not table.column(name).is_number or name in mapping.factors or name in mapping.columns.values():
        return []
    return [
        Issue(
            Severity.NOTE,
            "unit-in-header",
            f"The header names the unit {unit!r}; values were taken as they are, in the project's units. "
            "Map the column with a factor if its unit differs.",
            table.name,
            column=name,
            value=header,
            source=f"{cells.place}!{cell_name(row, number)}",
        )
    ]


def _no_headers(cells: SheetCells, table: Table) -> Issue:
    return Issue(
        Severity.ERROR,
        "headers-missing",
        f"None of the first {_LOOKED_AT} rows names a column of table {table.name!r}. "
        "Put the column names in one row, or map the columns.",
        table.name,
        source=cells.place,
    )


def _is_unit_row(cells: SheetCells, row: int, table: Table, columns: Mapping[str, int]) -> bool:
    """Whether a row holds units: only short words, and words where numbers belong."""
    if row >= cells.rows:
        return False
    filled = [number for number, column in enumerate(cells.columns) if column.kinds[row] != Kind.BLANK]
    numeric = {number for name, number in columns.items() if table.column(name).is_number}
    words = [cells.columns[number] for number in filled]
    return (
        bool(numeric.intersection(filled))
        and all(column.kinds[row] == Kind.TEXT and _UNIT.match(column.text_at(row).strip()) for column in words)
        and not any(table.column(name).key and number in filled for name, number in columns.items())
    )


def _unit_row(cells: SheetCells, row: int, table: Table) -> Issue:
    return Issue(
        Severity.NOTE,
        "unit-row",
        f"Row {row + 1} holds units and was passed over; numbers were taken in the project's units.",
        table.name,
        source=f"{cells.place}!row {row + 1}",
    )


def filled_rows(cells: SheetCells, first_row: int) -> np.ndarray:
    """Rows from `first_row` on with at least one cell that is not blank, counted from 0.

    Text of nothing but white space counts as blank.
    """
    size = max(cells.rows - first_row, 0)
    filled = np.zeros(size, np.bool_)
    for column in cells.columns:
        kinds = column.kinds[first_row:]
        filled |= (kinds != Kind.BLANK) & (kinds != Kind.TEXT)
        if filled.all():
            break
        spaces = pc.utf8_trim_whitespace(column.texts[first_row:])
        filled |= pc.fill_null(pc.greater(pc.binary_length(spaces), 0), False).to_numpy(zero_copy_only=False)
    return np.flatnonzero(filled) + first_row
