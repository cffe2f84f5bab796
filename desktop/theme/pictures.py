"""Pictures for the style sheet: Qt's sheets name them by file only, so icons are drawn into a folder of the process."""

from __future__ import annotations

from PySide6.QtCore import QTemporaryDir

from desktop.theme.icons import icon

_SIZE = 32


class Pictures:
    """Icons as files; each is drawn when it is first asked for, and the folder goes with the process."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir()
        self._made: dict[tuple[str, str], str] = {}

    def path(self, name: str, colour: str) -> str:
        """The file of an icon in a colour, as a style sheet writes it.

        Args:
            name: Name of the icon.
            colour: ``#rrggbb``.
        """
        if (name, colour) not in self._made:
            path = self._folder.filePath(f"{name}-{colour.lstrip('#')}.png")
            icon(name, colour).pixmap(_SIZE).save(path)
            self._made[name, colour] = path
        return self._made[name, colour]
