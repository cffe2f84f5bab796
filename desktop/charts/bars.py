"""Horizontal bars: a share or an amount for each of many things, the largest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.chart import Chart, box, nothing, width_of, write, write_pair
from desktop.theme import Tokens

_ROW = 24.0
_WIDEST_NAME = 0.48
_BETWEEN = 14.0


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        key: What it stands for.
        name: Written at the left.
        share: Length, 0 to 1.
        text: Written at the right.
        note: What the pointer is told.
        hollow: Whether it is drawn pale: closed, unused.
        share_text: Written behind the text, in a column of its own.
    """

    key: str
    name: str
    share: float
    text: str
    note: str
    hollow: bool = False
    share_text: str = ""


class BarChart(Chart):
    """A list of bars; as tall as it needs to be, put it into a scroll area."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._empty = empty
        self._bars: Sequence[Bar] = ()
        self._chosen: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        """What the bars stand for, from the top."""
        return [bar.key for bar in self._bars]

    def choose(self, keys: frozenset[str]) -> None:
        """Sets the bars of these keys off from the others."""
        self._chosen = keys
        self.update()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Shows other bars."""
        self._bars = bars
        self.setMinimumHeight(int(_ROW * max(len(bars), 4)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as its bars."""
        return QSize(360, int(_ROW * max(len(self._bars), 4)))

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Name, bar on its track, figure."""
        if not self._bars:
            nothing(painter, area, self._empty, tokens)
            return
        widest = max(width_of(painter, bar.name) for bar in self._bars)
        names = min(widest + 12, area.width() * _WIDEST_NAME)
        shares = max(width_of(painter, bar.share_text) for bar in self._bars)
        shares += _BETWEEN if shares else 0.0
        figures = max(width_of(painter, bar.text) for bar in self._bars) + _BETWEEN + shares
        for number, bar in enumerate(self._bars):
            row = QRectF(area.left(), area.top() + number * _ROW, area.width(), _ROW)
            colour = tokens.muted if bar.hollow else tokens.text
            chosen = bar.key in self._chosen
            if chosen:
                box(painter, row.adjusted(-4, 1, 4, -1), tokens.accent_soft, 3)
            write_pair(painter, QRectF(row.left(), row.top(), names - 8, _ROW), bar.name, colour, bold=chosen)
            track = QRectF(row.left() + names, row.center().y() - 4, max(row.width() - names - figures, 0), 8)
            box(painter, track, tokens.raised, 3)
            filled = QRectF(track)
            filled.setWidth(track.width() * min(max(bar.share, 0.0), 1.0))
            if filled.width() > 0.5:
                box(painter, filled, tokens.faint if bar.hollow else tokens.accent, 3)
            figure = QRectF(track.right(), row.top(), figures - shares, _ROW)
            write(painter, figure, bar.text, colour, align=Qt.AlignmentFlag.AlignRight, bold=chosen)
            share = QRectF(row.right() - shares, row.top(), shares, _ROW)
            write(painter, share, bar.share_text, tokens.muted, align=Qt.AlignmentFlag.AlignRight)
            self.mark(row, bar.key, bar.note)
