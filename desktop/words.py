"""Numbers in words as the user's language writes them."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun.

    Args:
        count: How many.
        one: What stands for exactly one, e.g. ``1 error``.
        many: What stands for any other number, with ``{n}`` for it, e.g. ``{n} errors``.
    """
    return one if count == 1 else many.replace("{n}", QLocale().toString(count))
