"""The page of the map: one scenario, or two side by side, narrowed by period and product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QTemporaryDir, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import Calls, Context
from desktop.map.map_view import Hand
from desktop.map.painting import Shown
from desktop.map.scene import Colouring
from desktop.shell.page import Page
from desktop.theme.tokens import SPACE
from desktop.views.map.draws import own_draws
from desktop.views.map.pane import MapPane
from desktop.views.map.period_strip import PeriodStrip
from desktop.views.map.ring_tool import RingWish
from desktop.views.map.side_by_side import SideBySide
from desktop.views.map.tools import MapTools
from desktop.views.map.wish import Wish
from desktop.views.save_dialog import ask_where

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from engine.runs.record import RunRecord

_SITES = {"suppliers", "facilities", "facility_periods", "customers", "demand", "lanes", "groups"}
_BEHIND = _SITES | {"settings", "periods", "products", "scenarios", "overrides", "service_limits"}
_PAUSE_MS = 150


class MapPage(Page):
    """The map, linked with the selection of all pages."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        draws: Calls | None = None,
        *,
        in_parts: bool = False,
    ) -> None:
        """Make the page.

        Args:
            context: What it is given.
            parent: Owner.
            draws: What draws its pictures; a process of its own where there is none.
            in_parts: See `Page`.
        """
        super().__init__(context, parent, in_parts=True)
        self._draws = draws or own_draws(context, self)
        if not in_parts:
            self._complete()

    def _made(self) -> Iterator[None]:
        self._folder = QTemporaryDir()
        self._draws.call("map_picture:warm", {"locale": QLocale().name()}, lambda _done: None)
        self._colouring = Colouring.STAGE
        self._is_due = self._choices_due = True
        yield
        self.tools = MapTools(self.context.actions)
        yield
        self.pane = self._made_pane()
        yield
        self._periods = PeriodStrip()
        self._maps = SideBySide(self.context, self.pane, self._made_pane)
        self._edited = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        yield
        self._arrange()
        yield
        self._connect()
        self.tools.set_enabled_actions(enabled=False)

    @property
    def second(self) -> MapPane | None:
        """The map beside the first; None where there is one alone."""
        return self._maps.second

    def enter(self) -> None:
        """Fetches what has changed meanwhile."""
        if self._is_due:
            self._refresh()

    def showEvent(self, _event: QShowEvent) -> None:
        """The actions of the map work."""
        self.tools.set_enabled_actions(enabled=True)
        self.pane.view.setFocus()
        self.enter()

    def hideEvent(self, _event: QHideEvent) -> None:
        """The actions of the map rest."""
        self.tools.set_enabled_actions(enabled=False)

    def compare(self, scenario: str) -> None:
        """Puts another scenario beside the first."""
        self._maps.choose(scenario)
        self.context.actions["map.compare"].setChecked(True)
        self._on_compare_changed(on=True)

    def save(self, path: Path) -> None:
        """Writes the map as it is seen, or both side by side, into a ``.png``, ``.svg`` or ``.pdf``."""
        drawings = [drawing.plain() for drawing in self._maps.drawings()]
        self._draws.call("map_picture:save", {"drawings": drawings, "target": str(path)}, lambda _path: None)

    def _made_pane(self) -> MapPane:
        return MapPane(self.context, self._draws, Path(self._folder.path()))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.tools)
        layout.addWidget(self._maps, 1)
        layout.addWidget(self._periods)

    def _connect(self) -> None:
        selection, session = self.context.selection, self.context.session
        for signal in (selection.scenario_changed, selection.run_changed):
            signal.connect(self._on_other_wanted)
        selection.period_changed.connect(self._on_period_changed)
        selection.product_changed.connect(self._on_product_changed)
        for signal in (self.context.runs.stored, self.context.runs.deleted):
            signal.connect(self._on_run_stored)
        session.changed.connect(self._on_changed)
        session.closed.connect(self._folder.remove)
        self._edited.timeout.connect(self._on_other_wanted)
        self._periods.chosen.connect(selection.choose_period)
        tools = self.tools
        tools.found.connect(lambda text: tools.tell_not_found(wrong=not self.pane.look_for(text)))
        tools.search.textEdited.connect(lambda _text: tools.tell_not_found(wrong=False))
        tools.product_chosen.connect(selection.choose_product)
        tools.colouring_chosen.connect(self._on_colouring_chosen)
        tools.shown_changed.connect(self._on_shown_changed)
        tools.hand_chosen.connect(self._on_hand_chosen)
        tools.compare_changed.connect(lambda on: self._on_compare_changed(on=on))
        tools.swipe_changed.connect(lambda on: self._maps.swipe(on=on))
        tools.save_requested.connect(self._ask_where)
        tools.rings.changed.connect(self._on_rings_changed)
        self.pane.shown.connect(lambda: tools.rings.offer(self.pane.view.scene))
        self.pane.shown.connect(self._periods.go_on)
        self._maps.wanted.connect(self._on_other_wanted)
        self.context.actions.add("map.fit", self.tr("Show all sites"), self.pane.view.fit, symbol="maximize")

    def _wish(self, scenario: str, run: str) -> Wish:
        selection = self.context.selection
        return Wish(scenario, run, selection.period, selection.product, self._colouring, self._pair())

    def _pair(self) -> tuple[tuple[str, str], ...]:
        """Both scenarios that stand side by side, with their runs; empty for one."""
        first, second = (self.context.selection.scenario, self.context.selection.run), (self._maps.scenario, "")
        return () if self.second is None or first == second else (first, second)

    def _refresh(self) -> None:
        self._is_due = False
        selection = self.context.selection
        if self._choices_due:
            self._choices_due = False
            self.context.calls.call("map_scene:choices", {"file": str(self.context.session.path)}, self._offer)
        self.pane.show_wish(self._wish(selection.scenario, selection.run))
        if self.second is not None:
            self.second.show_wish(self._wish(self._maps.scenario, ""))

    def _offer(self, choices: Mapping[str, Any]) -> None:
        selection = self.context.selection
        self.tools.offer_products(choices["products"], selection.product)
        self._periods.offer(choices["periods"], selection.period)

    def _on_other_wanted(self, _name: str = "") -> None:
        self._is_due = True
        if self.isVisible():
            self._refresh()

    def _on_period_changed(self, period: str) -> None:
        self._periods.choose(period)
        self._on_other_wanted()

    def _on_product_changed(self, product: str) -> None:
        self.tools.choose_product(product)
        self._on_other_wanted()

    def _on_colouring_chosen(self, colouring: Colouring) -> None:
        self._colouring = colouring
        self._on_other_wanted()

    def _on_run_stored(self, record: RunRecord) -> None:
        if record.scenario in (self.context.selection.scenario, self._maps.scenario):
            self._on_other_wanted()

    def _on_changed(self, change_set: ChangeSet, _origin: str) -> None:
        touched = set(change_set.tables)
        if touched & {"products", "periods"}:
            self._choices_due = True
        if touched & _BEHIND:
            self._is_due = True
            self._edited.start()

    def _on_shown_changed(self, shown: Shown) -> None:
        self._maps.show_parts(shown)

    def _on_hand_chosen(self, hand: Hand) -> None:
        for pane in self._maps.panes():
            pane.view.use_hand(hand)

    def _on_rings_changed(self, wish: RingWish) -> None:
        self._maps.show_rings(wish)

    def _on_compare_changed(self, *, on: bool) -> None:
        self._maps.compare(on=on)
        self._on_other_wanted()

    def _ask_where(self, kind: str) -> None:
        name = f"{self.tr('Map')} {self.context.selection.scenario}.{kind}"
        ask_where(self, self.tr("Save map"), name, self.save, self.context.session.path.parent)
