"""Nearness: which known name a misspelt one probably means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def plain(name: str) -> str:
    """A name without case, spaces, punctuation and invisible characters; equal for names that look alike."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as `` Did you mean 'Denver DC'?``, or nothing where no known name looks alike."""
    wanted = plain(name)
    found = next((other for other in known if plain(other) == wanted), "") if wanted else ""
    return f" Did you mean '{found}'?" if found else ""


class Lookalikes:
    """The same for many names: known names by how they look."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_look: dict[str, str] = {}
        for name in known:
            self._by_look.setdefault(plain(name), name)

    def hint(self, name: str) -> str:
        """A hint as ``nearest`` gives it."""
        found = self._by_look.get(plain(name), "")
        return f" Did you mean '{found}'?" if found else ""
