"""What a user does to the rows of a grid, asked of the session; each is one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.models.cell_text import CellText
from desktop.models.clipboard_block import Block
from desktop.models.table_model import TableModel
from desktop.models.titles import title
from desktop.session import Session
from desktop.views.data.grid import Chosen
from desktop.words import counted
from engine.errors import KnownError

if TYPE_CHECKING:
    from desktop.models.edits import Target
    from desktop.models.replacing import Replacement
    from engine.changes import ChangeSet
    from sync.store import Asked, Project

_MOST_COPIED = 2_000_000


class TableEdits(QObject):
    """Edits of the table that a model shows.

    Signals:
        told(str): Something was done.
        failed(KnownError): Something could not be done; nothing was changed.
        cell_refused(int, str, str, str): A row's id, a column, what was typed, and why it was not kept.
        paste_refused(Target, Block, CellsRefusedError): Cells of a block cannot be read.
    """

    told = Signal(str)
    failed = Signal(object)
    cell_refused = Signal(object, str, str, str)
    paste_refused = Signal(object, object, object)

    def __init__(self, model: TableModel, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._session = model, session
        model.typed.connect(self._on_typed)

    @property
    def _name(self) -> str:
        return title(self._model.table.name)

    def copy(self, chosen: Chosen) -> None:
        """Puts cells on the clipboard, as spreadsheets do."""
        places = self._model.places_at(chosen.rows)
        if len(places) * len(chosen.columns) > _MOST_COPIED:
            self.failed.emit(_too_many(len(places) * len(chosen.columns)))
            return
        table, columns, text = self._model.table.name, chosen.columns, self._model.text
        self._session.ask(
            lambda project: _copied(project, table, places, columns, text),
            lambda copied: self._on_copied(copied, len(places) * len(columns)),
            self.failed.emit,
        )

    def paste(self, chosen: Chosen) -> None:
        """Writes the clipboard over the cells from the first chosen one on; a single cell fills all chosen ones."""
        from desktop.models.headings import begins_with_headings

        text = QGuiApplication.clipboard().text()
        if not text.strip("\r\n"):
            self.failed.emit(KnownError("clipboard-empty", self.tr("There is no text on the clipboard.")))
            return
        height, width = len(chosen.rows), len(chosen.columns)
        lines = max(text.count("\n") + 1, height)
        target = self._target(range(chosen.rows.start, chosen.rows.start + lines), chosen.columns.start)
        rows = text.rstrip("\r\n").count("\n") + 1 - begins_with_headings(target, text)
        self._paste(target, lambda: Block.parse(text).repeated(height, width), rows)

    def paste_again(self, target: Target, block: Block) -> None:
        """Pastes a block whose cells were corrected."""
        self._paste(target, lambda: block, len(block.rows))

    def clear(self, chosen: Chosen) -> None:
        """Makes cells blank."""
        from desktop.models import edits

        columns = tuple(self._model.column(number).name for number in chosen.columns)
        if self._model.draft_row in chosen.rows:
            for name in columns:
                self._model.draft.type(name, "", None)
            self._model.draft_changed.emit()
        target = edits.Target(self._model.table.name, self._model.places_at(chosen.rows), columns)
        if target.places:
            self._edit(lambda project: edits.clear(project, target), self.tr("Clear cells of {table}"))

    def fill_down(self, chosen: Chosen) -> None:
        """Writes the cells of the first row into those below; of the row above where one row is chosen."""
        from desktop.models import edits

        rows = chosen.rows if len(chosen.rows) > 1 else range(chosen.rows.start - 1, chosen.rows.stop)
        places = self._model.places_at(rows)
        columns = tuple(self._model.column(number).name for number in chosen.columns)
        target = edits.Target(self._model.table.name, places, columns)
        if rows.start >= 0 and len(places) > 1:
            self._edit(lambda project: edits.fill_down(project, target), self.tr("Fill down in {table}"))

    def delete(self, rows: Sequence[range]) -> None:
        """Deletes rows."""
        from desktop.models import edits

        places = [place for part in rows for place in self._model.places_at(part)]
        table = self._model.table.name
        if places:
            words = counted(len(places), self.tr("Delete 1 row of {table}"), self.tr("Delete {n} rows of {table}"))
            self._edit(lambda project: edits.delete(project, table, places), words)

    def duplicate(self, rows: Sequence[range]) -> bool:
        """Copies rows under new names; where a name is not enough, into the new row, where the key can be changed.

        Returns:
            Whether the new row was filled and waits for its key.
        """
        from desktop.models import edits

        places = [place for part in rows for place in self._model.places_at(part)]
        table = self._model.table
        if not places:
            return False
        if not edits.may_be_duplicated(table):
            self._model.pick_draft(rows[0].start)
            return True
        words = counted(len(places), self.tr("Duplicate 1 row of {table}"), self.tr("Duplicate {n} rows of {table}"))
        self._edit(lambda project: edits.duplicate(project, table.name, places), words)
        return False

    def replace_all(self, asked: Asked, wanted: Replacement) -> None:
        """Replaces a text in the rows shown.

        Args:
            asked: Rows that are shown.
            wanted: What is replaced by what, and where.
        """
        from desktop.models import replacing

        words = self.tr("Replace “{find}” by “{by}” in {table}")
        words = words.replace("{find}", wanted.sought.text).replace("{by}", wanted.by)
        self._edit(lambda project: replacing.replace_all(project, asked, wanted), words)

    def keep_draft(self) -> bool:
        """Asks for the new row to be kept; says what is missing where its key is not complete.

        Returns:
            Whether it was asked for.
        """
        from desktop.models import edits

        draft = self._model.draft
        if draft.is_empty:
            return False
        if draft.missing:
            names = ", ".join(map(title, draft.missing))
            self._model.refuse_draft(self.tr("The new row still needs: {names}.").replace("{names}", names))
            return False
        table, values, texts = self._model.table, dict(draft.values), dict(draft.texts)
        self._model.clear_draft()
        self._edit(
            lambda project: edits.insert(project, table.name, values),
            self.tr("Add a row to {table}"),
            lambda error: self._on_draft_refused(table.name, texts, values, error),
        )
        return True

    def _on_draft_refused(
        self, table: str, texts: dict[str, str], values: dict[str, object], error: KnownError
    ) -> None:
        """What was typed stands in the new row again."""
        if self._model.table.name == table and self._model.draft.is_empty:
            for name, text in texts.items():
                self._model.draft.type(name, text, values[name])
            self._model.refuse_draft(str(error))
        self.failed.emit(error)

    def _target(self, rows: range, first_column: int) -> Target:
        from desktop.models.edits import Target

        columns = tuple(column.name for column in self._model.table.columns[first_column:])
        return Target(self._model.table.name, self._model.places_at(rows), columns)

    def _paste(self, target: Target, make_block: Callable[[], Block], rows: int) -> None:
        from desktop.models import edits
        from desktop.models.headings import without_headings
        from desktop.models.typed import CellsRefusedError

        decimal = self._model.text.decimal
        made: list[tuple[Target, Block]] = []

        def make(project: Project) -> ChangeSet:
            made.append(without_headings(target, make_block()))
            return edits.paste(project, *made[0], decimal)

        def refused(error: KnownError) -> None:
            if isinstance(error, CellsRefusedError):
                self.paste_refused.emit(*made[0], error)
            else:
                self.failed.emit(error)

        self._edit(
            make, counted(rows, self.tr("Paste 1 row into {table}"), self.tr("Paste {n} rows into {table}")), refused
        )

    def _on_typed(self, place: int, column: str, value: object) -> None:
        from desktop.models import edits

        table, text = self._model.table, self._model.text
        self._edit(
            lambda project: edits.set_cell(project, table, place, column, value),
            self.tr("Edit {column} in {table}").replace("{column}", title(column)),
            lambda error: self.cell_refused.emit(place, column, text.plain(value), str(error)),
            quiet=True,
        )

    def _edit(
        self,
        make: Callable[[Project], ChangeSet],
        words: str,
        refused: Callable[[KnownError], None] | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        label = words.replace("{table}", self._name)

        def done(_version: int) -> None:
            if not quiet:
                self.told.emit(label)

        self._session.edit(make, label, done=done, failed=refused or self.failed.emit)

    def _on_copied(self, copied: str, cells: int) -> None:
        QGuiApplication.clipboard().setText(copied)
        self.told.emit(counted(cells, self.tr("1 cell copied"), self.tr("{n} cells copied")))


def _copied(project: Project, table: str, places: Sequence[int], columns: range, text: CellText) -> str:
    rows = project.cells(table, places)
    return text.copied(row[columns.start : columns.stop] for row in rows)


def _too_many(cells: int) -> KnownError:
    return KnownError(
        "copy-too-large",
        f"{cells:,} cells are more than the clipboard takes ({_MOST_COPIED:,}).",
        what_to_do="Choose fewer rows, or export the table to a workbook.",
    )
