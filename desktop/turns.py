"""Long work of the window, part by part, each in a turn of the event loop of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer


def in_turns(owner: QObject, parts: Iterator[None], done: Callable[[], None], pause_ms: int = 0) -> None:
    """Goes on to the next ``yield`` at each turn; what waits in the queue of events comes between.

    A timer without time would be no turn: Qt puts it into the queue that it is just emptying.

    Args:
        owner: With it the work ends, wherever it is.
        parts: The work.
        done: Runs after its last part.
        pause_ms: From one part to the next.
    """

    def go_on() -> None:
        for _ in parts:
            QTimer.singleShot(max(pause_ms, 1), owner, go_on)
            return
        done()

    QTimer.singleShot(0, owner, go_on)
