"""ChangeConflictError: a change set meets rows other than those it was made for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine.errors import KnownError


class Clash(StrEnum):
    """What stands in the way of a change; the value is the stable code of the error."""

    CHANGED = "change-conflict"
    MISSING = "change-row-missing"
    EXISTS = "change-row-exists"
    DUPLICATE = "key-duplicate"


_SENTENCES = {
    Clash.CHANGED: "The cell holds {found} where the change expects {expected}.",
    Clash.MISSING: "The row that the change edits does not exist.",
    Clash.EXISTS: "A row with this key exists already.",
    Clash.DUPLICATE: "Two rows have the same key.",
}
_ADVICE = {
    Clash.CHANGED: "Make the change again on the rows as they stand now.",
    Clash.MISSING: "Make the change again on the rows as they stand now.",
    Clash.EXISTS: "Give the new row another key, or edit the row that exists.",
    Clash.DUPLICATE: "Remove one of them, or tell them apart by a key column.",
}


class ChangeConflictError(KnownError):
    """The rows are not those that the change set saw; nothing was changed.

    Attributes:
        clash: What stands in the way.
        table: Table concerned.
        key: Key columns of the row with their values as text.
        column: Column concerned; empty where the whole row is meant.
        expected: Value that the change set saw, as text.
        found: Value that stands there, as text.
    """

    def __init__(
        self,
        clash: Clash,
        *,
        table: str,
        key: Mapping[str, str],
        column: str = "",
        expected: str = "",
        found: str = "",
    ) -> None:
        self.clash = clash
        self.table = table
        self.key = dict(key)
        self.column = column
        self.expected = expected
        self.found = found
        row = ", ".join(f"{name} = {value or 'blank'}" for name, value in self.key.items())
        sentence = _SENTENCES[clash].format(expected=expected or "a blank", found=found or "a blank")
        where = f"{table}: {row}" + (f", column {column}" if column else "")
        super().__init__(clash.value, sentence, where=where, what_to_do=_ADVICE[clash])
