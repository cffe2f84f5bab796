"""The sheet that tells what the product is and what it is made of."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.theme.tokens import MARGIN
from desktop.views.about.licences import data_licences, library_licences, product_version

_SIZE = (640, 560)


class AboutSheet(QDialog):
    """Version and licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About NetWORX Essentials"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        title = QLabel(f"NetWORX Essentials {product_version()}")
        title.setProperty("kind", "title")
        words = QLabel(self.tr("Design supply-chain networks. MIT licence. It is made of these parts:"), wordWrap=True)
        text = QTextBrowser()
        text.setAccessibleName(self.tr("Licences"))
        text.setHtml(_page())
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        for part in (title, words):
            layout.addWidget(part)
        layout.addWidget(text, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _page() -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(version)}&nbsp;&nbsp;</td><td>{escape(licence)}</td></tr>"
        for name, version, licence in library_licences()
    )
    texts = "".join(f"<h4>{escape(name)}</h4><pre>{escape(text)}</pre>" for name, text in data_licences())
    return f"<table>{rows}</table>{texts}"
