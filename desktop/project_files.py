"""Project files chosen by the user, made for him, and copied: dialogs here, the work in another process."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.context import Calls
from desktop.views.save_dialog import ask_where

_SUFFIX = ".networx"


class ProjectFiles(QObject):
    """Ways to a project file.

    Signals:
        began(str): What is being done meanwhile, in words.
        chosen(Path): A project file to open.
        told(str): Something was done.
        import_chosen(Path, Path): A blank project file to open, and the workbook to import into it.
    """

    began = Signal(str)
    chosen = Signal(object)
    import_chosen = Signal(object, object)
    told = Signal(str)

    def __init__(self, calls: Calls, folder: Path, front: Callable[[], QWidget | None], parent: QObject) -> None:
        """Prepare.

        Args:
            calls: To other processes.
            folder: Where projects are looked for and made, where nothing else is said.
            front: The window that dialogs stand before.
            parent: Owner.
        """
        super().__init__(parent)
        self._calls, self._folder, self._front = calls, folder, front

    def choose(self) -> None:
        """Asks for a project to open."""
        self._ask(self.tr("Open a project"), self.tr("Projects (*.networx)"), self.chosen.emit)

    def choose_new(self) -> None:
        """Asks where to make a blank project."""
        dialog = QFileDialog(self._front(), self.tr("New project"), str(self._folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.setNameFilter(self.tr("Projects (*.networx)"))
        dialog.fileSelected.connect(lambda name: self._make(Path(name).stem, "", self.chosen.emit, Path(name).parent))
        dialog.open()

    def choose_workbook(self) -> None:
        """Asks for a workbook to import."""
        self._ask(self.tr("Import a workbook"), self.tr("Workbooks (*.xlsx *.xls *.csv)"), self.import_workbook)

    def import_workbook(self, workbook: Path) -> None:
        """Makes a blank project that bears the workbook's name, for the import on top of it."""
        self._make(workbook.stem, "", lambda made: self.import_chosen.emit(made, workbook))

    def choose_template(self) -> None:
        """Asks where to save the blank workbook, to be filled in and imported."""
        title, name = self.tr("Save a blank workbook"), self.tr("network.xlsx")
        ask_where(self._front(), title, name, self._save_template, self._folder if self._folder.is_dir() else None)

    def make_sample(self, sample: str) -> None:
        """Makes a project from a sample."""
        self._make(sample, sample, self.chosen.emit)

    def copy(self, path: Path) -> None:
        """Copies a project that cannot be written to, into the folder of projects."""
        self.began.emit(self.tr("Copying {name} …").replace("{name}", path.stem))
        arguments = {"path": str(path), "target": str(self._folder / path.name)}
        self._calls.call("projects:copied", arguments, partial(_hand, self.chosen.emit))

    def _make(self, name: str, sample: str, made: Callable[[Path], None], folder: Path | None = None) -> None:
        self.began.emit(self.tr("Making {name} …").replace("{name}", name))
        path = (folder or self._folder) / f"{name}{_SUFFIX}"
        self._calls.call("projects:create", {"path": str(path), "sample": sample}, partial(_hand, made))

    def _save_template(self, path: Path) -> None:
        words = self.tr("{name} is saved: a sheet for each table. Fill in what you have, then import it.")
        told = words.replace("{name}", path.name)
        self._calls.call("projects:template", {"path": str(path)}, lambda _path: self.told.emit(told))

    def _ask(self, title: str, name_filter: str, chosen: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._front(), title, str(self._folder), name_filter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: chosen(Path(name)))
        dialog.open()


def _hand(made: Callable[[Path], None], path: str) -> None:
    made(Path(path))
