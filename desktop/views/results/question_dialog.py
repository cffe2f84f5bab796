"""A window for a question that takes a while: it says what is going on, shows the answer, and can be put away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTemporaryDir, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.calls.watched import WatchedCall
from desktop.context import Calls
from desktop.theme import dress
from desktop.theme.tokens import MARGIN, SPACE
from engine.errors import KnownError


class QuestionDialog(QDialog):
    """A question asked of another process.

    Signals:
        answered(): The answer is shown.
    """

    answered = Signal()

    def __init__(self, title: str, waiting: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = QLabel(title, wordWrap=True)
        heading.setProperty("kind", "title")
        self.words = QLabel(waiting, wordWrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar(textVisible=False, maximum=0)
        self._bar.setAccessibleName(waiting)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE)
        self.buttons.addStretch()
        self.buttons.addWidget(close)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(heading)
        layout.addWidget(self.words)
        layout.addWidget(self._bar)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.buttons)

    def ask(self, calls: Calls, function: str, arguments: Mapping[str, Any]) -> None:
        """Asks; the answer comes to `show_answer`, or nobody hears it when the window has gone."""
        call = calls.call(function, arguments, self._take, self._refuse)
        self.destroyed.connect(call.cancel)
        self.finished.connect(lambda _code: call.cancel())

    def ask_long(self, calls: Calls, function: str, arguments: Mapping[str, Any]) -> None:
        """Asks what takes minutes to answer; the work ends with the window, however that ends."""
        folder = QTemporaryDir()
        call = WatchedCall(calls, self)
        call.answered.connect(self._take)
        call.failed.connect(self._refuse)
        self.finished.connect(lambda _code: call.cancel())
        self.destroyed.connect(partial(QTemporaryDir.remove, folder))
        call.start(function, arguments, Path(folder.path()))

    def show_answer(self, answer: Mapping[str, Any]) -> None:
        """Shows what came out."""
        raise NotImplementedError

    def _take(self, answer: Mapping[str, Any]) -> None:
        self._bar.hide()
        self.show_answer(answer)
        self.answered.emit()

    def _refuse(self, error: KnownError) -> None:
        self._bar.hide()
        self.words.setText(str(error))
        dress(self.words, "kind", "bad")
        self.answered.emit()
