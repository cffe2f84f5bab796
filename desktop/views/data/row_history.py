"""What became of a row: its changes with time, person and values, newest first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.models.table_model import TableModel
from desktop.models.titles import title
from desktop.theme import theme
from desktop.theme.tokens import MARGIN, SPACE

if TYPE_CHECKING:
    from desktop.context import Call, Calls

_PAUSE_MS = 250


class RowHistory(QScrollArea):
    """Changes of one row, looked up in another process once the row has been in view for a moment."""

    def __init__(self, model: TableModel, path: str, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._path, self._calls = model, path, calls
        self._row = -1
        self._call: Call | None = None
        self._found: dict[str, Any] | None = None
        self._words = QLabel(wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(SPACE, MARGIN, SPACE, SPACE)
        layout.addWidget(self._words)
        layout.addStretch()
        self.setWidgetResizable(True)
        self.setWidget(body)
        self.setAccessibleName(self.tr("History of the row"))
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._ask)
        theme().changed.connect(self._tell)

    @property
    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def show_row(self, row: int) -> None:
        """Shows the history of another row; −1 for none."""
        self._row = row
        if self.isVisible():
            self._pause.start()

    def _ask(self) -> None:
        if self._call is not None:
            self._call.cancel()
        key = self._model.key_at(self._row)
        if key is None:
            self._on_found(None)
            return
        table = self._model.table
        arguments = {"path": self._path, "table": table.name, "key": dict(zip(table.key, key, strict=True))}
        self._call = self._calls.call("row_history:changes_of", arguments, self._on_found)

    def _on_found(self, found: dict[str, Any] | None) -> None:
        self._call, self._found = None, found
        self._tell()

    def _tell(self) -> None:
        if self._found is None:
            self._words.setText(self.tr("Choose a row to see what became of it."))
            return
        parts = [self._entry(entry) for entry in self._found["changes"]]
        if self._found["more"]:
            parts.append(escape(self.tr("Older changes are in the history of the project.")))
        self._words.setText("".join(parts))

    def _entry(self, entry: dict[str, Any]) -> str:
        muted = theme().tokens.muted
        when = QDateTime.fromString(entry["created"], Qt.DateFormat.ISODateWithMs).toLocalTime()
        time = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        head = f"<b>{escape(self._what(entry))}</b>"
        by = f"<span style='color:{muted}'>{escape(time)} · {escape(entry['author'])}</span>"
        lines = [
            f"{escape(title(name))}: {escape(old or self.tr('blank'))} → <b>{escape(new or self.tr('blank'))}</b>"
            for name, old, new in entry["cells"]
        ]
        return f"<p style='margin:0 0 12px 0'>{'<br>'.join([head, by, *lines])}</p>"

    def _what(self, entry: dict[str, Any]) -> str:
        words = {"inserted": self.tr("Added"), "deleted": self.tr("Deleted"), "updated": self.tr("Changed")}
        how = {"undo": self.tr("undone"), "redo": self.tr("done again")}.get(entry["origin"], "")
        label = entry["label"]
        told = f"{words[entry['kind']]}: {label}" if label else words[entry["kind"]]
        return f"{told} ({how})" if how else told
