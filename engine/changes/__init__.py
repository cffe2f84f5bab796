"""Change sets: difference, apply, invert, compose, edits and their bytes; pure functions on columnar values."""

from engine.changes.algebra import compose, invert
from engine.changes.application import apply
from engine.changes.change_set import CellChanges, ChangeSet, Counts, TableChange, Updates, joined_sources, merged
from engine.changes.codec import decode, encode
from engine.changes.conflict import ChangeConflictError, Clash
from engine.changes.difference import diff
from engine.changes.edits import delete_rows, insert_rows, set_cells
from engine.changes.keys import require_unique_keys
from engine.changes.renaming import rename_key
from engine.changes.sameness import same_change, same_rows

__all__ = [
    "CellChanges",
    "ChangeConflictError",
    "ChangeSet",
    "Clash",
    "Counts",
    "TableChange",
    "Updates",
    "apply",
    "compose",
    "decode",
    "delete_rows",
    "diff",
    "encode",
    "insert_rows",
    "invert",
    "joined_sources",
    "merged",
    "rename_key",
    "require_unique_keys",
    "same_change",
    "same_rows",
    "set_cells",
]
