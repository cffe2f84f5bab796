"""The head of a run: its state in words, its figures, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.cut_label import CutLabel
from desktop.views.runs.figures import amount, duration, gap_text
from desktop.views.runs.states import ending_words, phase_name, state_of
from desktop.views.runs.story import Story, seconds_of
from engine.runs.record import RunRecord, RunStatus
from sync.whereabouts import host_of, name_there, server_of

_SIGN = 20
_FIGURES = 4
_LEAST, _ROOMY = 600, 920  # pixels


class RunHead(QWidget):
    """Scenario and state at the left, figures in the middle, buttons at the right.

    Signals:
        touched(): One of the buttons is being pressed.
    """

    touched = Signal()

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: RunRecord | None = None
        self._sign = QLabel()
        self._title = CutLabel()
        self._title.setProperty("kind", "heading")
        self._words = QLabel(wordWrap=True)
        self._words.setProperty("kind", "muted")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._names = [QLabel() for _ in range(_FIGURES)]
        self._values = [QLabel() for _ in range(_FIGURES)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._told(), 1)
        for name, value in zip(self._names, self._values, strict=True):
            row.addLayout(_figure(name, value))
            row.addSpacing(MARGIN)
        self._buttons = {action.objectName(): _button(action) for action in actions}
        for button in self._buttons.values():
            button.pressed.connect(self.touched)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self._paint)

    def minimumSizeHint(self) -> QSize:
        """Qt's: figures and buttons without words."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Buttons have words where there is room for them."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._buttons.values():
            button.setToolButtonStyle(beside if self.width() >= _ROOMY else alone)

    @property
    def words(self) -> str:
        """What it says of the run's state."""
        return self._words.text()

    def show_run(self, record: RunRecord, story: Story) -> None:
        """Shows another run, or the same one as it is now."""
        self._record = record
        state = state_of(record)
        self._title.setText(f"{record.scenario}  ·  {state.word}")
        self._words.setText(self._sentence(record, story))
        figures = (
            (self.tr("Objective"), amount(record.objective)),
            (self.tr("Bound"), amount(record.bound)),
            (self.tr("Gap"), gap_text(record.gap)),
            (self.tr("Time"), duration(seconds_of(record))),
        )
        for name, value, (title, text) in zip(self._names, self._values, figures, strict=True):
            name.setText(title)
            value.setText(text)
        has_no_solution = record.status is RunStatus.INFEASIBLE
        self._buttons["run.explain"].setVisible(has_no_solution)
        self._buttons["run.results"].setVisible(not has_no_solution)
        self._paint()

    def _told(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP)
        column.addWidget(self._title)
        column.addWidget(self._words)
        return column

    def _sentence(self, record: RunRecord, story: Story) -> str:
        match record.status:
            case RunStatus.QUEUED if server_of(record) and record.input_hash:
                return self._waiting_there(record)
            case RunStatus.QUEUED if not record.input_hash:
                return self.tr("The scenario is being written down as it stands.")
            case RunStatus.QUEUED:
                return self.tr("The input is frozen; the run begins when a worker is free.")
            case RunStatus.RUNNING:
                return phase_name(story.text)
            case RunStatus.INFEASIBLE:
                return f"{ending_words(record)} {self.tr('Explain names the rows that stand in the way.')}"
            case _:
                return ending_words(record)

    def _waiting_there(self, record: RunRecord) -> str:
        host = host_of(server_of(record))
        words = (
            self.tr("{host} has the frozen input; the run begins when one of its workers is free.")
            if name_there(record)
            else self.tr("The input is frozen and waits on this computer to be handed to {host}.")
        )
        return words.replace("{host}", host)

    def _paint(self) -> None:
        if self._record is not None:
            state = state_of(self._record)
            self._sign.setPixmap(icon(state.symbol, state.colour(theme().tokens)).pixmap(_SIGN, _SIGN))


def _figure(name: QLabel, value: QLabel) -> QVBoxLayout:
    name.setProperty("kind", "muted")
    value.setProperty("kind", "heading")
    column = QVBoxLayout()
    column.setSpacing(GAP)
    for label in (name, value):
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addWidget(label)
    return column


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setProperty("kind", "field")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(QSize(MARGIN, MARGIN))
    return button
