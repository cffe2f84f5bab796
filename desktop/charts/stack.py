"""Stacked bars: what a whole is made of, one bar for each scenario or period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import exact, short, ticks
from desktop.charts.chart import Chart, box, line, nothing, width_of, write
from desktop.theme import Tokens

_LEGEND, _AXIS, _NAMES, _TOP = 22.0, 48.0, 22.0, 18.0
_WIDEST_BAR = 72.0


@dataclass(frozen=True)
class Stack:
    """One bar.

    Attributes:
        key: What it stands for.
        name: What is written below.
        parts: Part → amount; parts below zero hang from the axis.
    """

    key: str
    name: str
    parts: Mapping[str, float] = field(default_factory=dict)


class StackChart(Chart):
    """Bars side by side, their parts in the colours of the series; small parts are gathered as “other”."""

    def __init__(self, title: str, unit: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._unit = unit
        self._empty = empty
        self._stacks: Sequence[Stack] = ()
        self._parts: list[str] = []

    def show_stacks(self, stacks: Sequence[Stack], unit: str) -> None:
        """Shows other bars."""
        self._unit = unit
        self._parts, self._stacks = _gathered(stacks, self.tr("other"))
        self.update()

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Legend above, bars with their totals, names below."""
        if not self._stacks:
            nothing(painter, area, self._empty, tokens)
            return
        colours = dict(zip(self._parts, tokens.series, strict=False))
        self._draw_legend(painter, QRectF(area.left(), area.top(), area.width(), _LEGEND), colours, tokens)
        plot = area.adjusted(_AXIS, _LEGEND + _TOP, -4, -_NAMES)
        highest = max(sum(v for v in stack.parts.values() if v > 0) for stack in self._stacks)
        lowest = min(sum(v for v in stack.parts.values() if v < 0) for stack in self._stacks)
        marks = ticks(lowest, max(highest, lowest + 1e-9))
        low, high = marks[0], marks[-1]

        def y(value: float) -> float:
            return plot.bottom() - (value - low) / ((high - low) or 1.0) * plot.height()

        for mark in marks:
            line(painter, QPointF(plot.left(), y(mark)), QPointF(plot.right(), y(mark)), tokens.line)
            write(
                painter,
                QRectF(area.left(), y(mark) - 8, _AXIS - 8, 16),
                short(mark),
                tokens.muted,
                align=Qt.AlignmentFlag.AlignRight,
            )
        slot = plot.width() / len(self._stacks)
        for number, stack in enumerate(self._stacks):
            self._draw_bar(painter, stack, QRectF(plot.left() + number * slot, 0, slot, 0), y, colours, tokens)
            names = QRectF(plot.left() + number * slot, plot.bottom() + 4, slot, _NAMES - 4)
            write(painter, names, stack.name, tokens.muted, align=Qt.AlignmentFlag.AlignHCenter)

    def _draw_legend(self, painter: QPainter, area: QRectF, colours: Mapping[str, str], tokens: Tokens) -> None:
        x = area.left()
        for part, colour in colours.items():
            width = width_of(painter, part)
            if x + width + 18 > area.right():
                break
            box(painter, QRectF(x, area.center().y() - 5, 10, 10), colour, 2)
            write(painter, QRectF(x + 15, area.top(), width + 4, area.height()), part, tokens.muted)
            x += width + 34

    def _draw_bar(
        self, painter: QPainter, stack: Stack, slot: QRectF, y: object, colours: Mapping[str, str], tokens: Tokens
    ) -> None:
        assert callable(y)
        width = min(slot.width() * 0.62, _WIDEST_BAR)
        left = slot.center().x() - width / 2
        up = down = 0.0
        for part, colour in colours.items():
            amount = stack.parts.get(part, 0.0)
            if amount == 0:
                continue
            begin = up if amount > 0 else down
            top, bottom = sorted((y(begin), y(begin + amount)))
            piece = QRectF(left, top, width, max(bottom - top - 1, 0.5))
            box(painter, piece, colour)
            self.mark(piece, stack.key, f"{stack.name}\n{part}: {exact(amount)} {self._unit}")
            up, down = (up + amount, down) if amount > 0 else (up, down + amount)
        write(
            painter,
            QRectF(slot.left(), y(up) - 18, slot.width(), 16),
            short(up + down),
            tokens.text,
            align=Qt.AlignmentFlag.AlignHCenter,
            bold=True,
        )


def _gathered(stacks: Sequence[Stack], other: str) -> tuple[list[str], list[Stack]]:
    """No more than six parts: the largest five and the rest together, in order of size."""
    sizes: dict[str, float] = {}
    for stack in stacks:
        for part, amount in stack.parts.items():
            sizes[part] = sizes.get(part, 0.0) + abs(amount)
    order = [part for part in sorted(sizes, key=lambda part: -sizes[part]) if sizes[part] > 0]
    if len(order) <= 6:
        return order, list(stacks)
    kept = order[:5]
    made = []
    for stack in stacks:
        rest = sum(amount for part, amount in stack.parts.items() if part not in kept)
        made.append(Stack(stack.key, stack.name, {p: stack.parts.get(p, 0.0) for p in kept} | {other: rest}))
    return [*kept, other], made
