"""Times as the user's language writes them."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt


def local_time(stored: str) -> str:
    """A stored time (UTC, ISO 8601) in the user's time zone and language; empty for an empty one."""
    if not stored:
        return ""
    moment = QDateTime.fromString(stored, Qt.DateFormat.ISODateWithMs)
    return QLocale().toString(moment.toLocalTime(), QLocale.FormatType.ShortFormat)
