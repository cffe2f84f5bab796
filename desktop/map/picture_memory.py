"""Memory that two processes share: one draws pictures into it, the other shows them without a copy."""

from __future__ import annotations

import mmap
from pathlib import Path

from PySide6.QtGui import QImage

BYTES_PER_PIXEL = 4
FORMAT = QImage.Format.Format_RGB32


class PictureMemory:
    """A file mapped into memory, divided into slots of equal size.

    A file in a temporary folder needs no names that outlive a crash, and works alike on every system.
    """

    def __init__(self, path: Path, mapped: mmap.mmap) -> None:
        self.path = path
        self._mapped = mapped

    @classmethod
    def create(cls, path: Path, slots: int, slot_bytes: int) -> PictureMemory:
        """Makes the file; its slots hold pictures of at most so many bytes."""
        with path.open("wb") as file:
            file.truncate(slots * slot_bytes)
        return cls.attach(path)

    @classmethod
    def attach(cls, path: Path) -> PictureMemory:
        """Maps a file that another process made."""
        with path.open("r+b") as file:
            return cls(path, mmap.mmap(file.fileno(), 0))

    def picture(self, offset: int, width: int, height: int) -> QImage:
        """The picture at a place in the memory; valid as long as this object lives.

        Args:
            offset: Bytes before it.
            width: In pixels of the device.
            height: Likewise.
        """
        size = width * height * BYTES_PER_PIXEL
        part = memoryview(self._mapped)[offset : offset + size]
        return QImage(part, width, height, width * BYTES_PER_PIXEL, FORMAT)
