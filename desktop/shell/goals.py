"""What the palette finds: actions, tables and their columns, scenarios, and rows by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QIcon

from desktop.context import Context
from desktop.models.titles import title
from desktop.theme import icon, theme
from engine.schema import INPUT_TABLES, Table
from engine.schema.core.scenarios import BASELINE

NAMED = ("facilities", "customers", "suppliers", "products", "modes", "periods")
"""Tables whose rows are found by their names."""

_SITES = frozenset({"facilities", "customers", "suppliers"})
_SYMBOLS = {
    "facilities": "warehouse",
    "customers": "store",
    "suppliers": "factory",
    "products": "package",
    "modes": "truck",
    "periods": "calendar",
}


@dataclass(frozen=True)
class Goal:
    """Something to do or a place to go to.

    Attributes:
        text: What the user reads and looks for.
        note: What kind of thing it is, or the keys of an action; stands at the right.
        picture: Its icon.
        run: Does it.
        sought: Words by which it is found besides its text.
    """

    text: str
    note: str
    picture: QIcon
    run: Callable[[], object]
    sought: str = field(default="")

    def rank(self, words: list[str]) -> int:
        """How well typed words fit: 0 where it begins with them, 3 where one of them is not in it."""
        text = f"{self.text} {self.sought}".lower()
        if not all(word in text for word in words):
            return 3
        if text.startswith(" ".join(words)):
            return 0
        starts = text.replace("›", " ").split()
        return 1 if all(any(start.startswith(word) for start in starts) for word in words) else 2


def action_goal(action: QAction) -> Goal:
    """An action, with its keys."""
    keys = action.shortcut()
    return Goal(action.text(), keys.toString(keys.SequenceFormat.NativeText), action.icon(), action.trigger)


def table_goals(context: Context) -> Iterator[Goal]:
    """Every input table, then every column of each."""
    jump = context.navigation.jump_to
    for table in INPUT_TABLES.values():
        note, run = _tr("table"), partial(jump, table.name, {})
        yield Goal(title(table.name), note, _icon("table-2"), run, table.name)
    for table in INPUT_TABLES.values():
        for column in table.columns:
            run = partial(jump, table.name, {}, column.name)
            yield Goal(_column_words(table, column.name), _tr("column"), _icon("columns-3"), run, column.name)


def row_goal(context: Context, table: str, name: str) -> Goal:
    """A row by its name; a site is selected on every page, too."""

    def go() -> None:
        if table in _SITES:
            context.selection.choose_sites([name])
        context.navigation.jump_to(table, {INPUT_TABLES[table].key[0]: name})

    return Goal(name, title(table), _icon(_SYMBOLS[table]), go)


def scenario_goal(context: Context, name: str) -> Goal:
    """A scenario, to be looked at on every page."""
    return Goal(name, _tr("scenario"), _icon("layers"), partial(context.selection.choose_scenario, name))


def baseline_goal(context: Context) -> Goal:
    """The Baseline, which has no row of its own."""
    return scenario_goal(context, BASELINE)


def _column_words(table: Table, column: str) -> str:
    return f"{title(table.name)} › {title(column)}"


def _icon(symbol: str) -> QIcon:
    return icon(symbol, theme().tokens.muted)


def _tr(text: str) -> str:
    return QCoreApplication.translate("goals", text)
