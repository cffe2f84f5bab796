"""The button that chooses which scenarios are compared, two to six of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.theme import icon, theme
from desktop.views.results.words import status_name

_LEAST, _MOST = 2, 6


class ScenarioChoice(QToolButton):
    """A menu with a tick for each scenario; the first ticked is the one that the others are compared with.

    Signals:
        changed(object): Names of the scenarios to compare, in order.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: list[str] = []
        self._menu = QMenu(self)
        self._first = QMenu(self.tr("Compare with"), self)
        self.setProperty("kind", "field")
        self.setText(self.tr("Scenarios"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(self._menu)

    def show_scenarios(
        self, known: Mapping[str, bool], chosen: Sequence[str], last: Mapping[str, str] | None = None
    ) -> None:
        """Offers scenarios.

        Args:
            known: Name → whether it has a result.
            chosen: Those compared now, the first is the one compared with.
            last: Name → status of its newest run where that has no result; empty for none.
        """
        self._chosen = list(chosen)
        self.setText(self.tr("{n} scenarios").replace("{n}", str(len(self._chosen))))
        self._menu.clear()
        self._first.clear()
        for name, is_solved in known.items():
            action = self._menu.addAction(self._words(name, (last or {}).get(name, ""), is_solved=is_solved))
            action.setCheckable(True)
            action.setChecked(name in self._chosen)
            action.setEnabled(name in self._chosen or (is_solved and len(self._chosen) < _MOST))
            action.toggled.connect(lambda ticked, of=name: self._toggle(of, ticked=ticked))
        self._menu.addSeparator()
        self._menu.addMenu(self._first)
        for name in self._chosen:
            self._first.addAction(self._first_action(name))

    def _words(self, name: str, failed: str, *, is_solved: bool) -> str:
        if failed and is_solved:
            return (
                self.tr("{name} (newest run: {status})")
                .replace("{name}", name)
                .replace("{status}", status_name(failed))
            )
        return name if is_solved else f"{name} ({status_name(failed) or self.tr('no run yet')})"

    def _first_action(self, name: str) -> QAction:
        sign = icon("check", theme().tokens.text) if name == self._chosen[0] else icon("minus", theme().tokens.surface)
        action = QAction(sign, name, self._first)
        action.triggered.connect(lambda: self.changed.emit([name, *(n for n in self._chosen if n != name)]))
        return action

    def _toggle(self, name: str, *, ticked: bool) -> None:
        wanted = [*self._chosen, name] if ticked else [other for other in self._chosen if other != name]
        if len(wanted) >= min(_LEAST, len(self._chosen)):
            self.changed.emit(wanted)
