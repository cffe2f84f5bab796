"""Python's own import, where the one of Qt's bindings costs more than the module that is imported."""

from __future__ import annotations

import builtins

_ORIGINAL = "__orig_import__"  # where the bindings keep what they replaced


def import_plainly() -> None:
    """Takes back the import that PySide puts in place of Python's.

    PySide's reads the source of every module that is imported after it, pandas and all, to look for the word PySide6;
    it serves ``from __feature__ import …``, which nobody here writes. Opening a project imports a few hundred modules.
    """
    original = getattr(builtins, _ORIGINAL, None)
    if original is not None:
        builtins.__import__ = original
