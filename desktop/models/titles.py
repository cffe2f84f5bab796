"""What people read for the fixed names of tables and columns."""

from __future__ import annotations

_WORDS = {"co2": "CO2"}


def title(name: str) -> str:
    """``unit_cost`` as ``Unit cost``."""
    words = " ".join(_WORDS.get(word, word) for word in name.split("_"))
    return words[:1].upper() + words[1:]
