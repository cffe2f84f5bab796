"""Numbers as people read them: grouped by the user's locale, without digits that say nothing."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale

from engine.schema import Column

_DIGITS = 10
_MOST_DECIMALS = 6


def figure(value: float | None, decimals: int = _MOST_DECIMALS) -> str:
    """A number with thousands separators and as many decimals as it needs; empty for None and NaN.

    Args:
        value: The number.
        decimals: Most decimals that are shown.
    """
    if value is None or math.isnan(value):
        return ""
    whole = len(str(int(abs(value)))) if math.isfinite(value) else 1
    places = max(0, min(decimals, _DIGITS - whole))
    text = f"{value:.{places}f}"
    needed = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    # A whole number must be made a float: Qt's binding takes an int with "f" for another overload and corrupts memory.
    return _locale().toString(float(value), "f", needed)


def clear_figure(value: float) -> str:
    """A number with at least one decimal, so that its thousands separators cannot be taken for a decimal sign."""
    return _locale().toString(value, "f", 1) if value.is_integer() else figure(value)


def cell_figure(text: str, column: Column | None) -> str:
    """A cell of canonical text as people read it: numbers of number columns grouped, all else as it stands."""
    if column is None or not column.is_number or not text:
        return text
    try:
        return figure(float(text))
    except ValueError:  # a cost cell may name a step cost
        return text


def _locale() -> QLocale:
    """The user's locale; where the system names none, the one of the application's own texts."""
    locale = QLocale()
    if locale.language() is QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    return locale
