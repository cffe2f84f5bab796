"""A card with one or several charts under one heading, and the way to take them along as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.chart import Chart
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.save_dialog import ask_where


class ChartCard(QFrame):
    """Charts of one topic; where there are several, their names stand above and choose.

    Args:
        charts: Name and chart of each.
        note: Says where the figures come from, for pictures.
    """

    def __init__(
        self, charts: Sequence[tuple[str, Chart]], note: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._charts = [chart for _, chart in charts]
        self._note = note
        self._stack = QStackedWidget()
        self._names = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        for place, (name, chart) in enumerate(charts):
            head.addWidget(self._name(name, place) if len(charts) > 1 else _heading(name))
            self._stack.addWidget(_scrolled(chart))
            chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chart.customContextMenuRequested.connect(lambda where, of=chart: self._open_menu(of.mapToGlobal(where)))
        head.addStretch()
        self._more = QToolButton()
        self._more.setAccessibleName(self.tr("Take the chart along"))
        self._more.setToolTip(self.tr("Save or copy the chart"))
        self._more.clicked.connect(lambda: self._open_menu(self._more.mapToGlobal(QPoint(0, self._more.height()))))
        head.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, GAP, SPACE, SPACE)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self._names.idClicked.connect(self.show_chart)
        theme().changed.connect(self._paint)
        self._paint()
        if len(charts) > 1:
            self.show_chart(0)

    @property
    def chart(self) -> Chart:
        """The chart that is shown."""
        return self._charts[self._stack.currentIndex()]

    def show_chart(self, place: int) -> None:
        """Shows one of the charts."""
        self._stack.setCurrentIndex(place)
        self._names.button(place).setChecked(True)

    def offer(self, place: int, *, offered: bool) -> None:
        """Shows or hides the name of one of several charts; a hidden one gives way to the first."""
        self._names.button(place).setVisible(offered)
        alone = sum(not button.isHidden() for button in self._names.buttons()) == 1
        for button in self._names.buttons():
            dress(button, "alone", alone)
        if not offered and self._stack.currentIndex() == place:
            self.show_chart(0)

    def save_chart(self, path: Path) -> None:
        """Writes the chart that is shown to a picture or vector file."""
        self.chart.save(path, self._note())

    def copy_chart(self) -> None:
        """Puts the chart that is shown on the clipboard."""
        QGuiApplication.clipboard().setImage(self.chart.picture(self._note()))

    def _name(self, name: str, place: int) -> QToolButton:
        button = QToolButton()
        button.setText(name)
        button.setCheckable(True)
        button.setProperty("kind", "segment")
        self._names.addButton(button, place)
        return button

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tokens = theme().tokens
        menu.addAction(icon("image", tokens.muted), self.tr("Save as PNG…"), lambda: self._ask_where("png"))
        menu.addAction(icon("file-down", tokens.muted), self.tr("Save as SVG…"), lambda: self._ask_where("svg"))
        menu.addAction(icon("copy", tokens.muted), self.tr("Copy picture"), self.copy_chart)
        menu.popup(where)

    def _ask_where(self, kind: str) -> None:
        ask_where(self, self.tr("Save chart"), f"{self.chart.accessibleName()}.{kind}", self.save_chart)

    def _paint(self) -> None:
        self._more.setIcon(icon("ellipsis", theme().tokens.muted))


def _heading(name: str) -> QLabel:
    label = QLabel(name)
    label.setProperty("kind", "heading")
    return label


def _scrolled(chart: Chart) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(chart)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    chart.setAutoFillBackground(False)
    area.setStyleSheet("QScrollArea { background: transparent; }")
    return area
