"""The line above a map: what it shows, where its flows come from, whether they still hold, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.compute.run_figures import Stamp
from desktop.map.marks import paint_star
from desktop.map.words import whole
from desktop.theme import Tokens, icon, theme
from desktop.theme.tokens import SPACE
from desktop.views.cut_label import CutLabel
from desktop.views.results.words import gap_text, moment, objective_text, status_name


class PaneHead(QWidget):
    """Title, run, stale badge, and a note about sites that are not on the map.

    Signals:
        note_chosen(): The user wants to see what the note is about.
        changed_chosen(): The user wants to have the customers with a changed assignment selected.
    """

    note_chosen = Signal()
    changed_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("kind", "heading")
        self._said = CutLabel()
        self._said.setProperty("kind", "muted")
        self._stale = QLabel(self.tr("Stale"))
        self._stale.setProperty("kind", "warn")
        self._stale.setToolTip(
            self.tr("The input has been edited since: flows and states are those of the input when the run began.")
        )
        self._note = QToolButton()
        self._note.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._note.clicked.connect(self.note_chosen)
        self._changed = QToolButton()
        self._changed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._changed.setToolTip(self.tr("Selects them, on all pages"))
        self._changed.clicked.connect(self.changed_chosen)
        self._tells_changes = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        for widget in (self._title, self._said, self._stale):
            self._row.addWidget(widget)
        self._row.addStretch()
        self._row.addWidget(self._changed)
        self._row.addWidget(self._note)
        self._stale.hide()
        self._changed.hide()
        self._note.hide()
        theme().changed.connect(self._paint)
        self._paint()

    @property
    def said(self) -> str:
        """What is said of the run."""
        return self._said.text()

    @property
    def note(self) -> str:
        """What is said to be missing; empty for nothing."""
        return self._note.text()

    @property
    def changed(self) -> str:
        """What is said of changed assignments; empty where nothing is compared."""
        return self._changed.text()

    @property
    def is_stale(self) -> bool:
        """Whether it says that the input was edited after the run."""
        return not self._stale.isHidden()

    def put_chooser(self, chooser: QWidget) -> None:
        """Puts a chooser in place of the title."""
        self._title.hide()
        self._row.insertWidget(0, chooser)

    def tell_changes(self, *, tells: bool) -> None:
        """Whether it says how many assignments have changed; the head beside it may say so already."""
        self._tells_changes = tells
        self._changed.setVisible(tells and bool(self.changed))

    def put_last(self, button: QWidget) -> None:
        """Puts a button at the end."""
        self._row.addWidget(button)

    def tell(self, answer: Mapping[str, Any], stamp: Stamp | None) -> None:
        """Tells of a scene; see `desktop.compute.map_scene.make`."""
        self._title.setText(answer["title"])
        self._tell_changed(answer["changed"], answer["customers"])
        if stamp is None:
            without = answer["sites"] and answer["changed"] is None
            self._said.setText(self.tr("No run yet: lanes without quantities") if without else "")
        else:
            parts = (status_name(stamp.status), objective_text(stamp, answer["currency"]), gap_text(stamp))
            self._said.setText("  ·  ".join((*parts, moment(stamp.finished))))
        self._note.setText("  ·  ".join(answer["notes"]))
        self._note.setVisible(bool(answer["notes"]) and bool(answer["placed"]))

    def _tell_changed(self, changed: int | None, customers: int) -> None:
        told = self.tr("Changed assignments: {count} of {customers}") if changed else self.tr("No changed assignment")
        counts = {"{count}": whole(changed or 0), "{customers}": whole(customers)}
        for mark, count in counts.items():
            told = told.replace(mark, count)
        self._changed.setText("" if changed is None else told)
        self._changed.setEnabled(bool(changed))
        self._changed.setVisible(changed is not None and self._tells_changes)

    def show_stale(self, *, stale: bool) -> None:
        """Shows or hides the badge."""
        self._stale.setVisible(stale)

    def _paint(self) -> None:
        self._changed.setIcon(_star(theme().tokens))
        self._note.setIcon(icon("triangle-alert", theme().tokens.warn))


def _star(tokens: Tokens) -> QIcon:
    """The mark of a changed assignment as it stands on the map."""
    picture = QPixmap(32, 32)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_star(painter, QPointF(8, 8), 7.0, tokens)
    painter.end()
    return QIcon(picture)
