"""The page of help: what every table and column means, the rules, and the words of the field."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout

from desktop.context import Context
from desktop.models.titles import title
from desktop.shell.page import Page
from desktop.theme import theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.help.texts import GLOSSARY, RULES, SETTINGS, text_of, topics

_TOPIC = Qt.ItemDataRole.UserRole
_SIDE = 240
_CALM_MS = 120


class HelpPage(Page):
    """Topics at the left, found by any word of their texts; the text at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._search = QLineEdit(placeholderText=self.tr("Find a word or column"))
        self._search.setAccessibleName(self.tr("Find in the help"))
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Topics"))
        self._text = QTextBrowser()
        self._text.setAccessibleName(self.tr("Text of the topic"))
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(MARGIN)
        self._shown = ""
        self._arrange()
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._fill)
        self._search.textChanged.connect(lambda _text: self._calm.start())
        self._list.currentItemChanged.connect(self._on_chosen)
        theme().changed.connect(self._show_anew)
        self._fill()

    def _arrange(self) -> None:
        side = QFrame()
        side.setProperty("card", "true")
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.addWidget(self._search)
        column.addWidget(self._list)
        split = QSplitter()
        split.addWidget(side)
        split.addWidget(self._text)
        split.setStretchFactor(1, 1)
        split.setSizes([_SIDE, 4 * _SIDE])
        split.setHandleWidth(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def _fill(self) -> None:
        words = self._search.text().lower().split()
        with QSignalBlocker(self._list):
            self._list.clear()
            for topic in topics():
                if all(word in _searched(topic) for word in words):
                    item = QListWidgetItem(self._title(topic))
                    item.setData(_TOPIC, topic)
                    self._list.addItem(item)
            self._list.setCurrentRow(0)
        self._on_chosen()

    def _title(self, topic: str) -> str:
        named = {
            GLOSSARY: self.tr("Glossary"),
            RULES: self.tr("Rules of validation"),
            SETTINGS: self.tr("Names of settings"),
        }
        return named.get(topic) or title(topic)

    def _on_chosen(self) -> None:
        if not self._list.count():
            self._shown = ""
            self._text.setPlainText(self.tr("No topic has these words."))
            return
        topic = self._list.currentItem().data(_TOPIC)
        if topic != self._shown:  # laying a text out anew takes as long as a frame or two
            self._shown = topic
            self._text.setMarkdown(text_of(topic))
        if words := self._search.text().split():
            self._text.find(words[0])

    def _show_anew(self) -> None:
        self._shown = ""
        self._on_chosen()


@lru_cache(maxsize=64)
def _searched(topic: str) -> str:
    return f"{topic} {text_of(topic)}".lower()
