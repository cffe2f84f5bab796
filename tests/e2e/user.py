"""Somebody at the application: finds things by what they say, clicks, types, and waits for what is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS
from tests.watchdog import Watchdog

_PAUSE_MS = 30

W = TypeVar("W", bound=QWidget)


class User:
    """Hands and eyes; every act is followed by a short pause, as between those of a person.

    Attributes:
        window: The window that the user works in.
        watchdog: Measures meanwhile.
    """

    def __init__(self, qtbot: QtBot, watchdog: Watchdog, shot: Callable[[QWidget, str], None] | None) -> None:
        self.window: QWidget = QWidget()
        self.watchdog = watchdog
        self._qtbot, self._shot = qtbot, shot

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step of the journey, under its name in the report of the watchdog."""
        with self.watchdog.step(name):
            yield

    def until(self, holds: Callable[[], object]) -> None:
        """Waits until something holds."""
        self._qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS)

    def pause(self, milliseconds: int = _PAUSE_MS) -> None:
        """Looks at what is there."""
        self._qtbot.wait(milliseconds)

    def shot(self, name: str, widget: QWidget | None = None) -> None:
        """Takes a picture where pictures are wanted; that is no work of the application."""
        if self._shot is not None:
            with self.watchdog.paused():
                self._shot(widget or self.window, name)

    def look_at(self, kind: type[QWidget]) -> None:
        """Turns to a window of a kind as soon as it is there."""
        self.until(lambda: _shown(kind))
        self.window = _shown(kind)[0]

    @property
    def cursor_in_text(self) -> bool:
        """Whether what is typed now goes into a line of text."""
        return isinstance(QApplication.focusWidget(), QLineEdit)

    # --- finding --------------------------------------------------------------------------------------

    def all(self, kind: type[W], name: str = "") -> list[W]:
        """Widgets of a kind that are shown, by accessible name or the words on them."""
        found = self.window.findChildren(kind)
        return [widget for widget in found if widget.isVisible() and (not name or name in _names(widget))]

    def see(self, kind: type[W], name: str = "") -> W:
        """Waits for such a widget."""
        self.until(lambda: self.all(kind, name))
        return self.all(kind, name)[0]

    # --- acting ---------------------------------------------------------------------------------------

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Clicks on a widget as soon as it can be clicked."""
        self.until(lambda: widget.isVisible() and widget.isEnabled())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        self.pause()

    def click_button(self, name: str) -> None:
        """Clicks on the button of that name or text."""
        self.click(self.see(QAbstractButton, name))

    def click_item(
        self, view: QAbstractItemView, index: QModelIndex, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Clicks on a cell of a list, tree or table."""
        view.scrollTo(index)
        self.pause()
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place)
        self.pause()

    def press(self, keys: str) -> None:
        """Presses keys, e.g. ``Ctrl+V``, where the cursor is."""
        if QApplication.activeWindow() is None:  # the platform without a screen activates none when a dialog goes
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))
        self.pause()

    def type(self, text: str) -> None:
        """Types where the cursor is."""
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget(), letter)
            self.pause(1)
        self.pause()

    def write(self, field: QWidget, text: str) -> None:
        """Replaces what stands in a field."""
        field.setFocus()
        self.press("Ctrl+A")
        self.type(text)

    def choose(self, box: QComboBox, text: str) -> None:
        """Chooses from a list by typing, as one does with the keyboard."""
        self.until(lambda: box.isEnabled() and box.findText(text) >= 0)
        self.window.activateWindow()
        box.setFocus()
        for _ in range(box.count()):
            if box.currentText() == text:
                return
            self.press("Down" if box.currentIndex() < box.findText(text) else "Up")
        assert box.currentText() == text

    def open_page(self, title: str) -> None:
        """Chooses a page in the rail."""
        self.click_button(title)

    def act(self, words: str) -> None:
        """Carries out an action by the palette."""
        self.press("Ctrl+K")
        self.until(lambda: self.cursor_in_text)
        self.type(words)
        self.press("Return")

    def action(self, words: str) -> QAction:
        """The action whose text holds some words."""
        return next(action for action in self.window.actions() if words in action.text())

    def type_into_menu(self, button: QToolButton, field: QWidget, text: str) -> None:
        """Opens the menu of a button and replaces what stands in a field of it; the menu keeps the keys until then."""

        def in_menu() -> None:
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, text)
            QTest.keyClick(field, Qt.Key.Key_Return)
            button.menu().close()

        QTimer.singleShot(100, in_menu)
        self.click(button)

    def answer_dialog(self, path: Path) -> None:
        """Types the path of a file into the dialog that asks for it."""
        dialog = self.see(QFileDialog)
        self.pause()
        self.write(dialog.findChild(QLineEdit), str(path))
        self.press("Return")
        self.until(lambda: not self.all(QFileDialog))


def _shown(kind: type[QWidget]) -> list[QWidget]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, kind) and window.isVisible()]


def _names(widget: QWidget) -> tuple[str, ...]:
    own = (widget.accessibleName(), widget.windowTitle())
    return (*own, widget.text().replace("&", "").strip()) if isinstance(widget, QAbstractButton) else own
