"""The pane beside the grid: the row as a form, the column in words, what became of the row."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.models.table_model import TableModel
from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.data.column_card import ColumnCard
from desktop.views.data.row_form import RowForm
from desktop.views.data.row_history import RowHistory


class SidePane(QFrame):
    """Three views of the current cell."""

    def __init__(self, model: TableModel, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._model = model
        self._spot = (-1, -1)
        self.form = RowForm(model, context.session)
        self.column = ColumnCard(model)
        self.history = RowHistory(model, str(context.session.path), context.calls)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self._row = QStackedWidget()
        self._row.addWidget(self._hint())
        self._row.addWidget(self.form)
        self.tabs.addTab(self._row, self.tr("Row"))
        self.tabs.addTab(self.column, self.tr("Column"))
        self.tabs.addTab(self.history, self.tr("History"))
        self.tabs.currentChanged.connect(lambda: self.show_cell(*self._spot))
        model.modelReset.connect(lambda: self.show_cell(-1, -1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.addWidget(self.tabs)

    def show_cell(self, row: int, column: int) -> None:
        """Shows another cell; −1 for none."""
        self._spot = (row, column)
        self._row.setCurrentIndex(1 if row >= 0 else 0)
        self.form.show_row(row)
        self.history.show_row(row)
        self.column.show_column(self._model.column(column) if column >= 0 else None)

    def _hint(self) -> QWidget:
        """What stands where no row is chosen."""
        title = QLabel(self.tr("No row is chosen."))
        title.setProperty("kind", "heading")
        self.hint = QLabel(wordWrap=True)
        self.hint.setProperty("kind", "muted")
        self.hint.setText(
            self.tr(
                "Click a cell to see its row here, one field below the other: each with its unit, what a blank stands "
                "for, what is wrong with it, what the scenario makes of it, and where it was imported from. Rows are "
                "edited here as well as in the table."
            )
        )
        hint = QWidget()
        layout = QVBoxLayout(hint)
        layout.setContentsMargins(SPACE, MARGIN, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(title)
        layout.addWidget(self.hint)
        layout.addStretch()
        return hint
