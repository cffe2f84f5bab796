"""The trail of steps above the wizard: where the user is, and what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.theme import theme
from desktop.theme.tokens import MARGIN


class StepTrail(QWidget):
    """Numbered steps; the one at hand stands out, those that are done are ticked."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = list(names)
        self._labels = [QLabel() for _ in names]
        self._step = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MARGIN)
        for label in self._labels:
            layout.addWidget(label)
        theme().changed.connect(self._paint)
        self._paint()

    def show_step(self, step: int) -> None:
        """Shows which step is at hand; one behind the last means all are done."""
        self._step = step
        self._paint()

    def _paint(self) -> None:
        tokens = theme().tokens
        for number, (name, label) in enumerate(zip(self._names, self._labels, strict=True)):
            sign = "✓" if number < self._step else f"{number + 1}"
            colour = tokens.accent if number == self._step else tokens.muted
            weight = 600 if number == self._step else 400
            label.setText(f"{sign}  {name}")
            label.setStyleSheet(f"color: {colour}; font-weight: {weight};")
