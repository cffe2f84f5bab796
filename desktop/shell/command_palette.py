"""The command palette: type a few letters, press Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.shell.actions import Actions
from desktop.shell.palette_line import KEYS, PaletteLine
from desktop.theme.tokens import MARGIN, SPACE

_WIDTH, _HEIGHT = 560, 380
_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """A field and the actions that match it, over the window."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("card", "true")
        self.setObjectName("command-palette")
        self._actions = actions
        self._window = window
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("What do you want to do?"))
        self._field.setAccessibleName(self.tr("Search actions"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Matching actions"))
        self._list.setIconSize(QSize(MARGIN, MARGIN))
        self._list.setItemDelegate(PaletteLine(self._list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        self._field.textChanged.connect(self._on_text_changed)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._list.itemActivated.connect(self._run)
        self.hide()

    def open(self) -> None:
        """Shows the palette in the middle of the window's top."""
        width, height = min(_WIDTH, self._window.width() - 40), min(_HEIGHT, self._window.height() - 80)
        self.setGeometry((self._window.width() - width) // 2, 60, width, height)
        self._field.clear()
        self._on_text_changed("")
        self.show()
        self.raise_()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list, Escape and loss of focus close."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            if event.key() in _KEYS:
                self._list.keyPressEvent(event)
                return True
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _on_text_changed(self, text: str) -> None:
        self._list.clear()
        words = text.lower().split()
        for action in self._actions:
            if action.isEnabled() and all(word in action.text().lower() for word in words):
                self._list.addItem(self._item(action))
        self._list.setCurrentRow(0)

    def _item(self, action: QAction) -> QListWidgetItem:
        keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
        item = QListWidgetItem(action.icon(), action.text())
        item.setData(KEYS, keys)
        item.setData(Qt.ItemDataRole.UserRole, action.objectName())
        return item

    def _run(self) -> None:
        item = self._list.currentItem()
        self.hide()
        if item is not None:
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()
