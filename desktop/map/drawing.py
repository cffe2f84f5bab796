"""What it takes to draw one picture elsewhere: plain data that passes between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from desktop.map.camera import Camera
from desktop.map.painting import Shown
from desktop.map.service_rings import NO_RINGS, ServiceRings


@dataclass(frozen=True)
class Drawing:
    """One picture that is wanted.

    Attributes:
        scene: Path of the scene's file.
        camera: Where it is seen from; the middle of the picture.
        width: Size in logical pixels.
        height: Likewise.
        ratio: Pixels of the device for a logical one.
        scheme: ``light`` or ``dark``.
        shown: What is shown.
        selected: Places of selected sites.
        rings: Service rings.
        locale: Language of numbers, e.g. ``en_US``.
        beyond: Share of the screen that is drawn beyond it at each side.
    """

    scene: str
    camera: Camera
    width: int
    height: int
    ratio: float
    scheme: str
    shown: Shown
    selected: tuple[int, ...] = ()
    rings: ServiceRings = NO_RINGS
    locale: str = "en_US"
    beyond: float = 0.0

    @property
    def pixels(self) -> tuple[int, int]:
        """Size in pixels of the device."""
        return round(self.width * self.ratio), round(self.height * self.ratio)

    def with_margin(self, share: float) -> Drawing:
        """The same with more ground around, so that it covers the screen when it is moved a little."""
        grown = 1 + 2 * share
        return replace(self, width=round(self.width * grown), height=round(self.height * grown), beyond=share)

    @property
    def screen(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the screen on the picture."""
        part = 1 / (1 + 2 * self.beyond)
        left, top = self.width * self.beyond * part, self.height * self.beyond * part
        return left, top, self.width * part, self.height * part

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Drawing:
        """The drawing that `plain` made the data from."""
        parts = dict(plain)
        parts |= {"camera": Camera(**parts["camera"]), "shown": Shown(**parts["shown"])}
        parts |= {"selected": tuple(parts["selected"]), "rings": ServiceRings.of(parts["rings"])}
        return cls(**parts)
