"""The line that says where all figures of a page come from, and whether they still hold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.compute.run_figures import Stamp
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.results.words import moment, stamp_text, status_name

_SIGN = 16
_SIGNS = {"optimal": ("circle-check", "good"), "feasible": ("circle-check", "warn")}


class StampLine(QWidget):
    """Status, objective, gap, check, hash and time; a badge where the input was edited since.

    Signals:
        again_requested(): The user wants the scenario solved as it is now.
    """

    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stamp: Stamp | None = None
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._newer = QLabel()
        self._newer.setProperty("kind", "warn")
        self._stale_sign = QLabel()
        self._stale = QLabel(self.tr("Stale: the input has been edited since"))
        self._stale.setProperty("kind", "warn")
        self._stale.setToolTip(self.tr("These figures are of the input as it was when the run began."))
        self._again = QPushButton(self.tr("Run again"))
        self._again.clicked.connect(self.again_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._sign)
        layout.addWidget(self._text)
        layout.addWidget(self._newer)
        layout.addStretch()
        for widget in (self._stale_sign, self._stale, self._again):
            layout.addWidget(widget)
        theme().changed.connect(self._paint)
        self.show_stale(stale=False)
        self.show_newer(None)

    @property
    def is_stale(self) -> bool:
        """Whether the badge is shown."""
        return not self._stale.isHidden()

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def show_stamp(self, stamp: Stamp, currency: str) -> None:
        """Shows another run."""
        self._stamp = stamp
        self._text.setText(stamp_text(stamp, currency))
        told = [f"{self.tr('Run')} {stamp.run}", f"{self.tr('Input hash')} {stamp.input_hash}", stamp.solver]
        self._text.setToolTip("\n".join([*told, *stamp.notes]))
        self._paint()

    def show_newer(self, newer: Stamp | None) -> None:
        """Says that a newer run has no result; None where there is none."""
        self._newer.setVisible(newer is not None)
        if newer is not None:
            told = self.tr("·  the newest run is {status}: these figures are of an older one")
            self._newer.setText(told.replace("{status}", status_name(newer.status)))
            self._newer.setToolTip(f"{newer.message}  ·  {moment(newer.finished)}")

    @property
    def newer(self) -> str:
        """What is said of a newer run; empty where nothing is."""
        return "" if self._newer.isHidden() else self._newer.text()

    def show_stale(self, *, stale: bool) -> None:
        """Shows or hides the badge."""
        for widget in (self._stale_sign, self._stale, self._again):
            widget.setVisible(stale)
        self._paint()

    def _paint(self) -> None:
        tokens = theme().tokens
        status = self._stamp.status if self._stamp is not None else ""
        name, colour = _SIGNS.get(status, ("circle-x", "bad"))
        self._sign.setPixmap(icon(name, getattr(tokens, colour)).pixmap(_SIGN, _SIGN))
        self._stale_sign.setPixmap(icon("triangle-alert", tokens.warn).pixmap(_SIGN, _SIGN))
        self._again.setIcon(icon("refresh-cw", tokens.muted))
