"""The start window: recent projects, samples, and the ways to begin one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.context import Calls
from desktop.preferences import Preferences
from desktop.shell.notice import Notice
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.welcome.card import Card
from desktop.views.welcome.glimpse import Glimpse
from desktop.views.welcome.recent import RecentFile, recent_files
from engine.io.samples import Sample, sample_names

_SIZE = (1080, 720)
_SIDE = 264
_PROJECT, _WORKBOOK = ".networx", (".xlsx", ".xls", ".csv")


class WelcomeWindow(QMainWindow):
    """Shown while no project is open.

    Signals:
        open_requested(Path): A project file is to be opened; an empty path: let the user choose one.
        sample_requested(str): A project is to be made of that sample.
        new_requested(): A blank project is to be made.
        import_requested(Path): A project is to be made of a workbook; an empty path: let the user choose one.
        template_requested(): A blank workbook is to be saved, to be filled in and imported.
        closed(): The user is done.

    Args:
        preferences: Knows the recent files.
        calls: Where the small maps are drawn.
        pictures: Folder in which they are kept.

    Attributes:
        notice: Message at the top.
    """

    open_requested = Signal(Path)
    sample_requested = Signal(str)
    new_requested = Signal()
    import_requested = Signal(Path)
    template_requested = Signal()
    closed = Signal()

    def __init__(self, preferences: Preferences, calls: Calls, pictures: Path) -> None:
        super().__init__()
        self.setWindowTitle("NetWORX Essentials")
        self.resize(*_SIZE)
        self.setAcceptDrops(True)
        self._preferences = preferences
        self._calls = calls
        self._pictures = pictures
        self.notice = Notice()
        self._buttons: list[tuple[QPushButton, str]] = []
        self._cards: list[Card] = []
        self._recent = QVBoxLayout()
        self._recent.setSpacing(SPACE)
        self._arrange()
        preferences.changed.connect(self._show_recent)
        theme().changed.connect(self._paint)
        self._show_recent()
        self._paint()

    def set_busy(self, words: str) -> None:
        """Tells what is under way and takes no clicks; empty: takes them again."""
        self._centre.setEnabled(not words)
        if words:
            self.notice.tell(words)
        else:
            self.notice.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that the window is gone."""
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One project or workbook may be dropped."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens a project, imports a workbook."""
        path = _dropped(event)
        if path is not None:
            (self.open_requested if path.suffix.lower() == _PROJECT else self.import_requested).emit(path)

    def _arrange(self) -> None:
        self._centre = QWidget()
        row = QHBoxLayout(self._centre)
        row.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, MARGIN)
        row.setSpacing(2 * MARGIN)
        row.addLayout(self._made_side())
        row.addWidget(self._made_lists(), 1)
        self.setCentralWidget(self._centre)

    def _made_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(SPACE)
        side.addWidget(_label("NetWORX Essentials", "title"))
        side.addWidget(_label(self.tr("Design supply-chain networks: tables in, answers with proof out."), "muted"))
        side.addSpacing(MARGIN)
        new = self._button(self.tr("New project"), "file-plus", self.new_requested.emit)
        new.setProperty("kind", "primary")
        side.addWidget(new)
        side.addWidget(
            self._button(self.tr("Open a project…"), "folder-open", partial(self.open_requested.emit, Path()))
        )
        imported = partial(self.import_requested.emit, Path())
        side.addWidget(self._button(self.tr("Import a workbook…"), "file-spreadsheet", imported))
        side.addWidget(self._button(self.tr("Save a blank workbook…"), "file-down", self.template_requested.emit))
        side.addStretch()
        told = self.tr("Everything is computed on this computer. Nothing is sent anywhere, unless you choose a server.")
        side.addWidget(_label(told, "muted"))
        return side

    def _made_lists(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.notice)
        self._recent_title = _label(self.tr("Recent projects"), "heading")
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addSpacing(MARGIN)
        column.addWidget(_label(self.tr("Samples: a project of your own is made of them, ready to solve"), "heading"))
        for sample in sample_names():
            column.addWidget(self._sample_card(sample))
        column.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _button(self, text: str, symbol: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setFixedWidth(_SIDE)
        button.setIconSize(QSize(MARGIN, MARGIN))
        button.clicked.connect(lambda _checked=False: run())
        self._buttons.append((button, symbol))
        return button

    def _sample_card(self, sample: Sample) -> Card:
        glimpse = Glimpse(
            self._calls,
            "projects:sample_picture",
            {"sample": sample.name},
            version("networx-essentials"),
            self._pictures,
        )
        card = Card(glimpse, sample.title, sample.one_line)
        card.chosen.connect(partial(self.sample_requested.emit, sample.name))
        return card

    def _show_recent(self) -> None:
        for card in self._cards:
            self._recent.removeWidget(card)
            card.deleteLater()
        files = recent_files(self._preferences.recent)
        self._recent_title.setVisible(bool(files))
        self._cards = [self._recent_card(file) for file in files]
        for card in self._cards:
            self._recent.addWidget(card)

    def _recent_card(self, file: RecentFile) -> Card:
        when = QLocale().toString(file.changed, QLocale.FormatType.ShortFormat)
        state = str(file.changed.toMSecsSinceEpoch())
        glimpse = Glimpse(self._calls, "map_picture:small", {"file": str(file.path)}, state, self._pictures)
        changed = self.tr("Changed {when}").replace("{when}", when)
        card = Card(glimpse, file.path.stem, changed, str(file.path.parent))
        card.chosen.connect(partial(self.open_requested.emit, file.path))
        return card

    def _paint(self) -> None:
        tokens = theme().tokens
        for button, symbol in self._buttons:
            primary = button.property("kind") == "primary"
            button.setIcon(icon(symbol, tokens.on_accent if primary else tokens.muted))


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("kind", kind)
    label.setMaximumWidth(_SIDE if kind == "muted" else 16_777_215)
    return label


def _dropped(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    usable = [path for path in paths if path.suffix.lower() in (_PROJECT, *_WORKBOOK)]
    return usable[0] if len(usable) == 1 else None
