"""The sheet that explains: it searches in another process, tells what contradicts, and carries a way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.calls.watched import WatchedCall
from desktop.context import Context
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.explain.causes_view import CausesView
from desktop.views.explain.ways_panel import WaysPanel
from desktop.views.scenarios.edits import add_overrides, free_name, new_scenario_with
from desktop.views.scenarios.outline import scenario_tables
from engine.errors import KnownError
from engine.explain import Outcome
from engine.scenarios import scenario_names
from sync.store import Project

_SIZE = (980, 600)
_LIMIT_S = 60.0
_LONGER = 5.0
_ICON = 24


class ExplainSheet(QDialog):
    """Beside the main window, never in its way."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scenario = ""
        self._limit_s = _LIMIT_S
        self._symbol = ("", "")
        self._folder = QTemporaryDir()
        self._searches = 0
        self._search = WatchedCall(context.calls, self)
        self.setWindowTitle(self.tr("Explain"))
        self.resize(*_SIZE)
        self._title = QLabel()
        self._title.setProperty("kind", "title")
        self._sign = QLabel()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName(self.tr("Searching"))
        self.stop = QPushButton(self.tr("Stop and show what is known"))
        self.longer = QPushButton(self.tr("Search longer"))
        self.run = QPushButton(self.tr("Run it now"))
        self.run.setProperty("kind", "primary")
        self.causes = CausesView()
        self.ways = WaysPanel()
        self._cause_card, self._way_card = QFrame(), QFrame()
        self._arrange()
        self._connect()
        for later in (self._cause_card, self._way_card, self.longer, self.run):
            later.hide()

    def begin(self, scenario: str, limit_s: float = _LIMIT_S) -> None:
        """Explains a scenario; what was explained before goes."""
        self._scenario, self._limit_s = scenario, limit_s
        self._title.setText(self.tr("Why has {name} no solution?").replace("{name}", scenario))
        self.show()
        self.raise_()
        self.activateWindow()
        self._search.cancel()
        arguments = {"project": str(self._context.session.path), "scenario": scenario, "time_limit_s": limit_s}
        # A folder for each search, so that one that is ending still finds the wish to stop.
        self._searches += 1
        folder = Path(self._folder.path()) / str(self._searches)
        folder.mkdir()
        self._search.start("explaining:explain", arguments, folder)
        self._show_searching(self.tr("Searching"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing stops the search."""
        self._search.cancel()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape closes like the button of the window."""
        self._search.cancel()
        super().reject()

    def _show_searching(self, text: str) -> None:
        self._show_sign("search", "muted")
        self.message.setText(text)
        for gone in (self._cause_card, self._way_card, self.longer, self.run):
            gone.hide()
        self._bar.show()
        self.stop.show()
        self.stop.setEnabled(True)

    def _on_progressed(self, text: str, _share: float) -> None:
        self.message.setText(text)

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.message.setText(self.tr("Stopping"))
        self._search.stop_early()

    def _on_answered(self, found: dict[str, Any]) -> None:
        self._end_search()
        outcome = Outcome(found["outcome"])
        self.message.setText(found["message"])
        signs = {
            Outcome.EXPLAINED: ("lightbulb", "accent"),
            Outcome.FEASIBLE: ("circle-check", "good"),
            Outcome.INVALID: ("circle-x", "bad"),
        }
        self._show_sign(*signs.get(outcome, ("triangle-alert", "warn")))
        causes = found["causes"] + [
            {**{name: issue[name] for name in ("table", "key", "column")}, "sentence": issue["message"]}
            for issue in found["issues"]
        ]
        self.causes.show_causes(causes)
        self._cause_card.setVisible(bool(causes))
        self.ways.show_ways(self._scenario, found["ways"])
        self._way_card.setVisible(bool(found["ways"]))
        self.longer.setVisible(outcome in (Outcome.UNPROVEN, Outcome.UNEXPLAINED))

    def _on_failed(self, error: KnownError) -> None:
        if error.code != "cancelled":
            self._end_search()
            self._show_sign("circle-x", "bad")
            self.message.setText(str(error))
            self.longer.show()

    def _end_search(self) -> None:
        self._bar.hide()
        self.stop.hide()

    def _on_apply(self, overrides: Sequence[Mapping[str, str]], new: bool) -> None:
        scenario = self._scenario
        mended = self.tr("{name}, mended").replace("{name}", scenario)
        made: list[str] = []

        def make(project: Project) -> Any:
            network = scenario_tables(project)
            if not new:
                made.append(scenario)
                return add_overrides(network, scenario, overrides)
            made.append(free_name(scenario_names(network), mended))
            return new_scenario_with(network, made[0], scenario, overrides)

        label = self.tr("Apply what explains {name}").replace("{name}", scenario)
        self._context.session.edit(make, label, done=lambda _version: self._on_applied(made[0]))

    def _on_applied(self, scenario: str) -> None:
        self._way_card.hide()
        self._cause_card.hide()
        self.longer.hide()
        self._show_sign("circle-check", "good")
        told = self.tr("Applied to {name}. One undo takes it back.")
        self.message.setText(told.replace("{name}", scenario))
        self._scenario = scenario
        self._context.selection.choose_scenario(scenario)
        self.run.show()

    def _on_run(self) -> None:
        self._context.runs.start([self._scenario], self._context.preferences.solve_options)
        self._context.navigation.open_panel("runs")
        self.close()

    def _show_sign(self, symbol: str, kind: str) -> None:
        self._symbol = (symbol, kind)
        self._paint()

    def _paint(self) -> None:
        symbol, kind = self._symbol
        if symbol:
            self._sign.setPixmap(icon(symbol, getattr(theme().tokens, kind)).pixmap(_ICON))

    def _connect(self) -> None:
        self._search.progressed.connect(self._on_progressed)
        self._search.answered.connect(self._on_answered)
        self._search.failed.connect(self._on_failed)
        self.stop.clicked.connect(self._on_stop)
        self.longer.clicked.connect(lambda: self.begin(self._scenario, self._limit_s * _LONGER))
        self.run.clicked.connect(self._on_run)
        self.ways.apply_requested.connect(self._on_apply)
        for view in (self.ways, self.causes):
            view.row_requested.connect(self._context.navigation.jump_to)
        theme().changed.connect(self._paint)

    def _arrange(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(SPACE)
        told.addWidget(self._sign)
        told.addWidget(self.message, 1)
        for button in (self.stop, self.longer, self.run):
            told.addWidget(button)
        cards = (
            (self._cause_card, self.tr("What contradicts"), self.causes),
            (self._way_card, self.tr("What gives it a solution"), self.ways),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addLayout(told)
        layout.addWidget(self._bar)
        for card, heading, view in cards:
            card.setProperty("card", "true")
            words = QLabel(heading)
            words.setProperty("kind", "heading")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
            inside.addWidget(words)
            inside.addWidget(view, 1)
            layout.addWidget(card, 2 if view is self.ways else 1)
        layout.addStretch(0)
