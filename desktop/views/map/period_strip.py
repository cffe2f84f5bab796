"""The strip of periods below a map: from all of them together to each by itself, by hand or one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE

_LABEL = 110
_ICON = 16
_LOOK_MS = 1_200  # how long a period is looked at


class PeriodStrip(QWidget):
    """A slider over the periods; hidden where there is only one.

    Signals:
        chosen(str): The user chose a period, or it is its turn; empty for all of them.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods: list[str] = [""]
        self._play = QToolButton()
        self._play.setProperty("kind", "segment")
        self._play.setCheckable(True)
        self._play.setIconSize(QSize(_ICON, _ICON))
        self._play.toggled.connect(self._on_toggled)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(self.tr("Period"))
        self._slider.setPageStep(1)
        self._slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self._slider.setTickInterval(1)
        self._label = QLabel()
        self._label.setFixedWidth(_LABEL)
        self._slider.valueChanged.connect(self._on_moved)
        self._turn = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._turn.timeout.connect(self._on_turn)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._play)
        layout.addWidget(self._label)
        layout.addWidget(self._slider, 1)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    @property
    def is_playing(self) -> bool:
        """Whether one period follows the other."""
        return self._play.isChecked()

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

    def go_on(self) -> None:
        """What was asked for is on the map: the next period follows when it has been looked at."""
        if self.is_playing:
            self._turn.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        """Nobody looks: it stops."""
        self._play.setChecked(False)

    def _on_toggled(self, on: bool) -> None:
        self._paint()
        if not on:
            self._turn.stop()
            return
        if self._slider.value() == self._slider.maximum():
            self._slider.setValue(1)
        else:
            self._on_turn()

    def _on_turn(self) -> None:
        """The next period; after the last it stops there."""
        if self._slider.value() < self._slider.maximum():
            self._slider.setValue(self._slider.value() + 1)
        else:
            self._play.setChecked(False)

    def _on_moved(self, _place: int) -> None:
        self._tell()
        self.chosen.emit(self._periods[self._slider.value()])

    def _tell(self) -> None:
        self._label.setText(self._periods[self._slider.value()] or self.tr("All periods"))

    def _paint(self) -> None:
        words = self.tr("Stop") if self.is_playing else self.tr("Show one period after the other")
        self._play.setToolTip(words)
        self._play.setAccessibleName(words)
        self._play.setIcon(icon("square" if self.is_playing else "play", theme().tokens.muted))
