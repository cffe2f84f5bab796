"""Who could serve a customer next: sites with what one more unit from each would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTableView, QWidget

from desktop.charts.axis import exact
from desktop.compute.run_figures import RunSummary
from desktop.compute.what_if_values import NextServer, NextServers
from desktop.context import Context
from desktop.views.results.question_dialog import QuestionDialog
from desktop.views.results.words import NONE
from desktop.views.row_view import read_by_rows
from desktop.views.rows_model import Cell, Header, RowsModel
from engine.runs.codec import from_plain

_SIZE = (1120, 560)
_CENT = 0.005


class NextDialog(QuestionDialog):
    """A table of sites, those that serve now set off."""

    def __init__(self, context: Context, summary: RunSummary, customer: str, parent: QWidget | None = None) -> None:
        super().__init__(_title(customer), "", parent)
        self.words.setText(self.tr("Reading the lanes…"))
        self.resize(*_SIZE)
        self._context = context
        self.model = RowsModel()
        self._view = QTableView()
        self._view.setModel(self.model)
        read_by_rows(self._view, self.tr("Sites that could serve"))
        self.body.addWidget(self._view, 1)
        arguments = {
            "file": str(context.session.path),
            "run": summary.stamp.run,
            "customer": customer,
            "period": summary.period,
        }
        self.ask(context.calls, "what_if:next_servers", arguments)

    def show_answer(self, answer: Mapping[str, Any]) -> None:
        """The sites, and how their costs are to be read."""
        found = from_plain(NextServers, answer)
        told = self.tr(
            "Period {period}. The cost of one more unit is read from the prices of the run, with open facilities as "
            "they are: an estimate where limits tie lanes together. A closed site would have to be opened first."
        ).replace("{period}", found.period)
        if found.is_stale:
            told += " " + self.tr("The input has been edited since the run.")
        self.words.setText(told)
        self.model.show_rows(self._headers(found), [self._row(server) for server in found.servers])
        self._view.resizeColumnsToContents()

    def _headers(self, found: NextServers) -> list[Header]:
        money, distance = found.units["currency"], found.units["distance_unit"]
        per_unit = self.tr("{unit} per unit").replace("{unit}", money)
        return [
            Header(self.tr("Product")),
            Header(self.tr("Site")),
            Header(self.tr("Mode")),
            Header(self.tr("State")),
            Header(self.tr("Serves\nunits"), is_number=True),
            Header(f"{self.tr('Distance')}\n{distance}", is_number=True),
            Header(f"{self.tr('Lane')}\n{per_unit}", is_number=True, note=self.tr("Transport and duty")),
            Header(f"{self.tr('One more unit')}\n{per_unit}", is_number=True),
            Header(f"{self.tr('Extra')}\n{per_unit}", is_number=True, note=self.tr("Against the site that serves now")),
            Header(self.tr("Room\nunits"), is_number=True, note=self.tr("Throughput that is left in the period")),
        ]

    def _row(self, server: NextServer) -> list[Cell]:
        serves = server.flow > 0
        state = self.tr("open") if server.is_open else self.tr("closed")
        return [
            Cell(server.product),
            Cell(server.site, strong=serves),
            Cell(server.mode, tone="muted"),
            Cell(state, tone="" if server.is_open else "muted"),
            Cell(exact(server.flow) if serves else "", server.flow, strong=serves),
            _number(server.distance, 1),
            _number(server.lane_cost, 2),
            _number(server.unit_cost, 2),
            _extra(server.extra),
            Cell("∞", float("inf")) if server.spare is None and server.is_open else _number(server.spare, 0),
        ]


def _number(value: float | None, decimals: int) -> Cell:
    return Cell(NONE, tone="muted") if value is None else Cell(exact(value, decimals), value)


def _extra(value: float | None) -> Cell:
    """What a unit costs more from there; one that would cost less is held back by a limit, and says so."""
    if value is None or value > -_CENT:
        return _number(value, 2)
    told = QCoreApplication.translate("results", "held by a limit")
    why = QCoreApplication.translate(
        "results", "A unit would cost less from there, but a limit on service, flows or sources holds it back."
    )
    return Cell(f"{exact(value, 2)}  {told}", value, "warn", note=why)


def _title(customer: str) -> str:
    return QCoreApplication.translate("results", "Who could serve {name} next?").replace("{name}", customer)
