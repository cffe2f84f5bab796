"""What it takes to draw one picture elsewhere: plain data that passes between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from desktop.map.camera import Camera
from desktop.map.painting import Shown


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
        locale: Language of numbers, e.g. ``en_US``.
    """

    scene: str
    camera: Camera
    width: int
    height: int
    ratio: float
    scheme: str
    shown: Shown
    selected: tuple[int, ...] = ()
    locale: str = "en_US"

    @property
    def pixels(self) -> tuple[int, int]:
        """Size in pixels of the device."""
        return round(self.width * self.ratio), round(self.height * self.ratio)

    def with_margin(self, share: float) -> Drawing:
        """The same with more ground around, so that it covers the screen when it is moved a little."""
        return replace(self, width=round(self.width * (1 + 2 * share)), height=round(self.height * (1 + 2 * share)))

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Drawing:
        """The drawing that `plain` made the data from."""
        parts = dict(plain)
        parts |= {"camera": Camera(**parts["camera"]), "shown": Shown(**parts["shown"])}
        return cls(**(parts | {"selected": tuple(parts["selected"])}))
