"""Garbage is collected on the thread of the window, whoever makes it."""

import gc
import threading
import weakref

WAIT_MS = 10_000


class Loop:
    """An object that only the garbage collector can free."""

    def __init__(self) -> None:
        self.own = self


def test_that_garbage_is_collected_on_the_thread_of_the_window_alone(qtbot) -> None:
    freed_on: list[threading.Thread] = []
    weakref.finalize(Loop(), lambda: freed_on.append(threading.current_thread()))
    kept: list[list[int]] = []
    busy = threading.Thread(target=lambda: kept.extend([number] for number in range(100_000)))
    busy.start()
    busy.join()
    assert freed_on == []
    qtbot.waitUntil(lambda: bool(freed_on), timeout=WAIT_MS)
    assert freed_on == [threading.main_thread()]
    assert not gc.isenabled()
