"""The panel of problems: what validation found, by rule; a click leads to the cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QStackedWidget, QToolButton, QTreeView, QVBoxLayout

from desktop.context import Context
from desktop.session import FindingGroup
from desktop.shell.page import Page
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.problems.model import PLACE, PROBLEM, SOURCE, SYMBOLS, ProblemsModel, severity_colour
from desktop.words import counted
from engine.issues import Severity


class ProblemsPanel(Page):
    """Findings of the selected scenario, those of a severity hidden at will."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._model = ProblemsModel(self)
        self._groups: tuple[FindingGroup, ...] = ()
        self._tree = self._made_tree()
        self._message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._message.setProperty("kind", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._tree)
        self._stack.addWidget(self._message)
        self._state = QLabel()
        self._state.setProperty("kind", "muted")
        self._filters = {severity: self._made_filter() for severity in Severity}
        strip = QHBoxLayout()
        strip.setSpacing(GAP)
        for button in self._filters.values():
            strip.addWidget(button)
        strip.addSpacing(SPACE)
        strip.addWidget(self._state, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(strip)
        layout.addWidget(self._stack, 1)
        context.findings.changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def _made_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self._model)
        tree.setAccessibleName(self.tr("Problems by rule"))
        tree.setUniformRowHeights(True)
        tree.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.header().setStretchLastSection(True)
        tree.header().setSectionResizeMode(PROBLEM, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Interactive)
        tree.header().resizeSection(PLACE, 360)
        tree.clicked.connect(self._go)
        tree.activated.connect(self._go)
        return tree

    def _made_filter(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(MARGIN, MARGIN))
        button.toggled.connect(self._show)
        return button

    def _show(self) -> None:
        findings = self.context.findings
        for severity, button in self._filters.items():
            shown = button.isChecked()
            button.setText(f" {self._words(severity, findings.count(severity))}")
            button.setIcon(icon(SYMBOLS[severity], severity_colour(severity) if shown else theme().tokens.faint))
        groups = tuple(group for group in findings.groups if self._filters[group.severity].isChecked())
        if groups != self._groups:
            self._show_groups(groups)
        self._message.setText(self._empty_words())
        self._stack.setCurrentWidget(self._tree if groups else self._message)
        self._state.setText("" if findings.is_current else self.tr("Checking…"))

    def _show_groups(self, groups: tuple[FindingGroup, ...]) -> None:
        """Shows other groups; rules that were unfolded stay so."""
        unfolded = {
            group.rule for row, group in enumerate(self._groups) if self._tree.isExpanded(self._model.index(row, 0))
        }
        self._groups = groups
        self._model.show_groups(groups)
        imported = any(issue.source for group in groups for issue in group.issues)
        self._tree.setColumnHidden(SOURCE, not imported)  # else it takes the room that words need
        for row, group in enumerate(groups):
            if group.rule in unfolded or len(groups) == 1:
                self._tree.expand(self._model.index(row, 0))

    def _empty_words(self) -> str:
        findings = self.context.findings
        if findings.failure is not None:
            return str(findings.failure)
        if findings.groups:
            return self.tr("The problems there are are of kinds that are hidden; the buttons above show them.")
        if not findings.is_current:
            return self.tr("The model is being checked.")
        return self.tr("No problems: every rule is kept. Solve a scenario to see what it costs.")

    def _words(self, severity: Severity, count: int) -> str:
        match severity:
            case Severity.ERROR:
                return counted(count, self.tr("1 error"), self.tr("{n} errors"))
            case Severity.WARNING:
                return counted(count, self.tr("1 warning"), self.tr("{n} warnings"))
            case Severity.NOTE:
                return counted(count, self.tr("1 note"), self.tr("{n} notes"))

    def _go(self, index: QModelIndex) -> None:
        issue = self._model.issue(index)
        if issue is not None and issue.table:
            self.context.navigation.jump_to(issue.table, issue.key, issue.column)
