"""The button that makes reports of the run that is shown, and how far one has come."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QPushButton, QToolButton, QWidget

from desktop.context import Context
from desktop.reports.job import ReportJob
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.save_dialog import ask_where
from engine.errors import KnownError

_BAR = 120


class ReportMenu(QWidget):
    """Excel and PDF; while a report is made, its progress and a way to stop it.

    Signals:
        made(str): A report is complete; its path.
        failed(KnownError): A report could not be made.
    """

    made = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run = ""
        self._name = ""
        self._job: ReportJob | None = None
        context.session.closed.connect(self._on_closed)
        self._words = QLabel()
        self._words.setProperty("kind", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(_BAR)
        self._bar.setAccessibleName(self.tr("Progress of the report"))
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.clicked.connect(self.cancel)
        self._open = QPushButton(self.tr("Open"))
        self._open.clicked.connect(self._show_made)
        self._path = ""
        self._button = QToolButton()
        self._button.setProperty("kind", "field")
        self._button.setText(self.tr("Export report"))
        self._button.setToolTip(self.tr("Make a report of the run that is shown"))
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        add = context.actions.add
        excel = self.tr("Export report as Excel…")
        menu.addAction(add("report.excel", excel, lambda: self._ask_where("xlsx"), symbol="file-spreadsheet"))
        pdf = self.tr("Export report as PDF…")
        menu.addAction(add("report.pdf", pdf, lambda: self._ask_where("pdf"), symbol="file-text"))
        self._button.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for widget in (self._words, self._bar, self._stop, self._open, self._button):
            layout.addWidget(widget)
        theme().changed.connect(self._paint)
        self._paint()
        self.show_run("", "")
        self._show_state("", busy=False)

    @property
    def words(self) -> str:
        """What is said about the report."""
        return self._words.text()

    def show_run(self, run: str, name: str) -> None:
        """Reports are of another run; empty for none.

        Args:
            run: The run.
            name: Proposed name of files, without ending.
        """
        self._run, self._name = run, name
        self._enable()

    def make(self, kind: str, out: Path) -> None:
        """Begins a report.

        Args:
            kind: ``xlsx`` or ``pdf``.
            out: File to write.
        """
        if not self._run or self._job is not None:
            return
        job = self._job = ReportJob(kind, self._context.session.path, self._run, out, self)
        job.stepped.connect(self._on_stepped)
        job.made.connect(self._on_made)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        self._bar.setRange(0, 0)
        self._show_state(self.tr("Report: reading…"), busy=True)
        job.start()

    def cancel(self) -> None:
        """Stops the report under way."""
        if self._job is not None:
            self._show_state(self.tr("Report stopped"), busy=False)
            self._job.cancel()

    def _on_closed(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _on_stepped(self, name: str, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        if name:
            self._words.setText(self.tr("Report: {name}").replace("{name}", name))

    def _on_made(self, path: str) -> None:
        self._path = path
        self._show_state(self.tr("Report made: {name}").replace("{name}", Path(path).name), busy=False)
        self._open.show()
        self.made.emit(path)

    def _on_failed(self, error: KnownError) -> None:
        self._show_state(self.tr("No report: {why}").replace("{why}", error.message), busy=False)
        self._words.setToolTip(str(error))
        self.failed.emit(error)

    def _on_ended(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self._enable()

    def _show_state(self, words: str, *, busy: bool) -> None:
        self._words.setText(words)
        self._words.setToolTip("")
        self._words.setVisible(bool(words))
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)
        self._open.hide()
        self._enable()

    def _enable(self) -> None:
        enabled = bool(self._run) and self._job is None
        self._button.setEnabled(enabled)
        for name in ("report.excel", "report.pdf"):
            self._context.actions[name].setEnabled(enabled)

    def _ask_where(self, kind: str) -> None:
        folder = self._context.session.path.parent
        ask_where(self, self.tr("Export report"), f"{self._name}.{kind}", lambda out: self.make(kind, out), folder)

    def _show_made(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._path))

    def _paint(self) -> None:
        self._button.setIcon(icon("file-down", theme().tokens.muted))
