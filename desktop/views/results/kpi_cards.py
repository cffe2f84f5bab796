"""Cards of key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.charts.axis import exact, short
from desktop.compute.run_figures import RunSummary
from desktop.theme.tokens import GAP, SPACE
from desktop.views.results.words import (
    NONE,
    gap_text,
    money,
    objective_name,
    objective_text,
    percent,
    short_money,
    short_objective,
    tonne_decimals,
)

_KG_PER_TONNE = 1000.0


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: what it is, the figure, what belongs to it, and the whole of it for the pointer."""

    title: str
    figure: str
    note: str
    whole: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def cards_of(summary: RunSummary) -> list[Card]:
    """The key figures of a run, or of one of its periods."""
    figures, distance = summary.figures, summary.units["distance_unit"]
    unmet = figures.demand - figures.served
    served = figures.served / figures.demand if figures.demand > 0 else None
    return [
        _money_card(summary),
        Card(
            _tr("Demand served"),
            percent(served, 2 if unmet > 0 else 0),
            _tr("{n} units unmet").replace("{n}", exact(unmet)) if unmet > 0.5 else _tr("every unit"),
            f"{exact(figures.served)} / {exact(figures.demand)}",
        ),
        Card(
            _tr("Average distance"),
            NONE if figures.distance is None else f"{exact(figures.distance)} {distance}",
            _tr("to customers, by units"),
            "" if figures.distance is None else f"{exact(figures.distance, 2)} {distance}",
        ),
        Card(
            _tr("Utilisation"),
            percent(figures.utilisation),
            _tr("of open facilities' capacity"),
            _tr("Throughput / capacity of open facilities that have a limit"),
        ),
        Card(
            _tr("CO₂"),
            f"{exact(figures.co2 / _KG_PER_TONNE, tonne_decimals(figures.co2))} t",
            _per_unit(figures.co2, figures.served),
            f"{exact(figures.co2)} kg",
        ),
        Card(
            _tr("Open facilities"),
            f"{figures.open} / {figures.facilities}",
            _changes(figures.opened, figures.closed),
            "",
        ),
    ]


def _money_card(summary: RunSummary) -> Card:
    stamp, currency = summary.stamp, summary.units["currency"]
    if summary.period:
        whole = short_money(sum(sum(parts.values()) for parts in summary.stacks.values()), currency)
        note = _tr("present value, of {whole}").replace("{whole}", whole)
        cost = summary.figures.cost
        title = _tr("Cost of {period}").replace("{period}", summary.period)
        return Card(title, short_money(cost, currency), note, money(cost, currency))
    bound = "" if stamp.bound is None else f"\n{_tr('Bound')} {exact(stamp.bound)}"
    whole = objective_text(stamp, currency) + bound
    return Card(objective_name(stamp), short_objective(stamp, currency), gap_text(stamp), whole)


def _per_unit(co2: float, served: float) -> str:
    return _tr("{kg} kg per unit served").replace("{kg}", short(co2 / served)) if served > 0 else ""


def _changes(opened: int, closed: int) -> str:
    if not opened and not closed:
        return _tr("none opened, none closed")
    return _tr("{o} opened, {c} closed").replace("{o}", str(opened)).replace("{c}", str(closed))


class KpiCards(QWidget):
    """Cards side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)
        self._labels: list[tuple[QFrame, QLabel, QLabel, QLabel]] = []

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Shows other figures."""
        while len(self._labels) < len(cards):
            self._labels.append(self._made())
        for (frame, title, figure, note), card in zip(self._labels, cards, strict=True):
            title.setText(card.title)
            figure.setText(card.figure)
            note.setText(card.note)
            frame.setToolTip(card.whole)
            frame.setAccessibleName(f"{card.title}: {card.figure}, {card.note}")

    def _made(self) -> tuple[QFrame, QLabel, QLabel, QLabel]:
        frame = QFrame()
        frame.setProperty("card", "true")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, SPACE, 12, SPACE)
        column.setSpacing(GAP // 2)
        labels = QLabel(), QLabel(), QLabel()
        for label, kind in zip(labels, ("muted", "number", "muted"), strict=True):
            label.setProperty("kind", kind)
            column.addWidget(label)
        self._layout.addWidget(frame, 1)
        return frame, *labels
