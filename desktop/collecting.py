"""The garbage collector of a process with a window: it must neither stall the window nor run on another thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 40
_YOUNG, _MIDDLE, _OLD = 2_000, 10, 100


def settle() -> None:
    """Leaves what lives now out of all later collections; once, at the first quiet moment.

    After the libraries of tables are imported, the heap holds some hundred thousand objects that stay to the end; a
    full collection that walks over them takes a quarter of a second, and finds nothing. So none is made before, either.
    """
    if not gc.get_freeze_count():
        gc.collect(1)
        gc.freeze()


class Collector(QObject):
    """Collects on the thread of the window alone, a few times a second at most.

    Python collects on whatever thread happens to allocate. A window's object that is garbage by then would be destroyed
    on that thread: while this one holds a lock of Qt's and waits for Python's, neither goes on any more.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        """Collects the oldest generation that is due, and with it all younger ones."""
        young, middle, old = gc.get_count()
        if old > _OLD:
            gc.collect(2)
        elif middle > _MIDDLE:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)
