"""Conditions that pick rows: their form, parsed from and printed as text.

Grammar::

    where     = [ term { (";" | "and") term } [ ";" ] ]      blank: every row
    term      = column operator values                       all terms must hold
    column    = name [ "." name ]                            quantity, or customer.region (of the row referred to)
    operator  = "=" | "!=" | "<" | "<=" | ">" | ">="         the last four take one value, of a number or a date
    values    = value { "|" value }                          = : any of them; != : none of them
    value     = bare | quoted | nothing                      nothing, or "": the cell is blank
    bare      = text without ; | = < > ! " and without the word `and`; blanks around it do not count
    quoted    = '"' any text, a quote written twice '"'

A value that names a group stands for the group's members too. How columns are found is in ``columns``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_PLAIN = re.compile(r'[^\s;|=<>!"]+(?: [^\s;|=<>!"]+)*')
_JOINING_WORD = re.compile(r"\band\b", re.IGNORECASE)


class Operator(StrEnum):
    """How a cell is compared with the values of a term."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="

    @property
    def orders(self) -> bool:
        """Whether it asks for an order, so that it takes one number or date."""
        return self not in {Operator.EQUAL, Operator.NOT_EQUAL}


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison of a condition.

    Attributes:
        column: Column of the table, or ``reference.column`` of the row referred to.
        operator: How the cell is compared.
        values: Alternatives as text; ``""`` is a blank cell.
        position: Place of the term in the text, from 1; 0 for a term made by code.
    """

    column: str
    operator: Operator
    values: tuple[str, ...]
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """The term in canonical form."""
        return f"{self.column} {self.operator} {' | '.join(quoted(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Where:
    """A condition: all of its terms must hold; without terms every row is meant."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """The condition in canonical form; parsing it gives the same condition."""
        return "; ".join(str(term) for term in self.terms)


def quoted(value: str) -> str:
    """A value as it must be written in a condition: bare where it is plain, else in quotes."""
    if _PLAIN.fullmatch(value) and not _JOINING_WORD.search(value):
        return value
    return '"' + value.replace('"', '""') + '"'
