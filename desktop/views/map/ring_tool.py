"""The tool of service rings: whether they are shown, at which distances, and how those are measured."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from desktop.map.scene import Scene
from desktop.map.service_rings import MOST_RINGS, farthest_distance
from desktop.map.words import whole
from desktop.shell.actions import Actions
from desktop.theme import dress
from desktop.theme.tokens import GAP

_ICON = 16
_FIELD = 130


@dataclass(frozen=True)
class RingWish:
    """Distances of rings that are wanted, the shortest first, and whether they are as the crow flies."""

    distances: tuple[float, ...] = ()
    straight: bool = False


class RingTool(QWidget):
    """A switch and, while it is on, a field for distances; it begins with those of the model's service limits.

    Signals:
        changed(RingWish): Other rings are wanted.
    """

    changed = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._is_typed = False
        self._told = RingWish()
        text = self.tr("Service rings around the selected facilities, or all open ones")
        self._action = actions.add("map.rings", text, self._on_switched, symbol="target")
        self._action.setCheckable(True)
        self._button = QToolButton()
        self.field = QLineEdit()
        self.measure = QComboBox()
        self._arrange(text)
        self.field.textEdited.connect(self._on_typed)
        self.measure.activated.connect(lambda _place: self._tell())

    @property
    def wish(self) -> RingWish:
        """What is wanted; no distances where rings are off or what is typed cannot be read."""
        if not self._action.isChecked() or self._scene is None:
            return RingWish()
        distances = read_distances(self.field.text(), self._farthest())
        return RingWish(distances or (), self._is_straight())

    def offer(self, scene: Scene) -> None:
        """Takes unit, factor and service limits from the scene on the map."""
        self._scene = scene
        unit = scene.distance_unit
        self.field.setPlaceholderText(self.tr("Distances, {unit}").replace("{unit}", unit))
        by_way = self.tr("{unit}, great circle × {factor}").replace("{factor}", whole(scene.circuity))
        for place, text in enumerate((by_way, self.tr("{unit} as the crow flies"))):
            self.measure.setItemText(place, text.replace("{unit}", unit))
        if not self._is_typed:
            self.field.setText("; ".join(typed(distance) for distance in scene.service_distances))
        self._show_parts()
        self._tell()

    def _arrange(self, text: str) -> None:
        self._button.setDefaultAction(self._action)
        self._button.setAccessibleName(text)
        self._button.setIconSize(QSize(_ICON, _ICON))
        self._button.setProperty("kind", "segment")
        self.field.setAccessibleName(self.tr("Distances of service rings"))
        self.field.setFixedWidth(_FIELD)
        self.field.setToolTip(self.tr("Up to five distances, separated by semicolons"))
        self.measure.setAccessibleName(self.tr("How distances of service rings are measured"))
        self.measure.setToolTip(self.tr("The model derives distances from the great circle; a lane may give its own."))
        self.measure.addItems(["", ""])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for widget in (self._button, self.field, self.measure):
            row.addWidget(widget)
        self._show_parts()

    def _show_parts(self) -> None:
        on = self._action.isChecked()
        self.field.setVisible(on)
        self.measure.setVisible(on and self._scene is not None and self._scene.circuity != 1.0)

    def _on_switched(self) -> None:
        self._show_parts()
        if self._action.isChecked() and not self.field.text():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _on_typed(self, text: str) -> None:
        self._is_typed = bool(text)
        self._tell()

    def _tell(self) -> None:
        self._mark_wrong()
        wish = self.wish
        if wish != self._told:
            self._told = wish
            self.changed.emit(wish)

    def _mark_wrong(self) -> None:
        text = self.field.text()
        wrong = bool(text.strip()) and self._scene is not None and read_distances(text, self._farthest()) is None
        told = self.tr("Up to five distances, separated by semicolons")
        if wrong and self._scene is not None:
            told = self.tr("Type one to five numbers up to {most} {unit}, separated by semicolons, e.g. 250; 500")
            told = told.replace("{most}", whole(math.floor(self._farthest())))
            told = told.replace("{unit}", self._scene.distance_unit)
        self.field.setToolTip(told)
        dress(self.field, "wrong", wrong)

    def _is_straight(self) -> bool:
        return self.measure.currentIndex() == 1

    def _farthest(self) -> float:
        if self._scene is None:
            return 0.0
        return farthest_distance(self._scene.distance_unit, 1.0 if self._is_straight() else self._scene.circuity)


def typed(distance: float) -> str:
    """A distance as it is typed: without thousands separators, which may be blanks."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(distance, "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)


def read_distances(text: str, farthest: float) -> tuple[float, ...] | None:
    """Distances as they are typed, each once, the shortest first; None where they cannot be read.

    Args:
        text: Numbers as the user's language writes them, separated by semicolons or blanks.
        farthest: The largest distance that a ring may have.
    """
    words = [word.rstrip(",") for word in re.split(r"[;\s]+", text.strip()) if word.rstrip(",")]
    found = [QLocale().toDouble(word) for word in words]
    distances = {distance for distance, _ in found}
    fits = all(ok and 0 < distance <= farthest for distance, ok in found) and 0 < len(distances) <= MOST_RINGS
    return tuple(sorted(distances)) if fits else None
