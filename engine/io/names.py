"""Names of sheets and headers compared with the schema's: exact, synonym, or merely alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from engine.schema import INPUT_TABLES, Table

_BRACKETED = re.compile(r"\s*[\[(][^\])]*[\])]\s*$")
_BETWEEN = re.compile(r"[\s_\-./*!:]+")
_LEAST_ALIKE = 0.72
_CASES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Match(StrEnum):
    """How a name was recognised: by itself, a synonym, its spelling, its values; the first two are used unasked."""

    EXACT = "exact"
    SYNONYM = "synonym"
    FUZZY = "fuzzy"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A table or column that a name probably means.

    Attributes:
        name: Name in the schema.
        match: How it was recognised.
        confidence: 1 for exact, 0.95 for a synonym, else how alike the spellings are, from 0 to 1.
    """

    name: str
    match: Match
    confidence: float


def plain_name(text: str) -> str:
    """Lower case, single spaces, no unit in brackets: ``Unit_Cost (USD)`` and ``unitCost`` are ``unit cost``."""
    spaced = _CASES.sub(" ", _BRACKETED.sub("", text.strip()))
    return _BETWEEN.sub(" ", spaced).strip().casefold()


def bracketed_unit(text: str) -> str:
    """What stands in brackets at the end of a header, ``USD`` in ``Unit cost (USD)``; empty if nothing does."""
    found = _BRACKETED.search(text)
    return found.group().strip().strip("[]()").strip() if found else ""


def suggest_table(sheet: str) -> Suggestion | None:
    """The input table that a sheet's name means, or probably means; None if none is alike."""
    return _suggest(sheet, _table_names())


def suggest_column(header: str, table: Table) -> Suggestion | None:
    """The column that a header means, or probably means; None if none is alike."""
    return _suggest(header, _column_names(table.name))


def sure_column(header: str, table: Table) -> Suggestion | None:
    """The column that a header means by its name or a synonym; None otherwise."""
    return _sure(header, _column_names(table.name))


_Names = dict[str, tuple[Suggestion, ...]]


def _suggest(text: str, names: _Names) -> Suggestion | None:
    return _sure(text, names) or _alike(text, names)


def _sure(text: str, names: _Names) -> Suggestion | None:
    """A name that means exactly one thing; an exact name goes before a synonym of something else."""
    for wanted in (_BETWEEN.sub(" ", text).strip().casefold(), plain_name(text)):
        found = names.get(wanted, ())
        if exact := [meaning for meaning in found if meaning.match is Match.EXACT]:
            return exact[0]
        if len({meaning.name for meaning in found}) == 1:
            return found[0]
    return None


def _alike(text: str, names: _Names) -> Suggestion | None:
    wanted = plain_name(text)
    if not wanted:
        return None
    scored = ((_alikeness(wanted, known), meanings[0].name) for known, meanings in names.items())
    score, name = max(scored, default=(0.0, ""))
    return Suggestion(name, Match.FUZZY, round(score, 2)) if score >= _LEAST_ALIKE else None


def _alikeness(wanted: str, known: str) -> float:
    matcher = SequenceMatcher(None, wanted, known, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST_ALIKE else 0.0


@lru_cache(maxsize=1)
def _table_names() -> _Names:
    return _index((table.name, table.synonyms) for table in INPUT_TABLES.values())


@lru_cache(maxsize=128)
def _column_names(table: str) -> _Names:
    return _index((column.name, column.synonyms) for column in INPUT_TABLES[table].columns)


def _index(named: Iterable[tuple[str, tuple[str, ...]]]) -> _Names:
    index: dict[str, tuple[Suggestion, ...]] = {}
    for name, synonyms in named:
        meanings = [(plain_name(name), Suggestion(name, Match.EXACT, 1.0))]
        meanings += [(word, Suggestion(name, Match.SYNONYM, 0.95)) for word in synonyms]
        meanings += [(plain_name(word), Suggestion(name, Match.SYNONYM, 0.95)) for word in synonyms]
        for word, meaning in meanings:
            index[word] = (*index.get(word, ()), meaning)
    return index
