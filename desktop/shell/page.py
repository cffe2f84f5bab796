"""A page of the window, and how the window comes to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.context import Context


class Page(QWidget):
    """One page of the stack; made when it is first shown."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, in_parts: bool = False) -> None:
        """Make the page.

        Args:
            context: What it is given.
            parent: Owner.
            in_parts: Whether whoever has it made goes through `completing` before it is used; all at once otherwise.
        """
        super().__init__(parent)
        self.context = context
        self._parts = self._made()
        if not in_parts:
            self._complete()

    def completing(self) -> Iterator[None]:
        """What is left to be made of the page, part by part; it is used only after that."""
        return self._parts

    def _made(self) -> Iterator[None]:
        """Makes a page that takes long to make; the loop turns at each ``yield``."""
        yield from ()

    def _complete(self) -> None:
        for _ in self._parts:
            pass

    def enter(self) -> None:
        """The page comes to the front; what has changed meanwhile may be fetched now."""

    def header(self) -> QWidget | None:
        """Widgets of its own for the top bar; None for none."""
        return None

    def jump_to(self, table: str, key: Mapping[str, str], column: str) -> None:
        """Shows a cell, a row or a table; the page of the data does, the others have nothing to show.

        Args:
            table: Name of an input table.
            key: Key of the row, column → value; empty for the table as such.
            column: Name of a column; empty for the row as such.
        """


@dataclass(frozen=True)
class PageEntry:
    """How a page stands in the rail.

    Attributes:
        name: Identifier, e.g. ``data``.
        title: What the user reads.
        symbol: Name of its icon.
        make: Makes the page.
        at_foot: Whether it stands at the foot of the rail, apart from the work itself.
    """

    name: str
    title: str
    symbol: str
    make: Callable[[Context], Page]
    at_foot: bool = False
