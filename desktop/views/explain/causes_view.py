"""What contradicts what, one sentence each, with the way to the row."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE

_ICON = 16


class CausesView(QScrollArea):
    """Sentences below each other.

    Signals:
        row_requested(str, object, str): A table, a key and a column are to be shown.
    """

    row_requested = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What contradicts what"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self._causes: list[dict[str, Any]] = []
        theme().changed.connect(self._build)

    @property
    def sentences(self) -> list[str]:
        """What is said."""
        return [cause["sentence"] for cause in self._causes]

    def show_causes(self, causes: list[dict[str, Any]]) -> None:
        """Shows causes: sentence, table, key and column of each."""
        self._causes = causes
        self._build()

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for cause in self._causes:
            column.addLayout(self._line(cause))
        column.addStretch(1)
        self.setWidget(inside)

    def _line(self, cause: dict[str, Any]) -> QHBoxLayout:
        sign = QLabel()
        sign.setPixmap(icon("triangle-alert", theme().tokens.warn).pixmap(_ICON))
        words = QLabel(cause["sentence"])
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        if cause["table"]:
            show = QPushButton(self.tr("Show"))
            show.setAccessibleName(self.tr("Show the row of: {sentence}").replace("{sentence}", cause["sentence"]))
            show.clicked.connect(partial(self.row_requested.emit, cause["table"], cause["key"], cause["column"]))
            line.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        return line
