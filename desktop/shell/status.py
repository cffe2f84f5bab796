"""The status bar: saved state, problems, workers, connection."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStatusBar, QToolButton, QWidget

from desktop.context import Context
from desktop.shell.connection_button import ConnectionButton
from desktop.shell.workers_label import WorkersLabel
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.words import counted
from engine.errors import KnownError
from engine.issues import Severity

_SHOWN_MS = 15_000


class Status(QStatusBar):
    """What stands at the bottom of the window at all times."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._findings = context.session, context.findings
        self.setSizeGripEnabled(False)
        self.setContentsMargins(SPACE, 0, SPACE, 0)
        self._saved = _part()
        self._problems = _part()
        self._problems.clicked.connect(lambda: context.navigation.open_panel("problems"))
        self.connection = ConnectionButton(context)
        workers = WorkersLabel(context.runs)
        workers.setContentsMargins(SPACE, 0, SPACE, 0)
        workers.setVisible(not context.session.is_read_only)
        self.addWidget(self._saved)
        for part in (self._problems, workers, self.connection):
            self.addPermanentWidget(part)
        context.session.opened.connect(self._show)
        context.session.placed.connect(self._show)
        context.session.failed.connect(self.show_error)
        context.findings.changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def show_error(self, error: KnownError) -> None:
        """Tells of a known error for a while."""
        self.showMessage(str(error), _SHOWN_MS)

    def _show(self) -> None:
        tokens = theme().tokens
        self._saved.setText(self._saved_words())
        symbol, colour = ("circle-check", tokens.good) if self._session.is_placed else ("circle-x", tokens.bad)
        self._saved.setIcon(icon("lock", tokens.muted) if self._session.is_read_only else icon(symbol, colour))
        errors, warnings = self._findings.count(Severity.ERROR), self._findings.count(Severity.WARNING)
        symbol, colour = ("circle-x", tokens.bad) if errors else ("triangle-alert", tokens.warn)
        self._problems.setIcon(icon(symbol, colour) if errors + warnings else icon("circle-check", tokens.good))
        self._problems.setText(self._problem_words(errors, warnings))

    def _saved_words(self) -> str:
        if self._session.is_read_only:
            return self.tr("Read-only")
        if not self._session.is_placed:
            return self.tr("Not kept: the file is gone")
        return self.tr("All changes kept") if self._session.is_open else self.tr("Opening…")

    def _problem_words(self, errors: int, warnings: int) -> str:
        if self._findings.failure is not None:
            return self.tr("Problems cannot be found")
        if not self._findings.is_current and not errors + warnings:
            return self.tr("Checking…")
        parts = []
        if errors:
            parts.append(counted(errors, self.tr("1 error"), self.tr("{n} errors")))
        if warnings:
            parts.append(counted(warnings, self.tr("1 warning"), self.tr("{n} warnings")))
        return ", ".join(parts) or self.tr("No problems")


def _part() -> QToolButton:
    part = QToolButton()
    part.setToolButtonStyle(part.toolButtonStyle().ToolButtonTextBesideIcon)
    part.setIconSize(QSize(MARGIN, MARGIN))
    part.setAutoRaise(True)
    return part
