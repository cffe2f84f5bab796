"""The log file: what a defect leaves for those who mend it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES = 1_000_000
_KEPT = 3


class LogFile(RotatingFileHandler):
    """A file of limited size; a disk that is full loses lines, and disturbs nobody."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Loses the line."""

    def close(self) -> None:
        """Ends the file."""
        with suppress(OSError):
            super().close()


def log_path() -> Path:
    """Where the log of this user is; its folder exists."""
    import platformdirs

    folder = platformdirs.user_log_path("networx", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        with suppress(OSError):  # nowhere is room; then nothing is written
            folder = Path(tempfile.gettempdir())
    return folder / "networx.log"


def log_handler() -> LogFile:
    """Writes to the log of this user; the file is made with the first line."""
    handler = LogFile(log_path(), maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    return handler


@contextmanager
def log_file() -> Iterator[Path]:
    """Write the log of this process to the file; gives its path."""
    handler = log_handler()
    logging.getLogger().addHandler(handler)
    try:
        yield Path(handler.baseFilename)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
