"""The work behind the wizard, each part in another process or on the database thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTemporaryDir, Signal

from desktop.calls.latest import LatestCalls
from desktop.calls.watched import WatchedCall
from desktop.compute.importing import CHANGE
from desktop.context import Context
from engine.changes import decode
from engine.errors import KnownError
from engine.io.profile import MappingProfile, profile_data
from sync.store import Origin


class ImportFlow(QObject):
    """Looks at a source, reads it, checks it under a mapping, makes the change, commits it.

    Signals:
        looked(object): What the source is, and the first rows of csv: see `desktop.compute.csv_look.look`.
        progressed(str, float): What reading does now, and how much of it; below 0 where nobody knows.
        read(object): The source is read: see `desktop.compute.importing.read`.
        unreadable(KnownError): It cannot be read, or reading was stopped.
        columns_found(object): What the headers of a sheet mean: see `columns` there.
        checked(object): What there is to say about the rows: see `check` there.
        prepared(object): What the import would change: see `change` there.
        refused(KnownError): A check, a change or its commit met a known error; nothing was changed.
        applied(int): The change is part of the project; its version.
        rows_read(str, int, object): A page of cells: sheet, first row, rows.
    """

    looked = Signal(object)
    progressed = Signal(str, float)
    read = Signal(object)
    unreadable = Signal(object)
    columns_found = Signal(object)
    checked = Signal(object)
    prepared = Signal(object)
    refused = Signal(object)
    applied = Signal(int)
    rows_read = Signal(str, int, object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._calls = LatestCalls(context.calls, self)
        self._reading = WatchedCall(context.calls, self)
        self._reading.progressed.connect(self.progressed)
        self._reading.answered.connect(self.read)
        self._reading.failed.connect(self.unreadable)
        self._folder: QTemporaryDir | None = None
        self._in_use: list[QTemporaryDir] = []  # others still write or read there; gone at the end
        self._is_applying = False
        self.source = Path()

    @property
    def mappings(self) -> Path:
        """Folder of remembered mappings."""
        return self._context.preferences.path.parent / "mappings"

    def begin(self, source: Path) -> None:
        """Looks at another source; ``looked`` or ``unreadable`` follows."""
        self.end()
        self.source = source
        self.look(None)

    def look(self, choices: dict[str, str | None] | None) -> None:
        """Looks at the first rows of the source; ``looked`` or ``unreadable`` follows.

        Args:
            choices: How csv is read; None for what is remembered, or found.
        """
        arguments = {"source": str(self.source), "profiles": str(self.mappings), "choices": choices}
        self._calls.call("look", "csv_look:look", arguments, self.looked.emit, self.unreadable.emit)

    def read_source(self, choices: dict[str, str | None]) -> None:
        """Reads the whole source; ``read`` or ``unreadable`` follows."""
        self.end()
        self._folder = QTemporaryDir()
        arguments = {
            "project": str(self._context.session.path),
            "source": str(self.source),
            "profiles": str(self.mappings),
            "choices": choices,
        }
        self._reading.start("importing:read", arguments, Path(self._folder.path()))

    def stop(self) -> None:
        """Stops looking or reading; ``unreadable`` follows."""
        if self._calls.is_under_way("look"):
            self._calls.cancel("look")
            self.unreadable.emit(KnownError("cancelled", self.tr("Stopped.")))
        self._reading.cancel()

    def end(self) -> None:
        """Forgets what was read; nothing of what is under way is answered."""
        busy = self._reading.is_under_way or self._is_applying or self._calls.is_any_under_way
        self._reading.cancel()
        self._calls.cancel_all()
        if self._folder is not None:
            if busy:
                self._in_use.append(self._folder)
            else:
                self._folder.remove()
            self._folder = None

    def find_columns(self, sheet: str, table: str, header_row: int) -> None:
        """Asks what the headers of a sheet mean in a table; ``columns_found`` follows."""
        project = str(self._context.session.path)
        place: dict[str, Any] = {"project": project, "folder": self._place}
        arguments = {**place, "sheet": sheet, "table": table, "header_row": header_row}
        self._calls.call(f"columns {sheet}", "importing:columns", arguments, self.columns_found.emit, self.refused.emit)

    def read_rows(self, sheet: str, first: int, count: int) -> None:
        """Asks for a page of cells; ``rows_read`` follows."""
        arguments = {"folder": self._place, "sheet": sheet, "first": first, "count": count}
        self._calls.call(
            f"rows {first}",
            "importing:rows",
            arguments,
            lambda rows: self.rows_read.emit(sheet, first, rows),
            self.refused.emit,
        )

    def check(self, profile: MappingProfile, options: dict[str, Any]) -> None:
        """Asks what there is to say about the rows; ``checked`` follows."""
        self._calls.cancel("change")
        self._calls.call(
            "check", "importing:check", self._arguments(profile, options), self.checked.emit, self.refused.emit
        )

    def prepare(self, profile: MappingProfile, options: dict[str, Any], mode: str) -> None:
        """Asks what the import would change; ``prepared`` follows."""
        arguments = {**self._arguments(profile, options), "source": str(self.source), "mode": mode}
        self._calls.call("change", "importing:change", arguments, self.prepared.emit, self.refused.emit)

    def apply(self, label: str, profile: MappingProfile, remembered_as: str) -> None:
        """Commits the change that was prepared as one step; ``applied`` or ``refused`` follows."""
        file = Path(self._place) / CHANGE

        def done(version: int) -> None:
            self._is_applying = False
            if remembered_as:
                self._remember(profile, remembered_as)
            self.applied.emit(version)

        def failed(error: KnownError) -> None:
            self._is_applying = False
            self.refused.emit(error)

        self._is_applying = True
        self._context.session.edit(
            lambda _project: decode(file.read_bytes()),
            label,
            origin=Origin.IMPORT,
            done=done,
            failed=failed,
        )

    def _remember(self, profile: MappingProfile, name: str) -> None:
        arguments = {"profiles": str(self.mappings), "name": name, "profile": profile_data(profile)}
        # The rows are in the project already: a mapping that cannot be kept is told by the window, and is no refusal.
        self._context.calls.call("mappings:remember", arguments, lambda _name: None, self._context.session.failed.emit)

    def _arguments(self, profile: MappingProfile, options: dict[str, Any]) -> dict[str, Any]:
        return {
            "project": str(self._context.session.path),
            "folder": self._place,
            "profile": profile_data(profile),
            "options": options,
        }

    @property
    def _place(self) -> str:
        if self._folder is None:
            raise KnownError("import-ended", self.tr("No source is open."), what_to_do=self.tr("Choose one."))
        return self._folder.path()
