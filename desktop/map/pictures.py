"""Pictures drawn in another process: the latest wish is served, wishes in between are dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.context import Call, Calls
from desktop.map.camera import Camera
from desktop.map.drawing import Drawing
from desktop.map.picture_memory import BYTES_PER_PIXEL, PictureMemory
from engine.errors import KnownError

_MARGIN = 0.12  # of the screen, drawn at each side beyond it
_SLOTS = 3  # the overview; the picture that is shown; the one that is drawn


@dataclass(frozen=True)
class Picture:
    """A picture and where it is seen from.

    Attributes:
        drawing: What was drawn.
        image: The pixels.
        memory: Where they are; kept as long as the picture.
    """

    drawing: Drawing
    image: QImage
    memory: PictureMemory

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return self.drawing.camera


class Pictures(QObject):
    """The pictures of one view.

    Attributes:
        current: The latest picture; None before the first.
        overview: A picture of everything, to be seen where the latest one has nothing; None before the first.

    Signals:
        drawn(): There is another picture.
        failed(KnownError): A picture could not be drawn.
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(self, calls: Calls, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._folder = folder
        self._memory: PictureMemory | None = None
        self._slot_bytes = 0
        self._made = 0
        self._wanted: Drawing | None = None
        self._wanted_overview: Drawing | None = None
        self._under_way = False
        self._call: Call | None = None
        self._slot = 1
        self.current: Picture | None = None
        self.overview: Picture | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a picture is wanted that is not there yet."""
        return self._under_way

    def want(self, drawing: Drawing) -> None:
        """Asks for a picture; an earlier wish that is not begun is dropped."""
        self._wanted = drawing.with_margin(_MARGIN)
        self._serve()

    def want_overview(self, drawing: Drawing) -> None:
        """Asks for the picture of everything."""
        self._wanted_overview = replace(drawing, selected=())
        self._serve()

    def stop(self) -> None:
        """Nobody looks any more: no other picture comes."""
        self._wanted = self._wanted_overview = None
        if self._call is not None:
            self._call.cancel()

    def _serve(self) -> None:
        if self._under_way:
            return
        if self._wanted is not None:
            drawing, self._wanted, slot = self._wanted, None, self._slot
            self._slot = 3 - self._slot
        elif self._wanted_overview is not None:
            drawing, self._wanted_overview, slot = self._wanted_overview, None, 0
        else:
            return
        self._draw(drawing, slot)

    def _draw(self, drawing: Drawing, slot: int) -> None:
        memory = self._memory_for(drawing)
        self._under_way = True
        offset = slot * self._slot_bytes

        def answer(_timing: Mapping[str, Any]) -> None:
            picture = Picture(drawing, memory.picture(offset, *drawing.pixels), memory)
            picture.image.setDevicePixelRatio(drawing.ratio)
            if slot:
                self.current = picture
            else:
                self.overview = picture
            self._go_on()
            self.drawn.emit()

        def failed(error: KnownError) -> None:
            self._go_on()
            self.failed.emit(error)

        arguments = {"drawing": drawing.plain(), "memory": str(memory.path), "offset": offset}
        self._call = self._calls.call("map_picture:draw", arguments, answer, failed)

    def _go_on(self) -> None:
        self._under_way, self._call = False, None
        self._serve()

    def _memory_for(self, drawing: Drawing) -> PictureMemory:
        """Memory with room for the drawing; pictures in a smaller one stay valid as long as they are shown."""
        width, height = drawing.pixels
        needed = width * height * BYTES_PER_PIXEL
        if self._memory is None or needed > self._slot_bytes:
            self._made += 1
            self._slot_bytes = needed
            self._memory = PictureMemory.create(self._folder / f"pictures-{id(self)}-{self._made}", _SLOTS, needed)
        return self._memory
