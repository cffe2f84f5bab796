"""The look of a table that is read by rows: no lattice, one height, sorted by its headers, copied by the usual keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

_ROW_HEIGHT = 26


def read_by_rows(view: QTableView, name: str, copy: Callable[[], None] | None = None) -> None:
    """Gives a view this look.

    Args:
        view: The view, with or without its model; it is unsorted at first.
        name: What it is called by whoever does not see it.
        copy: Runs when the keys for copying are pressed in it.
    """
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSortingEnabled(True)
    view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.horizontalHeader().setHighlightSections(False)
    view.setWordWrap(False)
    view.setShowGrid(False)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    view.verticalHeader().hide()
    if copy is not None:
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(copy)
