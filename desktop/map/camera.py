"""Camera: which part of the world stands on the screen, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from desktop.map.projection import Floats

NAMES_PX = 48.0  # kept free at the right of a map, where names stand
_LEAST_SCALE, _MOST_SCALE = 256.0, 2.0**24  # pixels for the width of the world: a stamp; 2 m a pixel at the equator
_CLOSEST = 100.0  # a single site is shown with a hundredth of the world around it, some 400 km
_ROOM = 0.5  # worlds beyond the edges that one may look at


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at the world from above.

    Attributes:
        x: Place in the middle of the screen, on the square of the projection.
        y: Likewise.
        scale: Pixels that the width of the world takes.
    """

    x: float = 0.5
    y: float = 0.42
    scale: float = 1024.0

    def screen(self, x: Floats, y: Floats, width: float, height: float) -> tuple[Floats, Floats]:
        """Pixels of places on a screen of that size."""
        return (x - self.x) * self.scale + width / 2, (y - self.y) * self.scale + height / 2

    def world(self, left: float, top: float, width: float, height: float) -> tuple[float, float]:
        """The place under a pixel."""
        return self.x + (left - width / 2) / self.scale, self.y + (top - height / 2) / self.scale

    def moved(self, right: float, down: float) -> Camera:
        """The ground moved by that many pixels."""
        return replace(self, x=self.x - right / self.scale, y=self.y - down / self.scale).kept()

    def zoomed(self, factor: float, left: float, top: float, width: float, height: float) -> Camera:
        """Larger by a factor; the place under a pixel stays there."""
        x, y = self.world(left, top, width, height)
        scale = min(max(self.scale * factor, _LEAST_SCALE), _MOST_SCALE)
        return Camera(x - (left - width / 2) / scale, y - (top - height / 2) / scale, scale).kept()

    def kept(self) -> Camera:
        """The same, with its middle on the world or close to it."""
        return replace(self, x=min(max(self.x, -_ROOM), 1 + 2 * _ROOM), y=min(max(self.y, 0.0), 1.0))


def fitted(
    x: Floats,
    y: Floats,
    width: float,
    height: float,
    *,
    margin: float = 48.0,
    right: float = 0.0,
    corner: tuple[float, float] = (0.0, 0.0),
) -> Camera:
    """A camera that shows all places; without any, the inhabited world.

    Args:
        x: n places; NaN ones are left out.
        y: Likewise.
        width: Size of the screen in pixels.
        height: Likewise.
        margin: Pixels left free at each side.
        right: Pixels at the right that are wanted for names.
        corner: Width and height of what covers the lower left corner; places stand beside it or above it, wherever
            they can be larger.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        x, y, known = np.array([0.05, 0.95]), np.array([0.2, 0.68]), np.array([True, True])
        corner = (0.0, 0.0)
    west, east, north, south = x[known].min(), x[known].max(), y[known].min(), y[known].max()
    across, down = width - right - 2 * margin, height - 2 * margin

    def scale_within(left: float, bottom: float) -> float:
        scale = min(
            max(across - left, 32.0) / max(east - west, 1e-9), max(down - bottom, 32.0) / max(south - north, 1e-9)
        )
        return float(min(max(scale, _LEAST_SCALE), max(across, 32.0) * _CLOSEST))

    beside, above = (corner[0], 0.0), (0.0, corner[1])
    left, bottom = max(beside, above, key=lambda free: scale_within(*free))
    scale = scale_within(left, bottom)
    middle = float(west + east) / 2 - (left - right) / 2 / scale
    return Camera(middle, float(north + south) / 2 + bottom / 2 / scale, scale).kept()
