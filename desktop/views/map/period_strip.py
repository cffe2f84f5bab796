"""The strip of periods below a map: from all of them together to each by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from desktop.theme.tokens import SPACE

_LABEL = 110


class PeriodStrip(QWidget):
    """A slider over the periods; hidden where there is only one.

    Signals:
        chosen(str): The user chose a period; empty for all of them.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods: list[str] = [""]
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(self.tr("Period"))
        self._slider.setPageStep(1)
        self._slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self._slider.setTickInterval(1)
        self._label = QLabel()
        self._label.setFixedWidth(_LABEL)
        self._slider.valueChanged.connect(self._on_moved)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._label)
        layout.addWidget(self._slider, 1)
        self.hide()

    def offer(self, periods: Sequence[str], current: str) -> None:
        """Offers periods in time order."""
        self._periods = ["", *periods]
        self._slider.blockSignals(True)
        self._slider.setRange(0, len(periods))
        self._slider.blockSignals(False)
        self.setVisible(len(periods) > 1)
        self.choose(current)

    def choose(self, period: str) -> None:
        """Shows a period as chosen; nobody is told."""
        self._slider.blockSignals(True)
        self._slider.setValue(self._periods.index(period) if period in self._periods else 0)
        self._slider.blockSignals(False)
        self._tell()

    def _on_moved(self, _place: int) -> None:
        self._tell()
        self.chosen.emit(self._periods[self._slider.value()])

    def _tell(self) -> None:
        self._label.setText(self._periods[self._slider.value()] or self.tr("All periods"))
