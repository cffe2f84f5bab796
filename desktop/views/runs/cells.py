"""Cells that are drawn: a bar under the words of progress, and the way of the gap as a small line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.charts.chart import box, write
from desktop.theme import theme
from desktop.theme.tokens import SPACE
from desktop.views.runs.story import Point
from desktop.views.runs.table_model import POINTS_ROLE, SHARE_ROLE, Index

_BAR, _BAR_WIDTH = 6.0, 96.0
_LEAST_GAP = 1e-6
_MARGIN = SPACE + 3  # as far in as Qt writes text


class ProgressCell(QStyledItemDelegate):
    """A bar and what is being done; words alone where there is nothing to measure."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints the cell."""
        share = index.data(SHARE_ROLE)
        if share is None:
            super().paint(painter, option, index)
            return
        tokens = theme().tokens
        area = _begun(painter, option)
        track = QRectF(area.left(), area.center().y() - _BAR / 2, min(_BAR_WIDTH, area.width() / 2), _BAR)
        box(painter, track, tokens.line, _BAR / 2)
        box(
            painter,
            QRectF(track.topLeft(), track.size()).adjusted(0, 0, (share - 1) * track.width(), 0),
            tokens.accent,
            3,
        )
        write(painter, area.adjusted(track.width() + SPACE, 0, 0, 0), index.data() or "", tokens.text)
        painter.restore()


class ClosingCell(QStyledItemDelegate):
    """The gap over time as a line, in powers of ten, so that each halving is worth the same."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints the cell."""
        points: Sequence[Point] = index.data(POINTS_ROLE) or ()
        area = _begun(painter, option).adjusted(0, 6, 0, -6)
        if len(points) > 1:
            tokens = theme().tokens
            line = _line(points, area)
            painter.setPen(QPen(QColor(tokens.series[0]), 1.5))
            painter.drawPolyline(line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.series[0]))
            painter.drawEllipse(line.at(line.count() - 1), 2.0, 2.0)
        painter.restore()


def _begun(painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
    """The background as for any other cell; where to paint."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if QStyle.StateFlag.State_Selected in option.state:
        painter.fillRect(option.rect, QColor(theme().tokens.accent_soft))
    return QRectF(option.rect).adjusted(_MARGIN, 0, -_MARGIN, 0)


def _line(points: Sequence[Point], area: QRectF) -> QPolygonF:
    logs = [math.log10(max(gap, _LEAST_GAP)) for _, gap in points]
    low, high = min(logs), max(logs)
    last = points[-1][0] or 1.0
    height = area.height() / ((high - low) or 1.0)
    return QPolygonF(
        [
            QPointF(area.left() + seconds / last * (area.width() - 4), area.bottom() - (log - low) * height)
            for (seconds, _), log in zip(points, logs, strict=True)
        ]
    )
