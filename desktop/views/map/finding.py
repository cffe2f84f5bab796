"""Finding a site by what is typed of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def site_called(names: Sequence[str], text: str) -> int:
    """Place of the site whose name is a text, else begins with it, else holds it; -1 for none.

    Args:
        names: Names of the sites.
        text: What is looked for; capital and small letters are the same.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return -1
    folded = [name.casefold() for name in names]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == wanted,
        lambda name: name.startswith(wanted),
        lambda name: wanted in name,
    )
    return next((place for test in tests for place, name in enumerate(folded) if test(name)), -1)
