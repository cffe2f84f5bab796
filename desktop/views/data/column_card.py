"""Help about the column in view: what it means, in which formula it stands, what it may hold."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.models.cell_help import column_facts
from desktop.models.table_model import TableModel
from desktop.models.titles import title
from desktop.theme import theme
from desktop.theme.tokens import MARGIN, SPACE
from engine.schema import Column


class ColumnCard(QScrollArea):
    """One column in words."""

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._column: Column | None = None
        self._name, self._meaning, self._facts = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._name.setProperty("kind", "heading")
        self._facts.setTextFormat(Qt.TextFormat.RichText)
        for label in (self._meaning, self._facts):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(SPACE, MARGIN, SPACE, SPACE)
        layout.setSpacing(SPACE)
        for label in (self._name, self._meaning, self._facts):
            layout.addWidget(label)
        layout.addStretch()
        self.setWidgetResizable(True)
        self.setWidget(body)
        self.setAccessibleName(self.tr("Help about the column"))
        theme().changed.connect(self._tell)

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._name.text()}\n{self._meaning.text()}\n{self._facts.text()}"

    def show_column(self, column: Column | None) -> None:
        """Shows another column."""
        self._column = column
        self._tell()

    def _tell(self) -> None:
        column = self._column
        if column is None:
            self._name.setText(self.tr("Choose a cell to read about its column."))
            self._meaning.clear()
            self._facts.clear()
            return
        muted = theme().tokens.muted
        self._name.setText(title(column.name))
        self._meaning.setText(column.meaning)
        rows = "".join(
            f"<p style='margin:0 0 8px 0'><span style='color:{muted}'>{escape(word)}</span><br>{escape(text)}</p>"
            for word, text in column_facts(column, self._model.source.units)
        )
        self._facts.setText(rows)
