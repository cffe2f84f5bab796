"""Axes: round ticks, numbers as people write them."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that span a range, at most ``most`` + 1 of them."""
    if not math.isfinite(low) or not math.isfinite(high) or high <= low:
        return [low if math.isfinite(low) else 0.0]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * (1 - 1e-9))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def short(value: float, digits: int = 3) -> str:
    """A number in a few signs: 81.8 M, 1,250, 0.35."""
    if not math.isfinite(value):
        return "–"
    for size, unit in _UNITS:
        if abs(value) >= size * (10 if unit == " k" else 1):
            return _rounded(value / size, digits) + unit
    return _rounded(value, digits)


def exact(value: float, decimals: int = 0) -> str:
    """A number with thousands separators of the user's language."""
    return QLocale().toString(float(value), "f", decimals) if math.isfinite(value) else "–"


def _rounded(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = QLocale().toString(float(value), "f", decimals)
    point = QLocale().decimalPoint()
    return text.rstrip("0").rstrip(point) if point in text else text
