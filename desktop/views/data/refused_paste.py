"""A paste that was refused: every cell that cannot be read, to be corrected here and pasted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.models.titles import title
from desktop.theme.tokens import GAP, SPACE
from desktop.views.spread import spread

if TYPE_CHECKING:
    from desktop.models.clipboard_block import Block
    from desktop.models.edits import Target
    from desktop.models.typed import CellsRefusedError

_SHOWN = 200
_HEIGHT = 210
_TEXT = 2


class RefusedPaste(QFrame):
    """Cells that kept a block from being pasted; nothing of it is lost.

    Signals:
        paste_requested(Target, Block): The block with its corrections is to be pasted.
    """

    paste_requested = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._target: Target | None = None
        self._block: Block | None = None
        self._spots: list[tuple[int, int]] = []
        self._title, self._more = QLabel(wordWrap=True), QLabel()
        self._title.setProperty("kind", "bad")
        self._more.setProperty("kind", "muted")
        self._cells = QTableWidget(0, 4)
        self._again = QPushButton(self.tr("Paste again"))
        self._away = QPushButton(self.tr("Give up"))
        self._arrange()
        self._again.clicked.connect(self._on_again)
        self._away.clicked.connect(self.hide)
        self.hide()

    def tell(self, target: Target, block: Block, error: CellsRefusedError) -> None:
        """Shows the cells, with what was copied and why it cannot stand there."""
        self._target, self._block, self._spots = target, block, []
        self._title.setText(str(error))
        self._cells.setRowCount(0)
        shown = error.problems[:_SHOWN]
        self._cells.setRowCount(len(shown))
        for number, problem in enumerate(shown):
            column = target.columns.index(problem.column)
            words = (f"{problem.row + 1:,}", title(problem.column), problem.text, problem.message)
            for place, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                editable = place == _TEXT and column < block.width
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
                self._cells.setItem(number, place, item)
            self._spots.append((problem.row, column))
        more = len(error.problems) - len(shown)
        self._more.setText(self.tr("and {n} more").replace("{n}", f"{more:,}") if more else "")
        lines = len(shown) * self._cells.verticalHeader().defaultSectionSize()
        self._cells.setFixedHeight(min(lines + self._cells.horizontalHeader().sizeHint().height() + GAP, _HEIGHT))
        self.show()
        self._cells.setFocus()

    def _on_again(self) -> None:
        if self._block is None or self._target is None:
            return
        items = [self._cells.item(number, _TEXT) for number in range(len(self._spots))]
        texts = {
            spot: item.text()
            for spot, item in zip(self._spots, items, strict=True)
            if item is not None and spot[1] < self._block.width
        }
        self.hide()
        self.paste_requested.emit(self._target, self._block.with_cells(texts))

    def _arrange(self) -> None:
        self._cells.setHorizontalHeaderLabels(
            [self.tr("Copied row"), self.tr("Column"), self.tr("What was copied"), self.tr("Why it cannot stand there")]
        )
        self._cells.setAccessibleName(self.tr("Cells that cannot be read"))
        self._cells.verticalHeader().hide()
        self._cells.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._cells.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self._cells.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._cells.setColumnWidth(_TEXT, 180)
        self._cells.setColumnWidth(1, 140)
        self._again.setProperty("kind", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        layout.addWidget(self._title)
        layout.addWidget(self._cells)
        layout.addLayout(spread([self._more], [self._away, self._again]))
