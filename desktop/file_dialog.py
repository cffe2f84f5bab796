"""The dialog that asks for a file."""

from __future__ import annotations

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QStyle, QWidget


class FileDialog(QFileDialog):
    """Qt's dialog, or the system's where it has one.

    Qt's own reads the system's whole list of file types to find an icon for the first file that it shows, half a
    second in which nothing moves; this one tells folders from files, and no more.
    """

    def __init__(self, parent: QWidget | None, title: str, folder: str = "", name_filter: str = "") -> None:
        super().__init__(parent, title, folder, name_filter)
        self._icons = _PlainIcons()  # the dialog does not own it
        self.setIconProvider(self._icons)


class _PlainIcons(QAbstractFileIconProvider):
    """Icons and names of two kinds."""

    def icon(self, asked: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        folders = (QAbstractFileIconProvider.IconType.Folder, QAbstractFileIconProvider.IconType.Drive)
        is_folder = asked.isDir() if isinstance(asked, QFileInfo) else asked in folders
        style = QApplication.style()
        pixmap = QStyle.StandardPixmap
        return style.standardIcon(pixmap.SP_DirIcon if is_folder else pixmap.SP_FileIcon)

    def type(self, asked: QFileInfo) -> str:
        return QApplication.translate("FileDialog", "Folder") if asked.isDir() else asked.suffix()
