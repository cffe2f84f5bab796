"""A column: type, unit, rules, meaning and formula of one field of one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.schema.unit import Unit


class ColumnType(StrEnum):
    """What a cell holds. Text-like types are stored as text, the others as 64-bit floats."""

    TEXT = "text"
    REFERENCE = "reference"
    CHOICE = "choice"
    DATE = "date"
    YES_NO = "yes/no"
    NUMBER = "number"
    INTEGER = "integer"
    SHARE = "share"
    COST = "cost"

    @property
    def is_number(self) -> bool:
        """Whether cells are floats; a COST cell may hold the name of a step cost instead."""
        return self in _NUMBERS


_NUMBERS = frozenset({ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.SHARE, ColumnType.COST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; the only place where its rules and words stand.

    Attributes:
        name: Fixed name, as in the workbook header.
        type: What a cell holds.
        meaning: One sentence for help, notes and the schema page.
        example: One valid cell, as text.
        formula: The term of the mathematics in which the column stands; empty where there is none.
        unit: Unit kind.
        key: Whether the column is part of the row's natural key.
        required: Whether a blank is an error.
        required_with: The column is required where any of these columns of the row is filled.
        default: Value that a blank stands for; None where a blank has another meaning (see ``blank``).
        blank: What a blank means, in words; empty where a blank is an error.
        minimum: Smallest allowed number; None for no limit.
        maximum: Largest allowed number; None for no limit.
        above_minimum: Whether the minimum itself is not allowed.
        choices: Allowed words of a CHOICE.
        refers_to: Tables whose key a REFERENCE may name; ``groups`` among them allows a group.
        synonyms: Other headers under which workbooks carry this column, in lower case.
        together: Name shared by columns of a table that mean one thing (merged as one).
    """

    name: str
    type: ColumnType
    meaning: str
    example: str
    formula: str = ""
    unit: Unit = Unit.NONE
    key: bool = False
    required: bool = False
    required_with: tuple[str, ...] = ()
    default: str | float | None = None
    blank: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above_minimum: bool = False
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    together: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the column is stored as 64-bit floats."""
        return self.type.is_number

    @property
    def may_be_blank(self) -> bool:
        """Whether a blank has a meaning (a default, or words in ``blank``)."""
        return not self.required and (self.default is not None or bool(self.blank))

    @property
    def may_name_group(self) -> bool:
        """Whether the cell may name a group instead of a single row."""
        return "groups" in self.refers_to and len(self.refers_to) > 1
