"""What is looked for in cells: a part of their text, their whole text, or a pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import KnownError
from engine.network.network import key_text


@dataclass(frozen=True)
class Sought:
    """A text that is looked for, whatever its case.

    Patterns are those of RE2, which takes a time in proportion to the text, whatever somebody types.

    Attributes:
        text: What was typed.
        decimal: Decimal sign of the person who asks; numbers are looked through as that person sees them.
        whole: Whether it has to be all that stands in a cell.
        is_pattern: Whether it is a regular expression.
    """

    text: str
    decimal: str
    whole: bool = False
    is_pattern: bool = False

    @cached_property
    def expression(self) -> str:
        """The regular expression that finds it.

        Raises:
            KnownError: ``pattern-unreadable``.
        """
        inner = self.text if self.is_pattern else re.escape(self.text)
        found = rf"(?i)\A(?:{inner})\z" if self.whole else f"(?i){inner}"
        try:
            pc.match_substring_regex(pa.array([""]), found)
        except pa.ArrowInvalid as error:
            raise KnownError(
                "pattern-unreadable",
                f"“{self.text}” is no pattern: {_reason(error)}.",
                what_to_do="Correct it, or look for it as plain text.",
            ) from error
        return found

    def matches(self, cells: Sequence[Any]) -> np.ndarray:
        """Which of n cells hold it, n booleans."""
        texts = pa.array([self.shown(cell) for cell in cells], pa.string())
        return np.asarray(pc.match_substring_regex(texts, self.expression).to_numpy(zero_copy_only=False), dtype=bool)

    def replaced(self, cells: Sequence[Any], by: str) -> list[str]:
        r"""The texts of cells with another text in its place; for a pattern, ``\1`` stands there for its first group.

        Raises:
            KnownError: ``pattern-unreadable``: a group that the pattern does not have.
        """
        texts = pa.array([self.shown(cell) for cell in cells], pa.string())
        instead = by if self.is_pattern else by.replace("\\", r"\\")
        try:
            return list(pc.replace_substring_regex(texts, self.expression, instead).to_pylist())
        except pa.ArrowInvalid as error:
            raise KnownError("pattern-unreadable", f"“{by}” cannot take its place: {_reason(error)}.") from error

    def shown(self, cell: object) -> str:
        """A cell's text as the person who asks sees it."""
        if cell is None:
            return ""
        text = key_text(cell)
        return text.replace(".", self.decimal) if isinstance(cell, float) and self.decimal != "." else text


def _reason(error: pa.ArrowInvalid) -> str:
    """What the library says, without its own name of the error and without the expression made of the pattern."""
    _, _, said = str(error).partition(": ")
    return said.partition(": (?i)")[0].strip().rstrip(".") or "it cannot be read"
