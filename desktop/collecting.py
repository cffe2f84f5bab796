"""The garbage collector of a process with a window: a full collection of a large heap is a stall that users see."""

from __future__ import annotations

import gc


def settle() -> None:
    """Collects now, at a quiet moment, and leaves what lives out of all later collections.

    After the libraries of tables are imported, the heap holds some hundred thousand objects that stay to the end; a
    full collection that walks over them takes a quarter of a second, and finds nothing.
    """
    gc.collect()
    gc.freeze()
