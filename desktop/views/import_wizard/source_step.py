"""The first step: a source dropped or chosen, and its reading with progress."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.theme import dress, icon, theme
from desktop.theme.tokens import MARGIN, SPACE

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")
_ICON = 48
_BAR = (320, 6)


class SourceStep(QFrame):
    """A place to drop a source on.

    Signals:
        source_chosen(Path): A source is to be read.
        stop_requested(): Reading is to be stopped.
    """

    source_chosen = Signal(object)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAcceptDrops(True)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._words.setProperty("kind", "title")
        self._more = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._more.setWordWrap(True)
        self._workbook = QPushButton(self.tr("Choose a file…"))
        self._workbook.setProperty("kind", "primary")
        self._folder = QPushButton(self.tr("Choose a folder of csv files…"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of reading"))
        self._stop = QPushButton(self.tr("Cancel"))
        self._arrange()
        self._workbook.clicked.connect(self._on_choose_file)
        self._folder.clicked.connect(self._on_choose_folder)
        self._stop.clicked.connect(self.stop_requested)
        theme().changed.connect(self._paint)
        self._paint()
        self.show_waiting()

    def show_waiting(self, problem: str = "") -> None:
        """A source is wanted; perhaps the one before could not be read."""
        self._words.setText(self.tr("Drop a workbook, a csv file or a folder of csv files here"))
        usual = self.tr("A sheet or file feeds a table; names need not match. Nothing changes before you apply it.")
        self._more.setText(problem or usual)
        self._say("bad" if problem else "muted")
        self._show_busy(busy=False)

    def show_reading(self, name: str) -> None:
        """A source is being read."""
        self._words.setText(self.tr("Reading {name}").replace("{name}", name))
        self._more.setText(self.tr("It is parsed in a process of its own, under limits of memory and time."))
        self._say("muted")
        self._bar.setRange(0, 0)
        self._show_busy(busy=True)

    def show_progress(self, text: str, share: float) -> None:
        """Says what reading does now."""
        self._more.setText(text)
        self._bar.setRange(0, 0 if share < 0 else 1000)
        self._bar.setValue(int(1000 * max(share, 0.0)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files that can be imported."""
        if source_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Reads what was dropped."""
        source = source_of(event.mimeData())
        if source is not None:
            event.acceptProposedAction()
            self.source_chosen.emit(source)

    def _on_choose_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog = QFileDialog(self, self.tr("Import"), "", self.tr("Workbooks and csv files") + f" ({patterns})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog)

    def _on_choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Import"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(lambda name: self.source_chosen.emit(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _say(self, kind: str) -> None:
        dress(self._more, "kind", kind)

    def _show_busy(self, *, busy: bool) -> None:
        for widget in (self._bar, self._stop):
            widget.setVisible(busy)
        for widget in (self._workbook, self._folder):
            widget.setVisible(not busy)

    def _paint(self) -> None:
        self._picture.setPixmap(icon("file-spreadsheet", theme().tokens.muted).pixmap(_ICON))

    def _arrange(self) -> None:
        self._bar.setFixedSize(*_BAR)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        for button in (self._workbook, self._folder, self._stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(MARGIN)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(self._words)
        layout.addWidget(self._more)
        layout.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addLayout(buttons)
        layout.addStretch(3)


def source_of(data: QMimeData) -> Path | None:
    """The source among what is dragged: one local file that can be imported, or a folder; None for anything else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(paths) != 1:
        return None
    # A name without an ending is a folder as far as a glance tells; reading says more, and never here.
    return paths[0] if paths[0].suffix.lower() in (*SUFFIXES, "") else None
