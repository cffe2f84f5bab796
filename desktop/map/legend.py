"""The legend: only what stands on the map, with widths exactly as they are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.map.look import UTILISATION_STEPS, Look
from desktop.map.marks import Mark, paint_mark, paint_star
from desktop.map.ring_painting import STYLES, WIDTH, ring_colour
from desktop.map.scene import Colouring, Kind, State
from desktop.map.service_rings import NO_RINGS, ServiceRings
from desktop.map.words import kind_word, tr, whole
from desktop.theme.tokens import MARGIN, RADIUS, SPACE, Tokens

ROW = 20.0
_SIGN, _TEXT_PX = 40.0, 12


@dataclass(frozen=True)
class Entry:
    """A line of the legend.

    Attributes:
        text: What it says.
        kind: Shape of its mark; None for a line or a heading.
        state: Filling of its mark.
        colour: Of mark or line; empty for a heading.
        width: Of its line in pixels; 0 for none.
        short: Whether it is the mark of a customer that does not get all it wants.
        starred: Whether it is the mark of a changed assignment.
        style: Of its line.
    """

    text: str
    kind: Kind | None = None
    state: State = State.IN_USE
    colour: str = ""
    width: float = 0.0
    short: bool = False
    starred: bool = False
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


def entries(look: Look, rings: ServiceRings = NO_RINGS) -> list[Entry]:
    """Everything that a reader of the map has to know."""
    return [line for section in sections(look, rings) for line in section]


def sections(look: Look, rings: ServiceRings = NO_RINGS) -> tuple[list[Entry], ...]:
    """The same in five parts: kinds, states, colours, widths and rings."""
    return _kinds(look), _states(look), _colours(look), _widths(look), _rings(look, rings)


def legend_size(look: Look, font: QFont, rings: ServiceRings = NO_RINGS) -> QSizeF:
    """Room that the legend takes."""
    lines = entries(look, rings)
    if not lines:
        return QSizeF(0, 0)
    metrics = QFontMetricsF(legend_font(font))
    widest = max(entry_width(line, metrics) for line in lines)
    return QSizeF(widest + 2 * SPACE + 4, len(lines) * ROW + 2 * SPACE)


def entry_width(line: Entry, metrics: QFontMetricsF) -> float:
    """Room that mark and text of a line take."""
    return metrics.horizontalAdvance(line.text) + (_SIGN if line.colour else 0.0)


def legend_corner(look: Look, font: QFont, rings: ServiceRings = NO_RINGS) -> tuple[float, float]:
    """Width and height of the corner that the legend covers, with its margin."""
    size = legend_size(look, font, rings)
    return size.width() + MARGIN, size.height() + MARGIN


def paint_legend(painter: QPainter, area: QRectF, look: Look, rings: ServiceRings = NO_RINGS) -> None:
    """Paints the legend into the lower left corner of the area."""
    lines = entries(look, rings)
    if not lines:
        return
    size = legend_size(look, painter.font(), rings)
    box = QRectF(area.left() + MARGIN, area.bottom() - MARGIN - size.height(), size.width(), size.height())
    tokens = look.tokens
    ground = QColor(tokens.surface)
    ground.setAlphaF(0.94)
    painter.setPen(QPen(QColor(tokens.line), 1.0))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setFont(legend_font(painter.font()))
    for number, line in enumerate(lines):
        row = QRectF(box.left() + SPACE, box.top() + SPACE + number * ROW, box.width() - 2 * SPACE, ROW)
        paint_entry(painter, row, line, tokens)


def paint_entry(painter: QPainter, row: QRectF, line: Entry, tokens: Tokens) -> None:
    """Paints mark and text of a line from the left edge of a row."""
    middle = QPointF(row.left() + _SIGN / 2 - 6, row.center().y())
    if line.short:
        painter.setPen(QPen(QColor(tokens.bad), 1.6))
        painter.setBrush(QColor(tokens.surface))
        painter.drawEllipse(middle, 3.6, 3.6)
    elif line.starred:
        paint_star(painter, middle, 7.0, tokens)
    elif line.kind is not None:
        radius = 4.0 if line.kind is Kind.CUSTOMER else 6.0 if line.state is not State.OPENED else 4.5
        paint_mark(painter, middle, radius, Mark(line.kind, line.state), line.colour, tokens)
    elif line.width:
        pen = QPen(QColor(line.colour), line.width, line.style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(row.left(), middle.y()), QPointF(row.left() + _SIGN - 12, middle.y()))
    heading = not line.colour
    painter.setPen(QColor(tokens.muted if heading else tokens.text))
    painter.drawText(row if heading else row.adjusted(_SIGN, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), line.text)


def _kinds(look: Look) -> list[Entry]:
    sites = look.scene.sites
    present = set(np.unique(sites.kind[sites.placed]).tolist())
    by_kind = look.scene.colouring in (Colouring.STAGE, Colouring.PRODUCT, Colouring.CHANGE)
    plain = look.tokens.muted
    lines = [
        Entry(
            kind_word(kind), kind, State.IN_USE, look.kind_colour(kind) if by_kind or kind is Kind.SUPPLIER else plain
        )
        for kind in reversed(Kind)
        if kind in present
    ]
    with np.errstate(invalid="ignore"):
        short = bool(((sites.share < 0.9995) & (sites.kind == Kind.CUSTOMER)).any())
    if short:
        lines.append(Entry(tr("Customer with unmet demand"), Kind.CUSTOMER, colour=look.tokens.bad, short=True))
    if look.scene.changes is not None and look.scene.changes.count:
        text = tr("Changed assignment: {count}").replace("{count}", whole(look.scene.changes.count))
        lines.append(Entry(text, Kind.CUSTOMER, colour=look.tokens.text, starred=True))
    return lines


def _states(look: Look) -> list[Entry]:
    sites = look.scene.sites
    facilities = sites.placed & (sites.kind >= Kind.CROSS_DOCK)
    kinds, states = sites.kind[facilities], sites.state[facilities]
    words = {State.OPENED: tr("Opened"), State.CLOSED: tr("Closed"), State.CANDIDATE: tr("Candidate, not opened")}
    lines = []
    for state, text in words.items():
        of_state = kinds[states == state]
        if len(of_state):
            kind = Kind(int(np.bincount(of_state).argmax()))
            lines.append(Entry(text, kind, state, look.kind_colour(kind)))
    return lines


def _colours(look: Look) -> list[Entry]:
    scene, colours = look.scene, look.key_colours()
    used = set(np.unique(scene.flows.colour).tolist())
    match scene.colouring:
        case Colouring.UTILISATION:
            between = [f"{_percent(low)} – {_percent(high)} %" for low, high in pairwise(UTILISATION_STEPS)]
            texts = [
                f"{tr('up to')} {_percent(UTILISATION_STEPS[0])} %",
                *between,
                f"{tr('over')} {_percent(UTILISATION_STEPS[-1])} %",
            ]
            marks = [Entry(text, Kind.WAREHOUSE, colour=colour) for text, colour in zip(texts, colours, strict=True)]
            return [Entry(tr("Utilisation")), *marks]
        case Colouring.FACILITY:
            heading = Entry(tr("Colour: the facility it comes from"))
            if "" in scene.keys:
                return [heading, Entry(tr("(colours repeat; neighbours differ)"))]
        case Colouring.PRODUCT:
            heading = Entry(tr("Product"))
        case _:
            return [
                Entry(key, colour=colours[place], width=2.5, style=look.style(place))
                for place, key in enumerate(scene.keys)
                if place in used
            ]
    lines = [Entry(scene.keys[place], colour=colours[place], width=2.5) for place in sorted(used)]
    return [heading, *lines] if lines else []


def _widths(look: Look) -> list[Entry]:
    """Three round quantities with the very widths in which flows of that size are drawn."""
    scene = look.scene
    if not len(scene.flows):
        return []
    if not scene.has_quantities:
        return [Entry(tr("Lane; no run has told its flow"), colour=look.tokens.faint, width=1.2)]
    per_unit = look.width_per_unit()
    least = look.thinnest() / per_unit
    most = look.most()
    lines = [
        Entry(f"{whole(quantity)} {scene.unit}", colour=look.tokens.muted, width=quantity * per_unit)
        for quantity in dict.fromkeys((_rounded(most), _rounded(most / 3)))
        if quantity > least
    ]
    thin = Entry(
        tr("up to") + f" {whole(_rounded(least))} {scene.unit}", colour=look.tokens.muted, width=look.thinnest()
    )
    return [Entry(tr("Width of a flow")), *lines, thin]


def _rings(look: Look, rings: ServiceRings) -> list[Entry]:
    """Distances of service rings, and how they are measured."""
    if not rings:
        return []
    scene, colour = look.scene, ring_colour(look)
    by_model = tr("Within a distance (great circle × {factor})").replace("{factor}", whole(scene.circuity))
    heading = tr("Within a distance (as the crow flies)") if rings.straight or scene.circuity == 1.0 else by_model
    return [
        Entry(heading),
        *(
            Entry(f"{whole(distance)} {scene.distance_unit}", colour=colour, width=WIDTH, style=STYLES[number])
            for number, distance in enumerate(rings.distances)
        ),
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"


def _rounded(value: float) -> float:
    """The round number next below a value: 1, 2 or 5 with zeros."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= value * (1 + 1e-9))


def legend_font(font: QFont) -> QFont:
    """The font of a legend, made from that of the window."""
    sized = QFont(font)
    sized.setPixelSize(_TEXT_PX)
    return sized
