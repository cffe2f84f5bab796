"""The theme in force: tokens put into Qt's palette and style sheet, following the system or the user's wish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from importlib.resources import files

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.theme.icons import redraw
from desktop.theme.pictures import Pictures
from desktop.theme.restyling import restyle, styled_widgets
from desktop.theme.roles import palette
from desktop.theme.sheet import style_sheet
from desktop.theme.tokens import DARK, LIGHT, Tokens
from desktop.turns import in_turns

_FONTS = ("Inter_400Regular.ttf", "Inter_500Medium.ttf", "Inter_600SemiBold.ttf")
_POINT_SIZE = 10
_BETWEEN_MS = 5  # what is restyled is painted in a turn of its own


class Scheme(StrEnum):
    """What the user wishes."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Tokens in force.

    Signals:
        changed(): Other tokens are in force; whoever paints by hand repaints.
        settled(): Every widget has their colours.
    """

    changed = Signal()
    settled = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = Scheme.SYSTEM
        self._pictures = Pictures()
        self._is_turning = False
        self.tokens: Tokens = self._wanted()
        application.setStyle("Fusion")
        application.setFont(application_font())
        application.setPalette(palette(self.tokens))
        application.setStyleSheet(style_sheet(self._pictures))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    def set_scheme(self, scheme: Scheme) -> None:
        """Follows the system, or stays light or dark; what is seen changes first, the rest in turns of its own."""
        self._scheme = scheme
        self._follow()

    @property
    def is_settled(self) -> bool:
        """Whether every widget has the colours that are wished."""
        return not self._is_turning

    def _wanted(self) -> Tokens:
        system_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        dark = self._scheme is Scheme.DARK or (self._scheme is Scheme.SYSTEM and system_dark)
        return DARK if dark else LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if self._is_turning or wanted is self.tokens:
            return  # on its way: where it arrives it looks again
        self._is_turning = True
        if QApplication.topLevelWidgets():
            in_turns(self, self._turning(wanted), self._on_turned, _BETWEEN_MS)
        else:
            for _ in self._turning(wanted):
                pass
            self._on_turned()

    def _turning(self, tokens: Tokens) -> Iterator[None]:
        """Icons are drawn; what is seen takes the colours, then who paints by hand, then what is hidden."""
        yield from redraw(_colours(self.tokens, tokens))
        seen, hidden = styled_widgets()
        self.tokens = tokens
        self._application.setPalette(palette(tokens))
        yield
        yield from restyle(seen)
        self.changed.emit()
        yield
        yield from restyle(hidden)

    def _on_turned(self) -> None:
        self._is_turning = False
        self._follow()
        if self.is_settled:
            self.settled.emit()


def _colours(before: Tokens, after: Tokens) -> dict[str, str]:
    """The colour of the same meaning in another scheme."""
    names = [field.name for field in fields(Tokens) if field.name not in ("name", "series")]
    return {getattr(before, name): getattr(after, name) for name in names}


def theme() -> Theme:
    """The theme of the running application.

    Raises:
        RuntimeError: The application has none yet.
    """
    application = QApplication.instance()
    found = application.findChild(Theme) if application is not None else None
    if found is None:
        raise RuntimeError("there is no theme: the application's root makes it")
    return found


def application_font() -> QFont:
    """Inter with figures of equal width, the same on every system."""
    for name in _FONTS:
        QFontDatabase.addApplicationFontFromData(files("resources").joinpath("fonts", name).read_bytes())
    font = QFont("Inter", _POINT_SIZE)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
