"""The rows behind a grid: which there are, the cells of those looked at, and the questions to the store about both."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models.row_cache import ROWS_IN_A_PAGE, HeldRow, RowCache
from desktop.session import Selection, Session
from engine.errors import KnownError
from engine.network import Source
from engine.schema import Table, input_table
from sync.store import Asked

if TYPE_CHECKING:
    from desktop.models.reading import Opened, PageRead
    from desktop.session.database import Ticket
    from engine.changes import ChangeSet

_SCENARIO_TABLES = frozenset({"scenarios", "overrides", "groups"})


class RowSource(QObject):
    """Rows of one table in one order, kept in step with the store.

    It holds the ids of all rows and the cells of the last ones looked at. What it does not hold it asks for; answers to
    questions that are no longer asked are dropped. Rows come and go between a pair of signals, as Qt's models want it.

    Signals:
        resetting(), reset(): All rows are others.
        removing(int, int), removed(): Rows from the first to the last go.
        inserting(int, int), inserted(): Rows from the first to the last come.
        fetched(): Cells are there, or others than before.
        opened(): The rows asked for are there.
        refused(KnownError): A filter cannot be read; the rows stay as they were.

    Attributes:
        asked: Table, order and filters.
        table: The table.
        places: Ids of all rows, in order; treat it as read-only.
        total: Rows of the table without filters.
        decimals: Digits after the decimal sign that each column needs.
        units: Currency and units of the project.
        sources: What the numbers in ``_source`` stand for.
        is_loading: Whether another table was asked for and is not there yet.
    """

    resetting, reset = Signal(), Signal()
    removing, removed = Signal(int, int), Signal()
    inserting, inserted = Signal(int, int), Signal()
    fetched = Signal()
    opened = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked = Asked("settings")
        self.table: Table = input_table("settings")
        self.places: array[int] = array("q")
        self.total = 0
        self.decimals: list[int] = [0] * len(self.table.columns)
        self.units: Mapping[str, str] = {}
        self.sources: Mapping[int, Source] = {}
        self.is_loading = False
        self._session, self._selection = session, selection
        self._cache = RowCache()
        self._generation = 0
        self._opening: Ticket | None = None
        self._wanted: set[int] = set()
        self._questions: dict[int, Ticket] = {}
        self._visible = range(0)
        self._fetch = QTimer(self, interval=0, singleShot=True)
        self._fetch.timeout.connect(self.ask_pages)
        session.changed.connect(self._on_changed)
        selection.scenario_changed.connect(self._refresh)

    def show(self, asked: Asked) -> None:
        """Asks for the rows of a table, or for the same ones in another order or under other filters."""
        from desktop.models.reading import open_rows

        self.asked = asked
        self._generation += 1
        if self._opening is not None:
            self._opening.cancel()
        if asked.table != self.table.name:
            self._change_table(input_table(asked.table))
        generation, scenario, held = self._generation, self._selection.scenario, self.places
        self._opening = self._session.ask(
            lambda project: open_rows(project, asked, held, scenario),
            partial(self._on_opened, generation),
            self._on_refused,
        )

    def row(self, number: int) -> HeldRow | None:
        """A row; None while it is not there, which asks for it."""
        if not 0 <= number < len(self.places):
            return None
        held = self._cache.get(self.places[number])
        if not self._cache.is_fresh(held):
            self._want(number // ROWS_IN_A_PAGE)
        return held

    def held_row(self, number: int) -> HeldRow | None:
        """A row; None where it is not there."""
        return self._cache.get(self.places[number]) if 0 <= number < len(self.places) else None

    def look_at(self, rows: range) -> None:
        """Says which rows are visible: they are fetched first, and questions about others are taken back."""
        self._visible = rows

    def ask_pages(self) -> None:
        """Asks for the pages wanted, those in view first."""
        for number in [number for number in self._questions if not self._is_visible(number)]:
            self._questions.pop(number).cancel()
        for number in sorted(self._wanted, key=self._is_visible, reverse=True):
            first = number * ROWS_IN_A_PAGE
            places = self.places[first : first + ROWS_IN_A_PAGE]
            if places:
                self._questions[number] = self._ask_page(number, places)
        self._wanted.clear()

    def _change_table(self, table: Table) -> None:
        self.resetting.emit()
        self.is_loading = True
        self.table, self.places = table, array("q")
        self.decimals = [0] * len(table.columns)
        self._forget_rows()
        self.reset.emit()

    def _on_refused(self, error: KnownError) -> None:
        self._opening = None
        if self.is_loading:
            self.resetting.emit()
            self.is_loading = False
            self.reset.emit()
        self.refused.emit(error)

    def _on_opened(self, generation: int, answer: Opened) -> None:
        if generation != self._generation:
            return
        self._opening = None
        self.units, self.sources, self.total = answer.units, answer.sources, answer.total
        if self.is_loading or answer.difference.is_other:
            self._take_all(answer)
        else:
            self._take_difference(answer)
        self._take_page(answer.first)
        self.opened.emit()

    def _take_all(self, answer: Opened) -> None:
        self.resetting.emit()
        self.is_loading = False
        self.places = answer.places
        self._forget_rows()
        self.reset.emit()

    def _take_difference(self, answer: Opened) -> None:
        """Rows come and go one range after the other, so that what is selected and in view stays so."""
        for first, last in answer.difference.removed:
            self.removing.emit(first, last)
            del self.places[first : last + 1]
            self.removed.emit()
        if answer.difference.added:
            end = len(self.places)
            self.inserting.emit(end, end + answer.difference.added - 1)
            self.places = answer.places
            self.inserted.emit()

    def _want(self, number: int) -> None:
        if number not in self._questions:
            self._wanted.add(number)
            if not self._fetch.isActive():
                self._fetch.start()

    def _ask_page(self, number: int, places: array[int]) -> Ticket:
        from desktop.models.reading import read_page

        table, scenario = self.table.name, self._selection.scenario
        answered = partial(self._on_page, number, self._generation)
        return self._session.ask(lambda project: read_page(project, table, places, scenario), answered)

    def _on_page(self, number: int, generation: int, answer: PageRead) -> None:
        self._questions.pop(number, None)
        if generation == self._generation:
            self._take_page(answer)

    def _take_page(self, answer: PageRead) -> None:
        wider = [max(a, b) for a, b in zip(self.decimals, answer.decimals, strict=True)]
        if wider != self.decimals:
            self.decimals = wider
            self._cache.forget_texts()
        self._cache.put(answer.places, answer.rows, answer.overridden)
        self.fetched.emit()

    def _is_visible(self, number: int) -> bool:
        first = number * ROWS_IN_A_PAGE
        return not self._visible or (first < self._visible.stop and first + ROWS_IN_A_PAGE > self._visible.start)

    def _forget_rows(self) -> None:
        self._cache.clear()
        self._forget_questions()

    def _forget_questions(self) -> None:
        for ticket in self._questions.values():
            ticket.cancel()
        self._questions.clear()
        self._wanted.clear()

    def _on_changed(self, change_set: ChangeSet, _origin: str) -> None:
        touched = set(change_set.touched_columns(self.table.name))
        if touched and self._moves_rows(change_set, touched):
            self._refresh()
            self.show(self.asked)
        elif touched or _SCENARIO_TABLES & set(change_set.tables):
            self._refresh()
        elif "settings" in change_set.tables:
            self.show(self.asked)

    def _moves_rows(self, change_set: ChangeSet, touched: set[str]) -> bool:
        change = change_set.tables[self.table.name]
        ordering = {name for name, _ in self.asked.sort} | {name for name, _ in self.asked.filters}
        return bool(len(change.inserted) or len(change.deleted) or self.asked.search or touched & ordering)

    def _refresh(self) -> None:
        """Rows in view are fetched anew; what they held is shown until then."""
        self._generation += 1
        if self._opening is not None:
            self.show(self.asked)
        self._forget_questions()
        self._cache.mark_stale()
        self.fetched.emit()
