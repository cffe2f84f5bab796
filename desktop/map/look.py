"""Look of the map: colours by kind, state and key; sizes by quantity. Shape and filling tell what colour tells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop.map.projection import Floats
from desktop.map.scene import Colouring, Kind, Scene
from desktop.theme.tokens import Tokens

_SERIES = {Kind.CUSTOMER: 1, Kind.SUPPLIER: 5, Kind.CROSS_DOCK: 2, Kind.WAREHOUSE: 2, Kind.PLANT: 3}
_STAGES = (4, 0)  # series of flows into facilities, and to customers
_WIDEST, _THINNEST = 9.0, 0.8
_WIDEST_CHANGE = 4.0  # both scenarios share the room, and marks of changes lie close together
_LANE = 0.8
_CROWD = 6_000
_FACILITY_RADIUS = 6.5
_CUSTOMER_RADII = (1.5, 5.5)
_ROOM_PER_SITE = 150.0
UTILISATION_STEPS = (0.5, 0.7, 0.85, 0.95)


@dataclass(frozen=True)
class Look:
    """How one scene is painted: a function from what things are to colours and sizes.

    Attributes:
        tokens: Colours of the scheme.
        scene: The scene.
    """

    tokens: Tokens
    scene: Scene

    def kind_colour(self, kind: Kind) -> str:
        """Colour of a kind of site."""
        return self.tokens.series[_SERIES[kind]]

    def key_colours(self) -> tuple[str, ...]:
        """Colour of each of the scene's keys."""
        count = len(self.scene.keys)
        series = self.tokens.series
        match self.scene.colouring:
            case Colouring.STAGE:
                return tuple(series[place] for place in _STAGES)
            case Colouring.UTILISATION:
                return utilisation_colours(self.tokens)
            case Colouring.PRODUCT:
                return tuple(series[place] if place < 5 else series[5] for place in range(count))
            case Colouring.FACILITY:
                return tuple(series[place % 5] for place in range(count))
            case Colouring.CHANGE:
                return (self.tokens.muted, self.tokens.accent)

    def flow_colours(self) -> tuple[str, ...]:
        """Colour of flows by key; where colours tell the use of sites, flows keep back."""
        if self.scene.colouring is Colouring.UTILISATION:
            return (self.tokens.faint,) * max(len(self.scene.keys), 1)
        return self.key_colours()

    def style(self, key: int) -> Qt.PenStyle:
        """Style of the lines of a key: those of the scenario that is compared with are dashed."""
        dashed = self.scene.colouring is Colouring.CHANGE and key == 0
        return Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine

    def site_colours(self) -> tuple[str, ...]:
        """Colours that sites may have: those of the keys, then those of the kinds."""
        return (*self.key_colours(), *(self.kind_colour(kind) for kind in Kind))

    def site_colour_places(self) -> NDArray[np.int64]:
        """For each site the place of its colour in `site_colours`."""
        sites = self.scene.sites
        keys = len(self.key_colours())
        return np.where(sites.colour >= 0, sites.colour, keys + sites.kind.astype(np.int64)).astype(np.int64)

    def flow_widths(self) -> Floats:
        """Width of each line in pixels: in proportion to the quantity, but never so thin that it vanishes."""
        quantity = self.scene.flows.quantity
        if not self.scene.has_quantities:
            return np.full(len(quantity), _LANE)
        return np.maximum(quantity * self.width_per_unit(), self.thinnest())

    def width_per_unit(self) -> float:
        """Pixels for a unit of flow."""
        most = self.most()
        widest = _WIDEST_CHANGE if self.scene.colouring is Colouring.CHANGE else _WIDEST
        return widest / most if most > 0 else 0.0

    def most(self) -> float:
        """The flow that is drawn widest."""
        return self.scene.widest or float(np.nanmax(self.scene.flows.quantity, initial=0.0))

    def thinnest(self) -> float:
        """Pixels of the thinnest line."""
        return _THINNEST

    def is_crowded(self) -> bool:
        """Whether there are so many lines that those to customers are drawn straight and opaque."""
        return len(self.scene.flows) > _CROWD

    def radii(self, scale: float) -> Floats:
        """Radius of each site in pixels; the area of a customer or of a facility's mark grows with its quantity.

        Args:
            scale: Pixels that the width of the world takes; marks shrink where there is little room.
        """
        sites = self.scene.sites
        room = self._room(scale)
        radii = np.full(len(sites), _FACILITY_RADIUS * (0.7 + 0.3 * room))
        customers = sites.kind == Kind.CUSTOMER
        part = shares_of_most(sites.amount, customers)
        low, high = _CUSTOMER_RADII
        radii[customers] = (low + (high - low) * np.sqrt(part[customers])) * (0.45 + 0.55 * room)
        facilities = sites.kind >= Kind.CROSS_DOCK
        radii[facilities] *= 0.85 + 0.55 * np.sqrt(shares_of_most(sites.amount, facilities)[facilities])
        return radii

    def _room(self, scale: float) -> float:
        """From 0, where marks would cover each other, to 1, where they have room."""
        sites = self.scene.sites
        placed = sites.placed
        if placed.sum() < 2:
            return 1.0
        area = max(float(np.ptp(sites.x[placed]) * np.ptp(sites.y[placed])) * scale * scale, 1.0)
        return float(np.clip(np.sqrt(area / placed.sum() / _ROOM_PER_SITE) / 4, 0.0, 1.0))


def shares_of_most(amount: Floats, among: NDArray[np.bool_]) -> Floats:
    """Each amount as a share of the largest one among some; 0.3 where it is not known."""
    most = float(np.nanmax(amount[among], initial=0.0))
    shares = np.nan_to_num(amount / most, nan=0.3) if most > 0 else np.full(len(amount), 0.3)
    return np.asarray(np.clip(shares, 0.0, 1.0), dtype=np.float64)


def utilisation_colours(tokens: Tokens) -> tuple[str, ...]:
    """From little to much in five steps, light to dark, safe for colour-blind eyes."""
    light = ("#9cc3e6", "#5fa0d8", "#2f72c0", "#8a4fb0", "#c0392f")
    dark = ("#3f5f86", "#4f86c6", "#7fb0f5", "#c48be8", "#ff8379")
    return light if tokens.name == "light" else dark


@lru_cache(maxsize=256)
def mixed(colour: str, ground: str, share: float) -> QColor:
    """A colour as it looks through a film: painted opaque it costs a tenth of what alpha costs."""
    over, under = QColor(colour), QColor(ground)
    return QColor(
        round(over.red() * share + under.red() * (1 - share)),
        round(over.green() * share + under.green() * (1 - share)),
        round(over.blue() * share + under.blue() * (1 - share)),
    )


def faded(colour: str, share: float) -> QColor:
    """A colour with that much opacity."""
    made = QColor(colour)
    made.setAlphaF(share)
    return made
