"""The command by which the program starts a part of itself beside the window."""

from __future__ import annotations

import sys


def own_command(option: str) -> list[str]:
    """The command of a child process of this program, by the option that names its part, e.g. ``--serve``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, option]
    return [sys.executable, "-P", "-m", "desktop", option]
