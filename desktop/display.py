"""Whether this computer has a screen to show a window on."""

from __future__ import annotations

import os
import sys

from engine.errors import KnownError

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def has_display() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in _DISPLAYS)


def require_display() -> None:
    """Refuse to go on without a screen.

    Raises:
        KnownError: ``no-display``.
    """
    if not has_display():
        raise KnownError(
            "no-display",
            "There is no screen to show a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).",
            what_to_do="Start it in a graphical session, or use the commands: networx --help.",
        )
