"""The page of settings: of the project, and of this computer."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.shell.page import Page
from desktop.theme.tokens import MARGIN
from desktop.views.settings.computer_card import ComputerCard
from desktop.views.settings.project_card import ProjectCard


class SettingsPage(Page):
    """Two cards side by side."""

    def _made(self) -> Iterator[None]:
        context = self.context
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MARGIN)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        yield
        self.project = ProjectCard(context)
        yield
        row.addWidget(self.project, 1, Qt.AlignmentFlag.AlignTop)
        yield
        self.computer = ComputerCard(context)
        yield
        row.addWidget(self.computer, 1, Qt.AlignmentFlag.AlignTop)
        yield

    def enter(self) -> None:
        """Reads the settings of the project."""
        self.project.read()
