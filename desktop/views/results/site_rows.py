"""Rows of a result table and the sites that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from desktop.views.results.table_model import ResultTableModel

_COLUMNS = ("facility", "customer", "origin", "destination", "supplier")
_NARROWEST, _WIDEST = 84, 280
_LOOKED_AT = 40
_SEARCHED = 200


def sites_of(model: ResultTableModel, rows: Iterable[int]) -> set[str]:
    """Sites that rows are about; of rows that are held."""
    places = [place for place, column in enumerate(model.table.columns) if column.name in _COLUMNS]
    held = [row for row in map(model.row, rows) if row is not None]
    return {str(row[place]) for row in held for place in places}


def show_site(view: QTableView, model: ResultTableModel, sites: frozenset[str]) -> bool:
    """Brings the first row about one of the sites into view, where it is among the first ones; tells whether it is.

    The selection that all pages share is not touched.
    """
    key = next((place for place, column in enumerate(model.table.columns) if column.name in _COLUMNS), None)
    if key is None:
        return False
    for row in range(min(model.rowCount(), _SEARCHED)):
        cells = model.row(row)
        if cells is not None and cells[key] in sites:
            chosen = view.selectionModel()
            chosen.blockSignals(True)
            view.setCurrentIndex(model.index(row, key))
            chosen.blockSignals(False)
            view.viewport().update()
            return True
    return False


def fit_columns(view: QTableView, model: ResultTableModel) -> None:
    """Columns as wide as their headers and first rows need."""
    metrics = view.fontMetrics()
    for column in range(model.columnCount()):
        head = str(model.headerData(column, Qt.Orientation.Horizontal)).split("\n")
        shown = [str(model.index(row, column).data() or "") for row in range(min(model.rowCount(), _LOOKED_AT))]
        wide = max(metrics.horizontalAdvance(text) for text in [*head, *shown]) + 24
        view.horizontalHeader().resizeSection(column, min(max(wide, _NARROWEST), _WIDEST))
