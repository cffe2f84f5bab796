"""Whether an open file is still the one at its path; asked on the database thread, for disks may be slow."""

from __future__ import annotations

import os
from pathlib import Path


class FileWatch:
    """Remembers a file, and tells whether another one, or none, stands in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: os.stat_result | None = None

    def begin(self) -> None:
        """Remembers the file that stands there now."""
        self._file = self._path.stat()

    def is_there(self) -> bool:
        """Whether the file stands where it stood; a disk that cannot be asked says no."""
        try:
            return self._file is None or os.path.samestat(self._file, self._path.stat())
        except OSError:
            return False
