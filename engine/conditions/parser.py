"""The parser of conditions; the grammar stands in ``where``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.conditions.where import Operator, Term, Where
from engine.errors import KnownError

_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"]|"")*")|(?P<operator>!=|<=|>=|=|<|>)|(?P<bar>\|)|(?P<join>;|and(?![^\s;|=<>!"]))'
    r'|(?P<word>[^\s;|=<>!"]+)|(?P<stray>[!"]))',
    re.IGNORECASE,
)
_COLUMN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?", re.ASCII)
_OPERATORS = "= != < <= > >="
_JOINS = "; or and"


def parse_where(text: str) -> Where:
    """The condition that a text stands for; a blank text is the condition that every row meets.

    Raises:
        KnownError: ``where-syntax``, with the position of what is wrong and what would be right there.
    """
    return _Parser(text).parse()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class _Parser:
    """A cursor over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._scan())
        self._at = 0

    def parse(self) -> Where:
        terms = []
        while self._peek().kind != "end":
            terms.append(self._term())
            join = self._peek()
            if join.kind == "end":
                break
            if join.kind != "join":
                raise self._error(join, f"the end, or {_JOINS} before a further term, is expected")
            self._at += 1
            if join.text != ";" and self._peek().kind == "end":
                raise self._error(self._peek(), "a column is expected after and")
        return Where(tuple(terms))

    def _term(self) -> Term:
        column = self._peek()
        if column.kind != "word" or not _COLUMN.fullmatch(column.text):
            raise self._error(column, "a column name such as product or customer.region is expected")
        self._at += 1
        sign = self._peek()
        if sign.kind != "operator":
            raise self._error(sign, f"one of {_OPERATORS} is expected after column {column.text}{self._hint()}")
        self._at += 1
        values = [self._value()]
        while self._peek().kind == "bar":
            self._at += 1
            values.append(self._value())
        operator = Operator(sign.text)
        if operator.orders and (len(values) > 1 or not values[0]):
            raise self._error(sign, f"{operator} takes exactly one value")
        return Term(column.text, operator, tuple(values), column.start + 1)

    def _value(self) -> str:
        first = last = self._peek()
        if first.kind == "quoted":
            self._at += 1
            return first.text[1:-1].replace('""', '"')
        while self._peek().kind == "word":
            last = self._peek()
            self._at += 1
        if self._peek().kind in {"operator", "quoted"}:
            raise self._error(
                self._peek(), 'a value that contains ; | = < > ! " or the word and must stand in "quotes"'
            )
        return self._text[first.start : last.end] if first.kind == "word" else ""

    def _hint(self) -> str:
        """What may have been meant where a word after ``and`` turns out to be no column."""
        joined = self._at > 1 and self._tokens[self._at - 2].kind == "join"
        return ' (a value with the word and in it must stand in "quotes")' if joined else ""

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _scan(self) -> Iterator[_Token]:
        position = 0
        end = len(self._text.rstrip())
        while position < end:
            found = _TOKEN.match(self._text, position)
            assert found is not None
            assert found.lastgroup is not None
            kind = found.lastgroup
            token = _Token(kind, found[kind], found.start(kind), found.end(kind))
            if kind == "stray":
                wrong = "the closing quote is missing" if token.text == '"' else 'a value with ! must stand in "quotes"'
                raise self._error(token, wrong)
            yield token
            position = token.end
        yield _Token("end", "", len(self._text), len(self._text))

    def _error(self, token: _Token, expected: str) -> KnownError:
        return KnownError(
            "where-syntax",
            f"The condition cannot be read at position {token.start + 1}: {expected}.",
            where=self._text,
            what_to_do="Write it like: customer.region = West; product = Water | Juice.",
        )
