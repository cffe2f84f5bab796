"""Pairs of name and value in two columns, values to be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.runs.facts import Facts

_LONGEST = 32


class FactsView(QScrollArea):
    """Shows facts; labels are made once and reused."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self._grid.setHorizontalSpacing(MARGIN)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(1, 1)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self.setWidget(inside)
        for widget in (inside, self.viewport()):
            widget.setAutoFillBackground(False)

    def show_facts(self, facts: Facts) -> None:
        """Shows other facts."""
        while len(self._pairs) < len(facts):
            self._add_pair()
        for number, (name, value) in enumerate(self._pairs):
            shown = number < len(facts)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(facts[number][0])
                value.setText(_shortened(facts[number][1]))
                value.setToolTip(facts[number][1])

    def _add_pair(self) -> None:
        name, value = QLabel(), QLabel()
        name.setProperty("kind", "muted")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._pairs)
        self._grid.setRowStretch(row, 0)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._grid.setRowStretch(row + 1, 1)
        self._pairs.append((name, value))


def _shortened(text: str) -> str:
    """A hash is told by its first signs; the rest stands in the tooltip."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
