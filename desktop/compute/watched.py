"""What a computing process tells of its progress, and hears of the wish to stop: two small files in a folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROGRESS = "progress.json"
STOP = "stop"
_LOOK_S = 0.2


class Watched:
    """Work that somebody watches.

    Args:
        folder: Folder that both sides know.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tell(self, text: str, share: float | None = None) -> None:
        """Tells what is done now.

        Args:
            text: A few words.
            share: How much of it is done; None where nobody knows.
        """
        part = self._folder / f"{PROGRESS}.part"
        with suppress(FileNotFoundError):  # whoever watched has gone with the folder
            part.write_text(json.dumps({"text": text, "share": share}), encoding="utf-8")
            part.replace(self._folder / PROGRESS)

    def is_cancelled(self) -> bool:
        """Whether the work is no longer wanted, or whoever watched has gone with the folder."""
        return (self._folder / STOP).exists() or not self._folder.exists()

    @contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """Meanwhile another thread looks whether the work is no longer wanted, and then stops it."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(_LOOK_S):
                if self.is_cancelled():
                    stop()
                    return

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
