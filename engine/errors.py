"""The two kinds of failure: what the world or the user's data did, and what the product did."""

from __future__ import annotations


class KnownError(Exception):
    """The world or the user's data stands in the way; the message says what, where and what to do.

    Attributes:
        code: Stable identifier such as ``file-protected``; scripts may rely on it.
        message: What happened, one sentence in the user's words.
        where: File, sheet, cell, table or row concerned; empty where there is no place.
        what_to_do: The next step for the user.
    """

    def __init__(self, code: str, message: str, *, where: str = "", what_to_do: str = "") -> None:
        self.code = code
        self.message = message
        self.where = where
        self.what_to_do = what_to_do
        super().__init__(str(self))

    def __str__(self) -> str:
        """The whole text: what, where, what to do."""
        place = f" [{self.where}]" if self.where else ""
        advice = f" {self.what_to_do}" if self.what_to_do else ""
        return f"{self.message}{place}{advice}"


class BugError(Exception):
    """A promise inside the product is broken; never the user's fault."""
