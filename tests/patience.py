"""How long tests wait for what comes by itself: so long that no busy computer exceeds it, for it costs nothing."""

import time
from collections.abc import Callable, Sequence

import psutil

PATIENCE_S = 240.0
PATIENCE_MS = int(1000 * PATIENCE_S)
_STEP_S = 0.02


def until(holds: Callable[[], object], told: Callable[[], object] = lambda: "it never came") -> None:
    """Waits until something holds.

    Args:
        holds: Asked again and again; what it tells must stay true once it is.
        told: What the failure says where it never holds.
    """
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(_STEP_S)


def until_gone(processes: Sequence[psutil.Process]) -> None:
    """Waits until none of some processes runs any more, whether or not somebody has taken note of its end."""
    until(lambda: not any(map(_runs, processes)), lambda: [process for process in processes if _runs(process)])


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
