"""Project: a stored network with its history, in one file; everything that changes its tables goes through `commit`."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import reduce
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
from sqlalchemy import Connection, select

from engine.changes import ChangeConflictError, ChangeSet, compose, diff, invert
from engine.changes.application import apply_to_frame
from engine.errors import BugError, KnownError
from engine.network import Network
from engine.schema import INPUT_TABLES, input_table
from sync.store import journal, view
from sync.store.copying import copy_connected
from sync.store.failures import known_failures
from sync.store.file import OpenMode, writing
from sync.store.journal import JournalEntry, Origin
from sync.store.lock import ProjectLock, user_name
from sync.store.opening import close_file, create_file, open_file, require_file, require_sound
from sync.store.reading import read_network, read_table
from sync.store.rows import StoredRows
from sync.store.runs import StoredRuns
from sync.store.tables import PROPERTIES
from sync.store.view import Asked
from sync.store.writing import RowsDiffer, write_change_set

Listener = Callable[[ChangeSet, JournalEntry], None]


class Project:
    """An open project file. Use it from one thread at a time, and close it: `with Project.open(path) as project`.

    Attributes:
        path: The project file.
        mode: What it is opened for.
        runs: The runs kept in the file.
        rows: Single rows, by id, key or name.
    """

    def __init__(self, path: Path, mode: OpenMode) -> None:
        """Open an existing file; see `open`."""
        self.path = path
        self.mode = mode
        self._listeners: list[Listener] = []
        self._closed = False
        require_file(path)
        self._lock = ProjectLock(path) if mode is OpenMode.WRITE else None
        with ExitStack() as failed:
            failed.callback(self._unlock)
            self._engine = open_file(path, mode)
            failed.pop_all()
        self.runs = StoredRuns(self._engine, path)
        self.rows = StoredRows(self._reading)

    @classmethod
    def create(cls, path: Path, network: Network | None = None) -> Self:
        """Make a new project file and open it for writing.

        Args:
            path: Where; nothing may be there.
            network: Rows to begin with, as version 1.

        Raises:
            KnownError: ``project-exists``, ``project-read-only``, ``disk-full`` or ``key-duplicate``.
        """
        first = diff(Network.of(), network) if network is not None else ChangeSet()
        create_file(path)
        with ExitStack() as failed:
            failed.callback(path.unlink)
            project = cls(path, OpenMode.WRITE)
            failed.callback(project.close)
            project.commit(first, origin=Origin.IMPORT, label=journal.FIRST_ROWS)
            failed.pop_all()
        return project

    @classmethod
    def open(cls, path: Path, mode: OpenMode = OpenMode.WRITE) -> Self:
        """Open a project file; one of an older form is brought to the current one when it is opened for writing.

        Raises:
            KnownError: ``project-missing``, ``not-a-project``, ``project-newer``, ``project-older``,
                ``project-locked``, ``project-damaged``, ``project-read-only``, ``project-unreadable``,
                ``project-busy``.
        """
        return cls(path, mode)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others write; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            with known_failures(self.path):
                # A file that was taken away is only let go: SQLite refuses to end its log.
                close_file(self._engine, self.mode if self.path.exists() else OpenMode.READ)
        finally:
            self._unlock()

    @property
    def id(self) -> str:
        """Identifier of the project, the same in every copy of it."""
        with self._reading() as connection:
            return str(connection.execute(select(PROPERTIES.c.value).where(PROPERTIES.c.name == "id")).scalar_one())

    @property
    def version(self) -> int:
        """Number of the newest change; 0 for a project that was never changed."""
        with self._reading() as connection:
            return journal.head(connection)

    def network(self) -> Network:
        """All rows as they stand, with the sources they came from."""
        with self._reading() as connection:
            return read_network(connection)

    def table(self, name: str) -> pd.DataFrame:
        """The rows of one input table as they stand.

        Raises:
            KeyError: There is no such table.
        """
        with self._reading() as connection:
            return read_table(connection, input_table(name))

    def row_counts(self) -> dict[str, int]:
        """Number of rows of each input table."""
        with self._reading() as connection:
            return {name: view.row_count(connection, name) for name in INPUT_TABLES}

    def places(self, asked: Asked) -> array[int]:
        """Ids of the rows that a grid asks for, sorted and filtered.

        Raises:
            KnownError: ``filter-unreadable``.
        """
        with self._reading() as connection:
            return view.places(connection, asked)

    def cells(self, table: str, places: Sequence[int]) -> list[tuple[Any, ...]]:
        """Cells of rows by their ids, every column of the schema."""
        with self._reading() as connection:
            return view.cells(connection, table, places)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener after each commit with the change set and its entry; what is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def commit(self, change_set: ChangeSet, *, author: str = "", origin: Origin = Origin.EDIT, label: str = "") -> int:
        """Carry out a change set and write it to the journal, both or neither.

        Args:
            change_set: What changes; an empty one changes nothing and gets no version.
            author: Who made it; the login name where it is blank.
            origin: What brought it about; not undo, redo or rollback, which have methods of their own.
            label: What it is called in the history.

        Returns:
            The version after it.

        Raises:
            ChangeConflictError: A row is not as the change set saw it; nothing was changed.
            KnownError: ``project-read-only``, ``source-taken``, ``disk-full``, ``project-busy`` …; nothing was changed.
        """
        return self._commit(change_set, author, origin, label, None)

    def undo(self, *, author: str = "") -> int:
        """Take the last change back that was not taken back yet, as a new version.

        Raises:
            KnownError: ``nothing-to-undo``, or as for `commit`.
        """
        target = self.steps()[0][-1:]
        if not target:
            raise KnownError("nothing-to-undo", "There is nothing to undo.", where=self.path.name)
        return self._commit(invert(self.change(target[0])), author, Origin.UNDO, self.label_of(target[0]), target[0])

    def redo(self, *, author: str = "") -> int:
        """Bring the change back that was undone last, as a new version.

        Raises:
            KnownError: ``nothing-to-redo``, or as for `commit`.
        """
        target = self.steps()[1][-1:]
        if not target:
            raise KnownError("nothing-to-redo", "There is nothing to redo.", where=self.path.name)
        return self._commit(self.change(target[0]), author, Origin.REDO, self.label_of(target[0]), target[0])

    def rollback(self, version: int, *, author: str = "") -> int:
        """Bring all rows back to what they were at a version, as a new version that can be undone.

        Raises:
            KnownError: ``version-unknown``, or as for `commit`.
        """
        back = invert(self.change_since(version))
        return self._commit(back, author, Origin.ROLLBACK, f"Back to version {version}", None)

    def steps(self) -> tuple[list[int], list[int]]:
        """Versions that `undo` and `redo` can take back and bring back, the next one last."""
        with self._reading() as connection:
            return journal.steps(connection)

    def label_of(self, version: int) -> str:
        """What a change is called."""
        with self._reading() as connection:
            return journal.label_of(connection, version)

    def history(self) -> list[JournalEntry]:
        """All changes, the oldest first, without their change sets."""
        with self._reading() as connection:
            return journal.entries(connection)

    def change(self, version: int) -> ChangeSet:
        """The change set of a version.

        Raises:
            KnownError: ``version-unknown``.
        """
        with self._reading() as connection:
            return journal.change_of(connection, version)

    def change_since(self, version: int) -> ChangeSet:
        """All changes after a version as one change set; after version 0: all rows that there are.

        Raises:
            KnownError: ``version-unknown``.
        """
        newest = self.version
        if not 0 <= version <= newest:
            raise KnownError("version-unknown", f"There is no version {version}.", where=self.path.name)
        return reduce(compose, (self.change(number) for number in range(version + 1, newest + 1)), ChangeSet())

    def copy_to(self, target: Path) -> None:
        """Copy the project as it stands, also where its file was moved or deleted meanwhile; see `copy_project`."""
        with self._engine.connect() as connection:
            copy_connected(connection, self.path, target)

    def verify(self) -> None:
        """Read the whole file and check that it is sound.

        Raises:
            KnownError: ``project-damaged``.
        """
        with self._reading() as connection:
            require_sound(connection, self.path)

    def _commit(self, change_set: ChangeSet, author: str, origin: Origin, label: str, target: int | None) -> int:
        if self.mode is not OpenMode.WRITE:
            raise KnownError(
                "project-read-only",
                "The project is not open for writing.",
                where=self.path.name,
                what_to_do="Open it for writing.",
            )
        if change_set.is_empty() and not change_set.sources:
            return self.version
        try:
            with known_failures(self.path), writing(self._engine).begin() as connection:
                write_change_set(connection, change_set)
                entry = journal.append_entry(
                    connection, change_set, author=author or user_name(), origin=origin, label=label, target=target
                )
        except RowsDiffer as met:
            raise self._explanation(met.table, change_set) from None
        for listener in tuple(self._listeners):
            listener(change_set, entry)
        return entry.version

    def _explanation(self, table: str, change_set: ChangeSet) -> Exception:
        """The conflict that stopped a commit, with its row and column."""
        try:
            apply_to_frame(input_table(table), self.table(table), change_set.tables[table])
        except ChangeConflictError as conflict:
            return conflict
        return BugError(f"the store refused a change of {table} that its rows allow")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with known_failures(self.path), self._engine.begin() as connection:
            yield connection

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
