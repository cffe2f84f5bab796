"""Figures of runs: time, gap, objective, in the user's locale."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone

from desktop.views.figures import figure

NONE = "–"
_MINUTE = 60
_NO_GAP = 5e-7


def duration(seconds: float | None) -> str:
    """A time: 3.2 s, 42 s, 12 min 05 s, 1 h 02 min."""
    if seconds is None:
        return NONE
    if seconds < 10:
        return f"{QLocale().toString(float(seconds), 'f', 1)} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _MINUTE * _MINUTE:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02d} s"
    return f"{whole // _MINUTE // _MINUTE} h {whole // _MINUTE % _MINUTE:02d} min"


def gap_text(gap: float | None) -> str:
    """A gap in per cent, with the digits that matter."""
    if gap is None:
        return NONE
    decimals = 0 if gap < _NO_GAP else 1 if gap >= 0.1 else 2 if gap >= 0.0001 else 4
    return f"{QLocale().toString(100.0 * gap, 'f', decimals)} %"


def amount(value: float | None) -> str:
    """An objective or a bound: whole units where it is large."""
    return NONE if value is None else figure(value, 0 if abs(value) >= 1000 else 4)


def moment(time: str) -> str:
    """A time of a record in the user's zone: of today the hour, else the day, too."""
    if not time:
        return NONE
    zone = QTimeZone.systemTimeZone()
    local = QDateTime.fromString(time, Qt.DateFormat.ISODateWithMs).toTimeZone(zone)
    if local.date() == QDateTime.currentDateTime(zone).date():
        return QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)
