"""The upper half of the page: charts, or the map of changed assignments."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QWidget

from desktop.compute.comparison_values import Contender
from desktop.context import Calls, Context
from desktop.theme.tokens import GAP
from desktop.views.compare.change_map import ChangeMap

_CHARTS, _MAP = range(2)
_LEAST_HEIGHT = 220


class UpperHalf(QStackedWidget):
    """Shows the charts first; the map is made when it is first wanted.

    Attributes:
        switch: The buttons that choose, for the page to place.

    Signals:
        map_shown(): The map is seen instead of the charts.
    """

    map_shown = Signal()

    def __init__(self, context: Context, charts: QWidget, draws: Calls | None = None) -> None:
        super().__init__()
        self._context, self._draws = context, draws
        self._map: ChangeMap | None = None
        self._pair: tuple[Contender, Contender] | None = None
        self.addWidget(charts)
        self._group = QButtonGroup(self)
        self.switch = self._made_switch()
        self._group.idClicked.connect(self._show)

    @property
    def map(self) -> ChangeMap | None:
        """The map; None before it was first wanted."""
        return self._map

    def show_map(self, *, shown: bool) -> None:
        """Shows the map, or the charts."""
        place = _MAP if shown else _CHARTS
        self._group.button(place).setChecked(True)
        self._show(place)

    def show_pair(self, first: Contender, second: Contender) -> None:
        """Compares others; the map follows when it is seen."""
        self._pair = (first, second)
        self._follow()

    def minimumSizeHint(self) -> QSize:
        """The charts and the map can both be made low, so that the tables have room."""
        return QSize(0, _LEAST_HEIGHT)

    def _made_switch(self) -> QWidget:
        switch = QWidget()
        row = QHBoxLayout(switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for place, text in ((_CHARTS, self.tr("Charts")), (_MAP, self.tr("Map of changes"))):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setChecked(place == _CHARTS)
            button.setProperty("kind", "segment")
            self._group.addButton(button, place)
            row.addWidget(button)
        return switch

    def _show(self, place: int) -> None:
        if place == _MAP and self._map is None:
            self._map = ChangeMap(self._context, self._draws)
            self.addWidget(self._map)
        self.setCurrentIndex(place)
        self._follow()
        if place == _MAP:
            self.map_shown.emit()

    def _follow(self) -> None:
        if self._map is not None and self._pair is not None and self.currentIndex() == _MAP:
            self._map.show_pair(*self._pair)
