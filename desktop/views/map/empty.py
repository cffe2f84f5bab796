"""What the map says where it has nothing to show, and the step that leads to something."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.words import counted

_SIGN = 48
_WIDTH = 420


class EmptyMap(QFrame):
    """Nothing on the map.

    Signals:
        table_requested(str): The user wants to see a table.
        import_requested(): The user wants to import a workbook.
    """

    table_requested = Signal(str)
    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setFixedWidth(_WIDTH)
        self._table = "facilities"
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title.setProperty("kind", "title")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._text.setProperty("kind", "muted")
        self._open = QPushButton()
        self._open.setProperty("kind", "primary")
        self._open.clicked.connect(lambda: self.table_requested.emit(self._table))
        bring = QPushButton(self.tr("Import a workbook…"))
        bring.clicked.connect(self.import_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(bring)
        buttons.addWidget(self._open)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        for widget in (self._sign, self._title, self._text):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._title.text()}\n{self._text.text()}"

    def show_counts(self, sites: int, placed: int, first_table: str) -> None:
        """Says what is missing; hides where something is on the map.

        Args:
            sites: Number of sites.
            placed: Number of those with a position.
            first_table: A table with sites that have none.
        """
        self.setVisible(not placed)
        if sites:
            self._table = first_table
            self._title.setText(self.tr("No site has a position yet"))
            said = counted(sites, self.tr("1 site waits"), self.tr("{n} sites wait"))
            how = self.tr("Type or import latitude and longitude in the tables of suppliers, facilities and customers.")
            self._text.setText(f"{said}. {how}")
            self._open.setText(self.tr("Open {table}").replace("{table}", first_table))
        else:
            self._table = "facilities"
            self._title.setText(self.tr("No sites yet"))
            self._text.setText(
                self.tr("Suppliers, facilities and customers stand here as soon as their tables have rows.")
            )
            self._open.setText(self.tr("Open facilities"))

    def _paint(self) -> None:
        self._sign.setPixmap(icon("map-pin", theme().tokens.faint).pixmap(_SIGN, _SIGN))
