"""A copied block that begins with headings: they say which column is which, wherever the block is pasted."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.clipboard_block import Block
from desktop.models.edits import Target
from engine.io.names import Match, sure_column
from engine.schema import Table, input_table


def headings(table: Table, texts: Sequence[str]) -> tuple[str, ...] | None:
    """Columns that a row of texts names, in its order; None where any of them is no heading, or a column stands twice.

    Args:
        table: The table that is pasted into.
        texts: The first row of a block: names of columns or synonyms, a unit may stand in brackets behind them.
    """
    meant = [sure_column(text, table) for text in texts]
    names = tuple(found.name for found in meant if found is not None)
    return names if names and len(names) == len(texts) == len(set(names)) else None


def begins_with_headings(target: Target, text: str) -> bool:
    """Whether a copied text of several lines begins with headings; reads no more than its first line."""
    first, _, rest = text.replace("\r", "\n").partition("\n")
    rows = Block.parse(first).rows
    return bool(rest.strip("\n") and rows) and _named(target, rows[0]) is not None


def without_headings(target: Target, block: Block) -> tuple[Target, Block]:
    """Where a block goes by its headings, and its rows below them; both as they are where there are no headings."""
    names = _named(target, block.rows[0]) if len(block.rows) > 1 else None
    if names is None:
        return target, block
    return Target(target.table, target.places, names), Block(block.rows[1:])


def _named(target: Target, first: Sequence[str]) -> tuple[str, ...] | None:
    """Columns by headings; a block of one column has one only by the very column's name: a synonym may be a value."""
    table = input_table(target.table)
    names = headings(table, first)
    if names is not None and len(names) == 1 and not _is_name_of(table, first[0], target.columns[0]):
        return None
    return names


def _is_name_of(table: Table, text: str, column: str) -> bool:
    meant = sure_column(text, table)
    return meant is not None and meant.match is Match.EXACT and meant.name == column
