"""The page of settings: of the project, and of this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.page import Page
from desktop.theme.tokens import MARGIN
from desktop.views.settings.computer_card import ComputerCard
from desktop.views.settings.project_card import ProjectCard


class SettingsPage(Page):
    """Two cards side by side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.project = ProjectCard(context)
        self.computer = ComputerCard(context)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MARGIN)
        row.addWidget(self.project, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.computer, 1, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def enter(self) -> None:
        """Reads the settings of the project."""
        self.project.read()
