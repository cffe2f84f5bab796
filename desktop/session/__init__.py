"""Session: one open project, its database thread, what is selected in it and what is to be said against it."""

from desktop.session.findings import FindingGroup, Findings
from desktop.session.selection import Selection
from desktop.session.session import Session

__all__ = ["FindingGroup", "Findings", "Selection", "Session"]
