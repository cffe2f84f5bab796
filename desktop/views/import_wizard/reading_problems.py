"""What speaks against the way in which a csv file is read: a line each, with what and where and what to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.figures import clear_figure, figure

_ICON = 16


class ReadingProblems(QWidget):
    """Lines with a sign of their weight; one that says that all is well where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[tuple[str, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        theme().changed.connect(self._show)

    @property
    def texts(self) -> list[str]:
        """The lines as they are read."""
        return [text for _, text in self._lines]

    def show_file(self, file: dict[str, Any]) -> None:
        """Shows a file of `desktop.compute.csv_look.look`."""
        if file["refusal"]:
            self._lines = [("error", file["refusal"])]
        else:
            self._lines = [(entry["severity"], self._words(entry)) for entry in file["problems"]]
            self._lines += [("note" if self._lines else "good", self._well(file))]
        self._show()

    def _words(self, entry: dict[str, Any]) -> str:
        place = entry["source"].replace("!", " ")
        more = entry["count"] - 1
        words = f"{place}: {entry['message']}"
        if more:
            told = self.tr("({count} more like it in the rows looked at)").replace("{count}", figure(more))
            words = f"{words} {told}"
        return words

    def _well(self, file: dict[str, Any]) -> str:
        width = len(file["rows"][0]) if file["rows"] else 0
        words = self.tr("Cut into {count} columns.") if width != 1 else self.tr("Each row is one cell.")
        words = words.replace("{count}", figure(width))
        example = file["example"]
        if example is not None:
            said = self.tr("{text} is read as {value}.").replace("{text}", example["text"])
            words = f"{words} {said.replace('{value}', clear_figure(example['value']))}"
        if not file["is_whole"]:
            words = f"{words} {self.tr('Only the first rows were looked at; all are read next.')}"
        return words

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for weight, text in self._lines:
            self._column.addWidget(_line(weight, text))


def worst(file: dict[str, Any]) -> str:
    """The weight of the worst that there is to say about a file: error, warning, note or good."""
    found = {entry["severity"] for entry in file["problems"]}
    if file["refusal"]:
        return "error"
    return next((weight for weight in ("error", "warning", "note") if weight in found), "good")


def sign_of(weight: str) -> QIcon:
    """The sign of a weight, in the colours of the theme."""
    tokens = theme().tokens
    signs = {"error": ("circle-x", tokens.bad), "warning": ("triangle-alert", tokens.warn)}
    return icon(*signs.get(weight, ("circle-check", tokens.good) if weight == "good" else ("info", tokens.muted)))


def _line(weight: str, text: str) -> QWidget:
    sign = QLabel()
    sign.setPixmap(sign_of(weight).pixmap(_ICON))
    words = QLabel(text)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if weight in ("good", "note"):
        words.setProperty("kind", "muted")
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return line
