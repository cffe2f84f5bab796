"""What the page says where there is no result, and the step that leads to one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.compute.run_figures import Stamp
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.results.words import moment, status_name

_SIGN = 48


class NoResult(QWidget):
    """No result yet.

    Signals:
        run_requested(): The user wants the scenario solved.
        runs_requested(): The user wants to see the runs.
        explain_requested(): The user wants to know why there is no solution.
    """

    run_requested = Signal()
    runs_requested = Signal()
    explain_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title.setProperty("kind", "title")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._text.setProperty("kind", "muted")
        self._run = QPushButton(self.tr("Run (F5)"))
        self._run.setProperty("kind", "primary")
        self._run.clicked.connect(self.run_requested)
        self._explain = QPushButton(self.tr("Explain why"))
        self._explain.setProperty("kind", "primary")
        self._explain.clicked.connect(self.explain_requested)
        self._runs = QPushButton(self.tr("Show runs"))
        self._runs.clicked.connect(self.runs_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(self._explain)
        buttons.addWidget(self._run)
        buttons.addWidget(self._runs)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(MARGIN)
        layout.addStretch()
        for widget in (self._sign, self._title, self._text):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addStretch()
        theme().changed.connect(self._paint)
        self._paint()
        self._title.setText(self.tr("Reading…"))
        for later in (self._explain, self._run, self._runs):
            later.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._title.text()}\n{self._text.text()}"

    def show_state(self, scenario: str, last: Stamp | None) -> None:
        """Says why there is no result.

        Args:
            scenario: The scenario that is looked at.
            last: Its newest run; None where it was never run.
        """
        self._run.show()
        self._runs.setVisible(last is not None)
        is_infeasible = last is not None and last.status == "infeasible"
        self._explain.setVisible(is_infeasible)
        dress(self._run, "kind", "" if is_infeasible else "primary")
        if last is None:
            self._title.setText(self.tr("No run of {scenario} yet").replace("{scenario}", scenario))
            self._text.setText(self.tr("Once it is run, its costs, open facilities, flows and service stand here."))
        elif last.status in ("queued", "running"):
            self._title.setText(self.tr("{scenario} is being solved").replace("{scenario}", scenario))
            self._text.setText(self.tr("The result stands here as soon as the run has ended."))
        else:
            said = self.tr("The last run of {scenario} has no result: {status}")
            self._title.setText(said.replace("{scenario}", scenario).replace("{status}", status_name(last.status)))
            self._text.setText(f"{last.message}  ·  {moment(last.finished)}" if last.finished else last.message)

    def _paint(self) -> None:
        self._sign.setPixmap(icon("chart-column", theme().tokens.faint).pixmap(_SIGN, _SIGN))
