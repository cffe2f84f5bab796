"""The project's file is moved, renamed or deleted while its window is open: said at once, with a way to keep all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.shell.main_window import MainWindow
from desktop.shell.sheet import Choice, ask
from desktop.views.save_dialog import ask_where
from engine.errors import KnownError


class LostFile(QObject):
    """Watches over the place of the file of one window.

    Signals:
        copied(Path): The project stands in a file of its own again.
    """

    copied = Signal(object)

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        session.placed.connect(self._on_placed)

    def ask_before_closing(self, close: Callable[[], None]) -> None:
        """Says that closing loses what is in no file, and lets the user choose."""
        title = self.tr("The project's file is gone")
        text = self.tr(
            "It was moved, renamed or deleted while it was open. What was entered since is in this window alone: "
            "save a copy, or it is lost when the window closes."
        )
        choices = [
            Choice(self.tr("Close and lose it"), close),
            Choice(self.tr("Stay")),
            Choice(self.tr("Save a copy…"), self.choose, kind="primary"),
        ]
        ask(self._window, title, text, choices)

    def choose(self) -> None:
        """Asks where to save a copy."""
        path = self._session.path
        folder = path.parent if path.parent.is_dir() else Path.home()
        name = self.tr("{name} saved").replace("{name}", path.stem) + path.suffix
        ask_where(self._window, self.tr("Save a copy of the project"), name, self._copy, folder)

    def _copy(self, target: Path) -> None:
        self._session.copy_to(target, lambda _none: self.copied.emit(target), self._tell)

    def _on_placed(self, is_placed: bool) -> None:
        if is_placed:
            self._window.notice.tell(self.tr("The project's file is back. All changes are kept in it."))
        else:
            self._tell(
                KnownError(
                    "project-gone",
                    self.tr("The project's file is not there any more: it was moved, renamed or deleted."),
                    where=str(self._session.path),
                    what_to_do=self.tr("Put it back, or save a copy; until then what you change is in no file."),
                )
            )

    def _tell(self, error: KnownError) -> None:
        self._window.notice.tell_error(error, Choice(self.tr("Save a copy…"), self.choose))
