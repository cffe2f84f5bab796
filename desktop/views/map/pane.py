"""One map with its head: which scenario, which run, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.compute.run_figures import Stamp
from desktop.context import Call, Calls, Context
from desktop.map.cities import cities
from desktop.map.map_view import MapView
from desktop.map.scene import Kind, Scene
from desktop.map.scene_file import read_scene
from desktop.map.service_rings import ServiceRings, ring_places
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.map.adding import add_candidate
from desktop.views.map.city_card import CityCard
from desktop.views.map.corner import Corner
from desktop.views.map.empty import EmptyMap
from desktop.views.map.finding import site_called
from desktop.views.map.moving import moved_site
from desktop.views.map.pane_head import PaneHead
from desktop.views.map.ring_tool import RingWish
from desktop.views.map.site_card import SiteCard
from desktop.views.map.swipe import SwipeBorder
from desktop.views.map.wish import Wish
from engine.runs.codec import from_plain

_KEPT_FILES = 4
_REGION = 16_000.0  # pixels for the width of the world at which a city has its surroundings around it


class MapPane(QFrame):
    """A map of one scenario.

    Signals:
        shown(): Another scene stands on the map.
    """

    shown = Signal()

    def __init__(self, context: Context, draws: Calls, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._context = context
        self._folder = folder
        self._files: list[Path] = []
        self._number = 0
        self._wish: Wish | None = None
        self._asked: Call | None = None
        self._has_placed = False
        self._judged = ""
        self._rings = RingWish()
        self._first_table = ""
        self._follows = False
        self._read_names: list[str] | None = None
        self.view = MapView(draws, folder)
        self.empty = EmptyMap(self.view)
        self.card = SiteCard(self.view)
        self.city_card = CityCard(self.view)
        self.head = PaneHead()
        self._corner = Corner(self.view)
        self._arrange()
        self._connect()

    @property
    def wish(self) -> Wish | None:
        """What it was last asked to show."""
        return self._wish

    def show_wish(self, wish: Wish) -> None:
        """Asks for the scene of a wish; it stands on the map when it is there."""
        self._wish = wish
        if self._asked is not None:
            self._asked.cancel()
        self._number += 1
        target = self._folder / f"scene-{id(self)}-{self._number}"
        self._files.append(target)
        arguments = {
            "file": str(self._context.session.path),
            "scenario": wish.scenario,
            "run": wish.run,
            "period": wish.period,
            "product": wish.product,
            "colouring": wish.colouring.value,
            "target": str(target),
            "pair": wish.pair,
        }
        self._asked = self._context.calls.call("map_scene:make", arguments, self._on_made)

    def follow(self, other: MapView) -> None:
        """Looks from where another map does, and never from elsewhere by itself."""
        self._follows = True
        self.view.look_from(other.camera)

    def take_over(self, other: MapPane) -> SwipeBorder:
        """Puts the map and the head of another pane over this one's; `take_back` gives them to it again."""
        self._heads.addWidget(other.head, 1)
        border = SwipeBorder(self.view, other.view)
        self.city_card.raise_()
        return border

    def take_back(self) -> None:
        """Its own head and map are in their places."""
        self._heads.addWidget(self.head, 1)
        self._column.addWidget(self.view, 1)
        self.view.show()

    def select_names(self, names: Iterable[str]) -> None:
        """Marks the sites of those names."""
        wanted = frozenset(names)
        places = [place for place, name in enumerate(self._names()) if name in wanted] if wanted else []
        self.view.select(np.array(places, dtype=np.int64))
        self.show_rings(self._rings)
        self.card.show_site(self.view.scene, places[0] if len(places) == 1 else -1)
        if places:
            self._show_city(-1)
        self._place_cards()

    def _names(self) -> list[str]:
        """Names of the sites on the map; reading very many takes a while, so they are read once."""
        if self._read_names is None:
            self._read_names = list(self.view.scene.sites.names)
        return self._read_names

    def show_rings(self, wish: RingWish) -> None:
        """Shows service rings around the selected facilities, or all open ones."""
        self._rings = wish
        places = ring_places(self.view.scene, self.view.selected) if wish.distances else ()
        self.view.show_rings(ServiceRings(wish.distances, places, wish.straight))

    def look_for(self, text: str) -> bool:
        """Selects a site by its name and brings it to the middle, else shows the largest city of that name."""
        place = site_called(self._names(), text)
        if place < 0:
            return self._find_city(text)
        self._choose(np.array([place]))
        self.view.go_to(place)
        return True

    def _find_city(self, text: str) -> bool:
        city = cities().find(text)
        if city >= 0:
            self._context.selection.choose_sites([])
            self.view.go_near(float(cities().x[city]), float(cities().y[city]), _REGION)
            self._show_city(city)
        return city >= 0

    def _arrange(self) -> None:
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        self._heads = QHBoxLayout()
        self._heads.setSpacing(MARGIN)
        self._heads.addWidget(self.head, 1)
        layout.addLayout(self._heads)
        layout.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.view.resized.connect(self._place_cards)
        self.view.sites_chosen.connect(self._on_sites_chosen)
        self.view.city_chosen.connect(self._show_city)
        self.city_card.candidate_requested.connect(self._add_in_city)
        self._context.session.changed.connect(self._on_edited)
        self.view.pictures.failed.connect(self._context.session.failed)
        self.view.menu_requested.connect(self._open_menu)
        self.view.site_moved.connect(self._on_site_moved)
        self.head.changed_chosen.connect(self._choose_changed)
        self.head.note_chosen.connect(lambda: self._open_table(self._first_table))
        self.empty.table_requested.connect(self._open_table)
        self.empty.import_requested.connect(self._context.navigation.import_file)
        self.card.row_requested.connect(lambda: self._open_row(int(self.view.selected[0])))
        self._context.selection.sites_changed.connect(self.select_names)

    def _on_made(self, answer: Mapping[str, Any]) -> None:
        self._asked = None
        scene = read_scene(Path(answer["scene"]))
        fit = not self._has_placed and not self._follows
        self._has_placed = bool(answer["placed"])
        self._read_names = None
        self.view.show_scene(answer["scene"], scene, fit=fit)
        self.select_names(self._context.selection.sites)
        self._first_table = answer["first_table"]
        stamp = None if answer["stamp"] is None else from_plain(Stamp, answer["stamp"])
        self.head.tell(answer, stamp)
        self._judge("" if stamp is None else stamp.run)
        self.empty.show_counts(answer["sites"], answer["placed"], answer["first_table"])
        self._place_cards()
        self._tidy()
        self.shown.emit()

    def _judge(self, run: str) -> None:
        """Asks whether the input is still the one that was solved; once for a run, until somebody edits."""
        if run == self._judged:
            return
        self._judged = run
        self.head.show_stale(stale=False)
        if run:
            asked = {"file": str(self._context.session.path), "run": run}
            self._context.calls.call("results:stale", asked, self._on_judged)

    def _on_edited(self) -> None:
        self._judged = ""

    def _on_judged(self, answer: Mapping[str, Any]) -> None:
        self.head.show_stale(stale=bool(answer["stale"]))

    def _tidy(self) -> None:
        """Deletes files of earlier scenes, but for a few that may still be drawn."""
        for old in self._files[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
        del self._files[:-_KEPT_FILES]

    def _on_sites_chosen(self, places: np.ndarray) -> None:
        self._choose(places)

    def _choose_changed(self) -> None:
        scene = self.view.scene
        if scene.changes is not None:
            self._choose(scene.changes.places)

    def _choose(self, places: np.ndarray) -> None:
        names = self._names()
        self._context.selection.choose_sites([names[place] for place in places.tolist()])

    def _on_site_moved(self, place: int, longitude: float, latitude: float) -> None:
        scene: Scene = self.view.scene
        name, table = scene.sites.names[place], Kind(int(scene.sites.kind[place])).table
        self._context.session.edit(
            lambda project: moved_site(project, table, name, longitude, latitude),
            self.tr("Move {site}").replace("{site}", name),
        )

    def _show_city(self, city: int) -> None:
        self.view.mark_city(city)
        self.city_card.show_city(city)
        self._place_cards()

    def _add_in_city(self, city: int) -> None:
        known = cities()
        self._show_city(-1)
        self.add_candidate(float(known.longitude[city]), float(known.latitude[city]), known.name(city))

    def add_candidate(self, longitude: float, latitude: float, city: str = "") -> None:
        """Adds a candidate warehouse, named after a city where one is given, and selects it."""
        stem, label = city or self.tr("Candidate"), self.tr("Add a candidate on the map")
        add_candidate(self._context, label, stem, (longitude, latitude), numbered=not city)

    def _open_menu(self, site: int, longitude: float, latitude: float, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        muted = theme().tokens.muted
        if site >= 0:
            name = self.view.scene.sites.names[site]
            text = self.tr("Show {site} in table").replace("{site}", name)
            menu.addAction(icon("table-2", muted), text, lambda: self._open_row(site))
        city = -1 if site >= 0 else self.view.city_at(self.view.mapFromGlobal(where).toPointF())
        if city >= 0:
            text = self.tr("Add a candidate warehouse in {city}").replace("{city}", cities().name(city))
            menu.addAction(icon("map-pin", muted), text, lambda: self._add_in_city(city))
        text = self.tr("Add a candidate warehouse here")
        menu.addAction(icon("plus", muted), text, lambda: self.add_candidate(longitude, latitude))
        menu.popup(where)

    def _open_table(self, table: str) -> None:
        self._context.navigation.jump_to(table, {}, "latitude")

    def _open_row(self, place: int) -> None:
        sites = self.view.scene.sites
        table = Kind(int(sites.kind[place])).table
        key = {"suppliers": "supplier", "facilities": "facility", "customers": "customer"}[table]
        self._context.navigation.jump_to(table, {key: sites.names[place]}, "")

    def _place_cards(self) -> None:
        width, height = self.view.width(), self.view.height()
        for card in (self.card, self.city_card):  # beside the buttons: the legend takes the other side
            card.move(width - self._corner.width() - MARGIN - SPACE - card.width(), MARGIN)
        self._corner.move(width - self._corner.width() - MARGIN, MARGIN)
        size = self.empty.sizeHint()
        self.empty.resize(self.empty.width(), size.height())
        self.empty.move((width - self.empty.width()) // 2, (height - size.height()) // 2)
