"""Session: one open project, its database thread, and what is selected in it."""

from desktop.session.selection import Selection
from desktop.session.session import Session

__all__ = ["Selection", "Session"]
