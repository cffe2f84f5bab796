"""What is being typed at the cursor of a condition: a column, or a value of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_JOIN = re.compile(r";|\band\b", re.IGNORECASE)
_OPERATOR = re.compile(r"!=|<=|>=|=|<|>")


@dataclass(frozen=True, slots=True)
class CursorTerm:
    """The word that a completion would replace.

    Attributes:
        column: Column whose value is typed; empty while the column itself is.
        word: The word so far.
        start: Where it begins.
        end: Where it ends: the cursor.
    """

    column: str
    word: str
    start: int
    end: int


def term_at(text: str, cursor: int) -> CursorTerm:
    """What is typed at the cursor; quotes count, so that a join within them is none.

    Args:
        text: The condition, not necessarily complete.
        cursor: Position of the cursor.
    """
    before = text[:cursor]
    # Quoted parts are blanked out, so that signs within them separate nothing; positions stay.
    plain = re.sub(r'"[^"]*"', lambda found: "_" * len(found[0]), before)
    quote = plain.find('"')
    if quote >= 0:
        plain = plain[:quote] + "_" * (len(plain) - quote)
    begin = max((found.end() for found in _JOIN.finditer(plain)), default=0)
    operator = _OPERATOR.search(plain, begin)
    if operator is None:
        return _word("", before, begin)
    column = before[begin : operator.start()].strip()
    bars = [at + 1 for at, sign in enumerate(plain) if sign == "|" and at >= operator.end()]
    return _word(column, before, bars[-1] if bars else operator.end())


def _word(column: str, before: str, start: int) -> CursorTerm:
    blanks = len(before[start:]) - len(before[start:].lstrip())
    word = before[start + blanks :]
    return CursorTerm(column, word.strip('"'), start + blanks, len(before))
