"""Asks where to write a file, without waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    parent: QWidget | None, title: str, name: str, chosen: Callable[[Path], None], folder: Path | None = None
) -> None:
    """Opens a dialog for a new file.

    Args:
        parent: Over which window; None for none.
        title: Of the dialog.
        name: Proposed name; its ending says what kinds of files are shown.
        chosen: Runs with the path that the user chose.
        folder: Where the dialog begins; None where the last one ended.
    """
    kind = Path(name).suffix.removeprefix(".")
    dialog = QFileDialog(parent, title, str(folder) if folder is not None else "")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(f"{kind} (*.{kind})")
    dialog.setDefaultSuffix(kind)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
