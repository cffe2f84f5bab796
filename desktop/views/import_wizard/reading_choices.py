"""The choosers for how the text of csv files is read, each with what was found in the file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.theme.tokens import GAP, MARGIN
from engine.io.reading import DELIMITERS, ENCODINGS

_WIDTH = 210


class ReadingChoices(QWidget):
    """Encoding, sign between cells, decimal sign; the first entry of each leaves it to the file.

    Signals:
        chosen(): The user chose something else.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        signs = {",": self.tr("comma  ,"), ";": self.tr("semicolon  ;"), "\t": self.tr("tab"), "|": self.tr("pipe  |")}
        self._signs = {sign: signs[sign] for sign in DELIMITERS}
        self._decimals = {".": self.tr("point  1,234.5"), ",": self.tr("comma  1.234,5")}
        self.encoding = _chooser(ENCODINGS)
        self.delimiter = _chooser(self._signs)
        self.decimal = _chooser(self._decimals)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MARGIN)
        for words, chooser in (
            (self.tr("Encoding of the text"), self.encoding),
            (self.tr("Sign between cells"), self.delimiter),
            (self.tr("Decimal sign in numbers"), self.decimal),
        ):
            label = QLabel(words)
            label.setProperty("kind", "muted")
            label.setBuddy(chooser)
            chooser.setAccessibleName(words)
            chooser.activated.connect(lambda _place: self.chosen.emit())
            column = QVBoxLayout()
            column.setSpacing(GAP)
            column.addWidget(label)
            column.addWidget(chooser)
            layout.addLayout(column)
        layout.addStretch(1)

    @property
    def choices(self) -> dict[str, str | None]:
        """What is chosen, None where the file decides."""
        return {
            "encoding": self.encoding.currentData(),
            "delimiter": self.delimiter.currentData(),
            "decimal": self.decimal.currentData(),
        }

    def show_choices(self, choices: dict[str, str | None]) -> None:
        """Shows what is chosen."""
        for name, chooser in (("encoding", self.encoding), ("delimiter", self.delimiter), ("decimal", self.decimal)):
            choose(chooser, choices[name])

    def show_found(self, found: dict[str, Any]) -> None:
        """Says in the first entries what a file shows by itself: see `desktop.compute.csv_look.look`."""
        words = self.tr("guessed: {name}") if found["guessed"] else self.tr("found: {name}")
        encoding = words.replace("{name}", found["encoding"]) if found["encoding"] else self.tr("not found")
        self.encoding.setItemText(0, encoding)
        sign = found["delimiter"]
        named = self.tr("found: {name}").replace("{name}", self._signs.get(sign, str(sign)))
        self.delimiter.setItemText(0, named if sign else self.tr("not found"))
        states = {
            "shown": self.tr("found: {name}"),
            "assumed": self.tr("assumed: {name}"),
            "doubtful": self.tr("unknown, please choose"),
            "mixed": self.tr("mixed: by each number"),
            "unneeded": self.tr("no number shows it"),
        }
        name = self._decimals.get(found["decimal"], "")
        self.decimal.setItemText(0, states[found["decimal_state"]].replace("{name}", name))


def choose(chooser: QComboBox, value: str | None) -> None:
    """Selects the entry of a value, which is added where a profile brings one that is not offered."""
    values = [chooser.itemData(place) for place in range(chooser.count())]
    if value not in values:
        chooser.addItem(str(value), value)
        values.append(value)
    chooser.setCurrentIndex(values.index(value))


def _chooser(entries: dict[str, str]) -> QComboBox:
    chooser = QComboBox()
    chooser.setMinimumWidth(_WIDTH)
    chooser.addItem("", None)
    for value, text in entries.items():
        chooser.addItem(text, value)
    return chooser
