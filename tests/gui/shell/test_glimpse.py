"""The small map of a project, in the theme in force."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Scheme, Theme
from desktop.views.welcome.glimpse import SIZE, Glimpse
from engine.errors import KnownError


class Asked:
    """A call that is answered when the test says so."""

    def __init__(self, arguments: Mapping[str, Any], answer: Callable[[Any], None]) -> None:
        self.arguments, self.cancelled, self._answer = arguments, False, answer

    def cancel(self) -> None:
        self.cancelled = True

    def come(self, colour: str) -> None:
        """The picture is drawn; nobody hears of it who no longer wants it."""
        picture = QImage(SIZE, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        assert picture.save(self.arguments["target"])
        if not self.cancelled:
            self._answer(self.arguments["target"])


class CallsOfATest:
    """Keeps what is asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def call(
        self,
        _function: str,
        arguments: Mapping[str, Any],
        answer: Callable[[Any], None],
        _failed: Callable[[KnownError], None] | None = None,
    ) -> Asked:
        self.asked.append(Asked(arguments, answer))
        return self.asked[-1]


def test_that_a_picture_of_the_other_scheme_that_comes_late_is_not_shown(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    def choose(scheme: Scheme) -> None:
        theme.set_scheme(scheme)
        qtbot.waitUntil(lambda: theme.is_settled)

    choose(Scheme.DARK)
    calls = CallsOfATest()
    glimpse = Glimpse(calls, "map_picture:small", {"file": "a.networx"}, "1", tmp_path)
    qtbot.addWidget(glimpse)
    choose(Scheme.LIGHT)
    calls.asked[1].come("#ffffff")
    choose(Scheme.DARK)
    choose(Scheme.LIGHT)
    calls.asked[2].come("#000000")
    assert glimpse.grab().toImage().pixelColor(SIZE.width() // 2, SIZE.height() // 2) == QColor("#ffffff")
