"""Stacked bars: what a whole is made of, one bar for each scenario or period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import exact, short, ticks
from desktop.charts.chart import Chart, box, nothing, one_of, width_of, write, write_lines
from desktop.charts.plot import Plot, value_plot
from desktop.theme import Tokens

_LEGEND, _NAMES, _TOP = 20.0, 36.0, 22.0
_WIDEST_BAR = 72.0
_MOST_PARTS = 6
_LEAST_SLOT = 44.0


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
    """Bars side by side, their parts in the colours of the series; the smallest are gathered as “other”."""

    def __init__(self, title: str, unit: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._unit = unit
        self._empty = empty
        self._stacks: Sequence[Stack] = ()
        self._parts: list[str] = []

    def show_stacks(self, stacks: Sequence[Stack], unit: str) -> None:
        """Shows other bars."""
        self._unit = unit
        self._parts, self._stacks = _gathered(stacks, self.tr("Other"))
        self.update()

    def draw(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Legend above, bars with their totals, names below."""
        if not self._stacks:
            nothing(painter, area, self._empty, tokens)
            return
        colours = dict(zip(self._parts, tokens.series, strict=False))
        legend = self._draw_legend(painter, area, colours, tokens)
        highest = max(sum(v for v in stack.parts.values() if v > 0) for stack in self._stacks)
        lowest = min(sum(v for v in stack.parts.values() if v < 0) for stack in self._stacks)
        marks = ticks(lowest, max(highest, lowest + 1e-9))
        plot = value_plot(painter, area, marks, QMarginsF(0, legend + _TOP, 4, _NAMES), tokens)
        field = plot.area
        slot = field.width() / len(self._stacks)
        for number, stack in enumerate(self._stacks):
            self._draw_bar(painter, stack, QRectF(field.left() + number * slot, 0, slot, 0), plot, colours)
        self._draw_names(painter, field, slot, tokens)
        self._draw_totals(painter, plot, slot, tokens)

    def _draw_names(self, painter: QPainter, field: QRectF, slot: float, tokens: Tokens) -> None:
        """Writes a name below each bar, or below some of them where there are too many."""
        step = one_of(painter, (stack.name for stack in self._stacks), slot) if slot < _LEAST_SLOT else 1
        for number, stack in list(enumerate(self._stacks))[::step]:
            names = QRectF(field.left() + number * slot + 2, field.bottom() + 4, step * slot - 4, _NAMES - 4)
            if step == 1:
                write_lines(painter, names, stack.name, tokens.muted)
            elif names.right() <= field.right() + slot:
                write(painter, QRectF(names.topLeft(), QSizeF(names.width(), 16)), stack.name, tokens.muted)

    def _draw_totals(self, painter: QPainter, plot: Plot, slot: float, tokens: Tokens) -> None:
        """Writes the total above each bar, or above some of them where there are too many."""
        totals = [short(sum(stack.parts.values())) for stack in self._stacks]
        step = one_of(painter, [f"{total}0" for total in totals], slot)  # they are bold, so a little wider
        step = 1 if slot > _LEAST_SLOT else step
        for number, stack in list(enumerate(self._stacks))[::step]:
            top = plot.y(sum(amount for amount in stack.parts.values() if amount > 0))
            middle = plot.area.left() + (number + 0.5) * slot
            half = step * slot / 2 + 4
            total = QRectF(middle - half, top - 19, 2 * half, 16)
            write(painter, total, totals[number], tokens.text, align=Qt.AlignmentFlag.AlignHCenter, bold=True)

    def _draw_legend(self, painter: QPainter, area: QRectF, colours: Mapping[str, str], tokens: Tokens) -> float:
        """Draws the names of the parts over as many lines as they need, and tells how high that is."""
        x, y = area.left(), area.top()
        for part, colour in colours.items():
            width = width_of(painter, part)
            if x > area.left() and x + width + 16 > area.right():
                x, y = area.left(), y + _LEGEND
            box(painter, QRectF(x, y + _LEGEND / 2 - 5, 10, 10), colour, 2)
            write(painter, QRectF(x + 15, y, width + 4, _LEGEND), part, tokens.muted)
            x += width + 32
        return y + _LEGEND - area.top()

    def _draw_bar(self, painter: QPainter, stack: Stack, slot: QRectF, plot: Plot, colours: Mapping[str, str]) -> None:
        width = min(slot.width() * 0.62, _WIDEST_BAR)
        left = slot.center().x() - width / 2
        up = down = 0.0
        for part, colour in colours.items():
            amount = stack.parts.get(part, 0.0)
            if amount == 0:
                continue
            begin = up if amount > 0 else down
            top, bottom = sorted((plot.y(begin), plot.y(begin + amount)))
            piece = QRectF(left, top, width, max(bottom - top - 1, 0.5))
            box(painter, piece, colour)
            self.mark(piece, stack.key, f"{stack.name}\n{part}: {exact(amount)} {self._unit}")
            up, down = (up + amount, down) if amount > 0 else (up, down + amount)


def _gathered(stacks: Sequence[Stack], other: str) -> tuple[list[str], list[Stack]]:
    """No more than six parts: the largest five and the rest together, in the order in which the stacks name them."""
    sizes: dict[str, float] = {}
    for stack in stacks:
        for part, amount in stack.parts.items():
            sizes[part] = sizes.get(part, 0.0) + abs(amount)
    order = [part for part, size in sizes.items() if size > 0]
    if len(order) <= _MOST_PARTS:
        return order, list(stacks)
    largest = set(sorted(order, key=lambda part: -sizes[part])[: _MOST_PARTS - 1])
    kept = [part for part in order if part in largest]
    made = []
    for stack in stacks:
        rest = sum(amount for part, amount in stack.parts.items() if part not in largest)
        made.append(Stack(stack.key, stack.name, {p: stack.parts.get(p, 0.0) for p in kept} | {other: rest}))
    return [*kept, other], made
