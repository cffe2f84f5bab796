"""Help in words: what a column means, and what is to be said about a cell."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from desktop.models.titles import title
from engine.schema import Column, ColumnType

if TYPE_CHECKING:
    from desktop.models.table_model import TableModel


def column_facts(column: Column, units: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is to be known about a column, as pairs of a word and its text; blank facts are left out."""
    facts = [
        ("Type", _type(column)),
        ("Unit", unit_text(column, units)),
        ("Formula", column.formula),
        ("Blank", column.blank or ("must not be blank" if column.required else "")),
        ("Allowed", _allowed(column)),
        ("Example", column.example),
        ("In workbooks", column.name),
    ]
    return [(word, text) for word, text in facts if text]


def column_tip(column: Column, units: Mapping[str, str]) -> str:
    """The same as a tooltip."""
    rows = "".join(
        f"<tr><td style='padding-right:8px'><i>{escape(word)}</i></td><td>{escape(text)}</td></tr>"
        for word, text in column_facts(column, units)
    )
    return f"<b>{escape(title(column.name))}</b><p>{escape(column.meaning)}</p><table>{rows}</table>"


def unit_text(column: Column, units: Mapping[str, str]) -> str:
    """The unit in the project's words; empty where there is none, or the project's are not known yet."""
    return column.unit.text(units) if units else ""


def cell_tip(model: TableModel, row: int, column: Column) -> str:
    """Problems, overrides and origin of a cell; empty where there is nothing to say."""
    if row == model.draft_row:
        return escape(model.draft.refusal)
    lines = []
    marks = model.marks_at(row)
    for name in (column.name, ""):
        if name in marks:
            lines += [escape(message) for message in marks[name].messages]
    lines += _override_lines(model, row, column)
    cells = model.row(row)
    lines += _exact_lines(model, row, column)
    source = model.source_of(cells, column.name) if cells is not None else ""
    if source:
        lines.append(f"<i>Imported from {escape(source)}</i>")
    return "<br>".join(lines)


def _exact_lines(model: TableModel, row: int, column: Column) -> list[str]:
    """The number with all its digits where the grid shows it shorter, or too narrow."""
    cells, number = model.row(row), model.table.column_names.index(column.name)
    value = cells[number] if cells is not None else None
    if not isinstance(value, float) or model.text.exact(value) == model.shown(row, number):
        return []
    return [escape(f"Exactly {model.text.exact(value)}")]


def _override_lines(model: TableModel, row: int, column: Column) -> list[str]:
    cell = model.overridden_at(row, column.name)
    gone = model.overridden_at(row, "")
    lines = []
    if cell is not None:
        value = model.text.exact(cell.value) or "blank"
        lines = [f"<b>The chosen scenario makes it {escape(value)}</b>", *map(escape, cell.sentences)]
    if gone is not None:
        lines += ["<b>The chosen scenario deletes this row</b>", *map(escape, gone.sentences)]
    return lines


def _type(column: Column) -> str:
    if column.choices:
        return "one of " + ", ".join(column.choices)
    if column.type is ColumnType.COST:
        return "number, or the name of a step cost"
    if column.refers_to:
        tables = [name for name in column.refers_to if name != "groups"]
        words = "name from " + " or ".join(tables) if tables else "name of a group"
        return f"{words}, or of a group" if column.may_name_group else words
    return str(column.type)


def _allowed(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"above {low:g}" if column.above_minimum else f"{low:g} or more"
    return f"{high:g} or less" if high is not None else ""
