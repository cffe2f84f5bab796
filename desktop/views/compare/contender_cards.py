"""A card for each scenario that is compared; the one chosen stands against the first in the bridge and the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.compute.comparison_values import Contender
from desktop.theme import dress
from desktop.theme.tokens import GAP, SPACE
from desktop.views.compare.words import difference_cell
from desktop.views.results.words import gap_text, short_objective, stamp_text, status_name


class ContenderCard(QFrame):
    """One scenario.

    Signals:
        chosen(str): The user chose it.
    """

    chosen = Signal(str)

    def __init__(
        self, contender: Contender, first: Contender, currency: str, failed: str = "", parent: QWidget | None = None
    ) -> None:
        """Makes the card.

        Args:
            contender: What it shows.
            first: What it is compared with.
            currency: Of its money.
            failed: Status of a newer run without a result; empty where there is none.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.scenario = contender.scenario
        self._is_first = contender is first
        self.setProperty("card", "true")
        self.setToolTip(stamp_text(contender.stamp, currency))
        name, figure, note = QLabel(contender.scenario), QLabel(short_objective(contender.stamp, currency)), QLabel()
        self._note = note
        self._told = self.tr("All others are compared with it") if self._is_first else _difference(contender, first)
        name.setProperty("kind", "heading")
        figure.setProperty("kind", "number")
        note.setProperty("kind", "muted")
        told = f"{status_name(contender.stamp.status)} · {gap_text(contender.stamp)}"
        if failed:
            told += " · " + self.tr("newest run: {status} ⚠").replace("{status}", status_name(failed))
        stamp = QLabel(told)
        stamp.setProperty("kind", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, SPACE, 12, SPACE)
        layout.setSpacing(GAP // 2)
        for label in (name, figure, note, stamp):
            layout.addWidget(label)
        self.setAccessibleName(f"{contender.scenario}: {figure.text()}, {self._told}, {stamp.text()}")
        self.show_stale(stale=False)
        if not self._is_first:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_chosen(self, *, chosen: bool) -> None:
        """Sets the card off as the one that stands against the first."""
        dress(self, "chosen", chosen)

    def show_stale(self, *, stale: bool) -> None:
        """Says whether the input was edited since the run."""
        self._note.setText(f"{self._told}  ·  {self.tr('stale')} ⚠" if stale else self._told)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """A click chooses."""
        self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter choose, too."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if not self._is_first:
            self.chosen.emit(self.scenario)


class ContenderCards(QWidget):
    """All of them, the first at the left.

    Signals:
        chosen(str): The user chose a scenario.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)
        self._cards: list[tuple[ContenderCard, str]] = []

    def show_contenders(self, contenders: Sequence[Contender], currency: str, failed: Mapping[str, str]) -> None:
        """Shows other scenarios; failed tells of newer runs without a result."""
        for card, _ in self._cards:
            self._layout.removeWidget(card)
            card.deleteLater()
        self._cards = []
        for contender in contenders:
            card = ContenderCard(
                contender, contenders[0], contender.units.get("currency", currency), failed.get(contender.scenario, "")
            )
            card.chosen.connect(self.chosen)
            self._cards.append((card, contender.stamp.run))
            self._layout.addWidget(card, 1)

    def choose(self, scenario: str) -> None:
        """Sets the card of a scenario off."""
        for card, _ in self._cards:
            card.show_chosen(chosen=card.scenario == scenario)

    def show_stale(self, stale: Mapping[str, bool]) -> None:
        """Marks the cards of runs whose input was edited since."""
        for card, run in self._cards:
            card.show_stale(stale=stale.get(run, False))


def _difference(contender: Contender, first: Contender) -> str:
    if contender.against.refused:
        return QCoreApplication.translate("compare", "not comparable")
    before, after = first.stamp.objective or 0.0, contender.stamp.objective or 0.0
    return difference_cell(after - before, before, pale=not contender.against.certain).text
