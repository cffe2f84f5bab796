"""How wide columns are at first: as their titles and what they hold need."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from desktop.models.titles import title
from desktop.theme.tokens import GAP, SPACE
from engine.schema import Column, ColumnType, Table

_ICON = 12
_NARROWEST, _WIDEST = 84, 260
_TEXTS = {ColumnType.TEXT: 130, ColumnType.REFERENCE: 140, ColumnType.CHOICE: 100, ColumnType.DATE: 110}
_UNITS = {"currency": "USD", "distance_unit": "km", "weight_unit": "kg"}  # as long as any
_LONG = {"description": 240, "where": 320, "tags": 160}


def first_widths(table: Table, metrics: QFontMetrics) -> list[int]:
    """Pixels of each column."""
    return [_width(column, metrics) for column in table.columns]


def _width(column: Column, metrics: QFontMetrics) -> int:
    if column.name in _LONG:
        return _LONG[column.name]
    words = int(1.08 * metrics.horizontalAdvance(title(column.name))) + 2 * SPACE + _ICON + 2 * GAP
    words = max(words, metrics.horizontalAdvance(column.unit.text(_UNITS)) + 2 * SPACE)
    least = _NARROWEST if column.is_number else _TEXTS.get(column.type, _NARROWEST)
    if column.key and not column.refers_to and not column.is_number:
        least = 180
    return min(max(words, least), _WIDEST)
