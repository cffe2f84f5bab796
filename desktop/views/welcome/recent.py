"""Recent project files: those that are still there, with the time of their last change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDateTime, QFileInfo

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class RecentFile:
    """One file that can be opened again."""

    path: Path
    changed: QDateTime


def recent_files(paths: Iterable[Path]) -> list[RecentFile]:
    """The first few files that exist; others stay in the list, for a drive that is not there today may come back."""
    there = ((path, QFileInfo(str(path))) for path in paths)
    return [RecentFile(path, info.lastModified()) for path, info in there if info.exists()][:_SHOWN]
