"""Another password for the account; what is wrong stands below the field that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.remote.connection import Connection
from desktop.theme.tokens import SPACE
from desktop.views.field import Field
from desktop.views.spread import spread
from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.remote import Server

_ANSWER_LOST = frozenset({"server-slow", "server-unreachable"})


class PasswordForm(QWidget):
    """A button until it is wanted, then three fields; everything typed survives an error.

    Signals:
        changed(): The server knows the new password, and has signed out the other devices.
        resized(): It takes another height.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection = connection
        self._is_busy = False
        self.wanted = QPushButton(self.tr("Change password…"))
        self.old, self.new, self.again = _line(), _line(), _line()
        self._fields = {
            self.old: Field(self.tr("Present password"), self.old),
            self.new: Field(self.tr("New password"), self.new),
            self.again: Field(self.tr("New password, again"), self.again),
        }
        self.error, self.told = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.error.setProperty("kind", "bad")
        self.told.setProperty("kind", "good")
        self.told.hide()
        self.keep, self.away = QPushButton(), QPushButton(self.tr("Cancel"))
        self.keep.setProperty("kind", "primary")
        self._opened = QWidget()
        self._arrange()
        for button in (self.wanted, self.keep, self.away):
            button.setAutoDefault(False)  # Enter in a field is heard by the field
        for line in self._fields:
            line.textEdited.connect(self._show_button)
            line.returnPressed.connect(self._submit)
        self.wanted.clicked.connect(self._open)
        self.keep.clicked.connect(self._submit)
        self.away.clicked.connect(self.give_up)
        self._say()
        self._show_opened(is_opened=False)
        self._show_button()

    def error_of(self, line: QLineEdit) -> str:
        """What stands below a field; empty where nothing is wrong with it."""
        return self._fields[line].error

    def _arrange(self) -> None:
        heading = QLabel(self.tr("Password"))
        heading.setProperty("kind", "heading")
        hint = QLabel(self.tr("Three or four words are easy to keep in mind and hard to guess."), wordWrap=True)
        hint.setProperty("kind", "muted")
        news = QHBoxLayout()
        news.setSpacing(SPACE)
        news.addWidget(self._fields[self.new], 1)
        news.addWidget(self._fields[self.again], 1)
        column = QVBoxLayout(self._opened)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._fields[self.old])
        column.addLayout(news)
        column.addWidget(hint)
        column.addWidget(self.error)
        column.addLayout(spread([], [self.away, self.keep]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(spread([heading], [self.wanted]))
        layout.addWidget(self.told)
        layout.addWidget(self._opened)

    def _open(self) -> None:
        self.told.hide()
        self._show_opened(is_opened=True)
        self.old.setFocus()

    def give_up(self) -> None:
        """Forgets what was typed: it was given up, or it is kept."""
        for line in self._fields:
            line.clear()
        self._say()
        self._show_button()
        self._show_opened(is_opened=False)
        self.wanted.setFocus()

    def _show_opened(self, *, is_opened: bool) -> None:
        self._opened.setVisible(is_opened)
        self.wanted.setVisible(not is_opened)
        self.resized.emit()

    def _show_button(self) -> None:
        self.keep.setText(self.tr("Asking the server…") if self._is_busy else self.tr("Change password"))
        self.keep.setEnabled(all(line.text() for line in self._fields) and not self._is_busy)
        self.away.setEnabled(not self._is_busy)
        for line in self._fields:
            line.setReadOnly(self._is_busy)

    def _submit(self) -> None:
        if not self.keep.isEnabled():
            return
        old, new = self.old.text(), self.new.text()
        if new != self.again.text():
            self._say(self.tr("The two are not the same."), self.again)
            return

        def change(server: Server) -> None:
            server.change_password(old, new)

        self._say()
        self._set_busy(is_busy=True)
        self._connection.ask(change, self._on_changed, self._on_refused)

    def _on_changed(self, _nothing: None) -> None:
        self._set_busy(is_busy=False)
        self.give_up()
        self.told.setText(self.tr("The new password holds. All other devices were signed out."))
        self.told.show()
        self.resized.emit()
        self.changed.emit()

    def _on_refused(self, error: KnownError) -> None:
        self._set_busy(is_busy=False)
        words = f"{error.message} {error.what_to_do}".strip()
        if error.code in _ANSWER_LOST:
            words += " " + self.tr("If your present password is refused at the next try, the new one holds already.")
        self._say(words, {"old": self.old, "new": self.new}.get(error.where))

    def _say(self, words: str = "", wrong: QLineEdit | None = None) -> None:
        """Shows what is wrong, below the field it is about or below all; nothing where the words are empty."""
        for line, field in self._fields.items():
            field.set_error(words if line is wrong else "")
        self.error.setText("" if wrong else words)
        self.error.setVisible(bool(self.error.text()))
        if wrong is not None:
            wrong.setFocus()
            wrong.selectAll()
        self.resized.emit()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._show_button()


def _line() -> QLineEdit:
    return QLineEdit(echoMode=QLineEdit.EchoMode.Password)
