"""Light and dark while windows are open: every widget follows, and the event loop turns meanwhile."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme.icons import icon, redraw
from desktop.theme.pictures import Pictures
from desktop.theme.roles import sheet_colour
from desktop.theme.sheet import style_sheet
from desktop.theme.theme import Scheme, Theme
from desktop.theme.tokens import DARK, LIGHT, Tokens


@pytest.fixture
def settle(theme: Theme, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: theme.is_settled, timeout=20_000)


def two_pages(qtbot: QtBot) -> tuple[QWidget, list[QLabel]]:
    """A window with a page that is seen and one that is not, both polished, and a label of each."""
    window = QWidget()
    qtbot.addWidget(window)
    stack = QStackedWidget()
    labels = []
    for _ in range(2):
        page, label = QWidget(), QLabel("Word")
        label.setProperty("kind", "muted")
        column = QVBoxLayout(page)
        for widget in (label, QLineEdit(), QPushButton("Go"), QCheckBox("On")):
            column.addWidget(widget)
        stack.addWidget(page)
        labels.append(label)
    QVBoxLayout(window).addWidget(stack)
    window.show()
    stack.setCurrentIndex(1)
    stack.setCurrentIndex(0)
    return window, labels


def colour(label: QLabel) -> QColor:
    return label.palette().color(label.foregroundRole())


def test_that_what_is_seen_and_what_is_hidden_takes_the_other_colours(theme: Theme, settle, qtbot: QtBot) -> None:
    _, labels = two_pages(qtbot)
    for scheme, tokens in ((Scheme.DARK, DARK), (Scheme.LIGHT, LIGHT)):
        theme.set_scheme(scheme)
        settle()
        assert theme.tokens is tokens
        assert [colour(label) for label in labels] == [QColor(tokens.muted)] * 2


def test_that_a_scheme_chosen_while_another_one_comes_is_the_last(theme: Theme, settle, qtbot: QtBot) -> None:
    _, labels = two_pages(qtbot)
    theme.set_scheme(Scheme.DARK)
    qtbot.waitUntil(lambda: theme.tokens is DARK or theme.is_settled)
    theme.set_scheme(Scheme.LIGHT)
    settle()
    assert theme.tokens is LIGHT
    assert [colour(label) for label in labels] == [QColor(LIGHT.muted)] * 2


def test_that_widgets_that_go_while_colours_change_do_no_harm(theme: Theme, settle, qtbot: QtBot) -> None:
    _, labels = two_pages(qtbot)
    theme.changed.connect(labels[1].deleteLater)
    theme.set_scheme(Scheme.DARK)
    settle()
    assert colour(labels[0]) == QColor(DARK.muted)


def test_that_whoever_paints_by_hand_hears_once_of_a_change(theme: Theme, settle, qtbot: QtBot) -> None:
    two_pages(qtbot)
    heard: list[Tokens] = []
    theme.changed.connect(lambda: heard.append(theme.tokens))
    theme.set_scheme(Scheme.DARK)
    theme.set_scheme(Scheme.DARK)
    settle()
    assert heard == [DARK]


def test_that_the_style_sheet_holds_no_colour_of_a_scheme(theme: Theme) -> None:
    sheet = style_sheet(Pictures())
    named = {value for tokens in (LIGHT, DARK) for value in vars_of(tokens).values() if value != "#ffffff"}
    assert not [value for value in named if value in sheet]
    assert all(sheet_colour(name) in sheet for name in ("window", "surface", "line", "muted", "accent_soft", "bad"))


def vars_of(tokens: Tokens) -> dict[str, str]:
    names = [name for name in Tokens.__slots__ if name not in ("name", "series")]
    return {name: getattr(tokens, name) for name in names}


def test_that_icons_are_drawn_in_the_other_colours_beforehand(theme: Theme) -> None:
    icon("map", "#010203")
    for _ in redraw({"#010203": "#030201"}):
        pass
    before = icon("map", "#030201")
    assert list(redraw({"#010203": "#030201"})) == []
    picture = before.pixmap(32).toImage()
    shown = {
        picture.pixelColor(x, y).name() for x in range(32) for y in range(32) if picture.pixelColor(x, y).alpha() == 255
    }
    assert shown == {"#030201"}
