"""The overrides of a scenario, the form of the one that is edited, and what it would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.theme.tokens import GAP, SPACE
from desktop.views.scenarios.override_form import OverrideForm
from desktop.views.scenarios.overrides_model import SENTENCE, OverrideLine, OverridesModel
from desktop.views.scenarios.preview import Preview
from desktop.views.scenarios.tree_panel import offer_in_menu, tool_button


class OverridesPanel(QWidget):
    """List, form and preview.

    Signals:
        chosen(object): Another line is looked at: an `OverrideLine`, or None.
    """

    chosen = Signal(object)

    def __init__(
        self, form: OverrideForm, tools: Sequence[QAction], add: QAction, parent: QWidget | None = None
    ) -> None:
        """Make the panel.

        Args:
            form: The form of an override.
            tools: Actions on the overrides.
            add: Action that begins a new one.
            parent: Owner.
        """
        super().__init__(parent)
        self.model = OverridesModel(self)
        self.view = QTableView()
        self.view.setAccessibleName(self.tr("Overrides in the order in which they are applied"))
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SENTENCE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(92)
        self.view.selectionModel().selectionChanged.connect(lambda *_ranges: self._on_selected())
        self.form = form
        self.preview = Preview()
        self._empty = QLabel()
        self._empty.setProperty("kind", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._form_card = QFrame()
        self._heading = QLabel()
        self._arrange(tools, add)

    def show_lines(self, lines: list[OverrideLine], wanted: tuple[str, float] | None, empty: str) -> None:
        """Shows the overrides of a scenario.

        Args:
            lines: The lines.
            wanted: Scenario and order of the line to look at; None for none.
            empty: What is said where there are none.
        """
        self.model.show_lines(lines)
        self._empty.setText(empty)
        self._stack.setCurrentIndex(0 if lines else 1)
        at = [place for place, line in enumerate(lines) if (line.override.scenario, line.override.order) == wanted]
        if at:
            flags = QItemSelectionModel.SelectionFlag
            index = self.model.index(at[0], SENTENCE)
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def selected(self) -> list[OverrideLine]:
        """Selected lines in their order."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.lines[row] for row in rows]

    def show_form(self, heading: str, *, editable: bool) -> None:
        """Shows the form under a heading."""
        self._heading.setText(heading)
        self.form.setEnabled(editable)
        self._form_card.show()

    def hide_form(self) -> None:
        """Nothing is edited."""
        self._form_card.hide()

    @property
    def is_form_shown(self) -> bool:
        """Whether an override is looked at or made."""
        return self._form_card.isVisibleTo(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The form keeps the height that it needs, whatever its window or its preview becomes."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            QTimer.singleShot(0, self, self._make_room)
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """The list gives way to the form, whose fields cannot be read when they are pressed together."""
        card, (above, below) = self._form_card, self._split.sizes()
        wanted = max(card.minimumSizeHint().height(), card.heightForWidth(card.width()))
        if card.isVisible() and below < wanted:
            self._split.setSizes([above + below - wanted, wanted])

    def _on_selected(self) -> None:
        lines = self.selected()
        self.chosen.emit(lines[0] if len(lines) == 1 else None)

    def _arrange(self, tools: Sequence[QAction], add: QAction) -> None:
        """From the outside in: a widget that is put into another takes all that it holds along, which takes time."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        split = self._split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(SPACE)
        layout.addWidget(split)
        list_card = QFrame()
        for card in (list_card, self._form_card):
            card.setProperty("card", "true")
            split.addWidget(card)
        self._form_card.installEventFilter(self)
        split.setStretchFactor(1, 1)
        split.setSizes([260, 560])
        split.setChildrenCollapsible(False)
        self._arrange_list(list_card, tools, add)
        self._heading.setProperty("kind", "heading")
        below = QVBoxLayout(self._form_card)
        below.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        below.setSpacing(SPACE)
        below.addWidget(self._heading)
        below.addWidget(self.form)
        below.addWidget(self.preview, 1)

    def _arrange_list(self, card: QFrame, tools: Sequence[QAction], add: QAction) -> None:
        heading = QLabel(self.tr("Overrides"))
        heading.setProperty("kind", "heading")
        strip = QHBoxLayout()
        strip.setSpacing(GAP)
        strip.addWidget(heading)
        strip.addStretch(1)
        for action in (add, *tools):
            strip.addWidget(tool_button(action))
        offer_in_menu(self.view, (add, *tools))
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.addLayout(strip)
        shelf = QWidget()
        self._stack = QStackedLayout(shelf)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column.addWidget(shelf, 1)
