"""What a consultant does in a project again and again: tables, cells, scenarios, runs."""

from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop.app import Application
from desktop.shell.main_window import MainWindow
from desktop.shell.open_project import OpenProject
from desktop.views.data import DataPage
from desktop.views.scenarios.page import ScenariosPage
from desktop.views.welcome.card import Card
from engine.issues import Severity
from engine.runs.record import RunRecord
from tests.e2e.user import User


class Consultant:
    """Somebody who works on a project.

    Args:
        user: Who works.
        application: At what.
    """

    def __init__(self, user: User, application: Application) -> None:
        self.user, self.application = user, application
        self.project: OpenProject
        self.data: DataPage

    def open_sample(self, title: str) -> None:
        """Opens a sample from the start page."""
        user = self.user
        user.click(user.see(Card, title))
        user.look_at(MainWindow)
        self.take_up(next((Path.home() / "Documents" / "NetWORX").glob("*.networx")))

    def take_up(self, path: Path) -> None:
        """Works on a project that is open and stands before the user."""
        user, self.project = self.user, self.application.project(path)
        self.data = user.window.findChild(DataPage)
        user.until(lambda: self.data.model.total > 0 and self.project.context.findings.is_current)

    def look_at_table(self, table: str) -> None:
        """Chooses a table in the tree of the page of the data."""
        page = self.data
        self.user.click_item(page.tree, page.tables.index_of(table))
        self.user.until(lambda: page.model.table.name == table and not page.model.is_loading)

    def cell(self, row: int, column: str) -> QModelIndex:
        """A cell of the table in view."""
        return self.data.model.index(row, self.data.model.table.column_names.index(column))

    def type_cell(self, row: int, column: str, text: str) -> None:
        """Types a value into a cell, and waits until it stands there."""
        user, index = self.user, self.cell(row, column)
        user.click_item(self.data.grid, index)
        user.press("F2")
        user.until(lambda: user.cursor_in_text and self.data.grid.isAncestorOf(QApplication.focusWidget()))
        user.type(text)
        user.press("Return")
        user.until(lambda: plain(index.data()) == plain(text))

    def errors(self) -> int:
        """Errors found; -1 while they are looked for."""
        findings = self.project.context.findings
        return findings.count(Severity.ERROR) if findings.is_current else -1

    def records(self, scenario: str) -> list[RunRecord]:
        """Runs of a scenario, newest first."""
        return [record for record in self.project.context.runs.records() if record.scenario == scenario]

    def wait_for_end(self, scenario: str, count: int = 1) -> RunRecord:
        """Waits until a scenario has so many runs and the newest one has ended."""
        self.user.until(lambda: len(self.records(scenario)) >= count and self.records(scenario)[0].status.is_final)
        return self.records(scenario)[0]

    def add_scenario(self, name: str, *overrides: dict[str, str]) -> None:
        """Adds a scenario on Baseline with overrides, typed into the form."""
        user, page = self.user, self.user.window.findChild(ScenariosPage)
        user.click_item(page.tree.view, page.tree.model.index(0, 0))
        before = len(page.outline.rows)
        user.press("Ctrl+Shift+N")
        user.until(lambda: len(page.outline.rows) > before)
        user.until(lambda: page.tree.view.isAncestorOf(QApplication.focusWidget()) and user.cursor_in_text)
        user.press("Ctrl+A")
        user.type(name)
        user.press("Return")
        user.until(lambda: page.scenario == name)
        for number, cells in enumerate(overrides, start=1):
            self._add_override(page, cells)
            user.until(lambda: len(page.outline.own(name)) == number)  # noqa: B023  waited for at once

    def _add_override(self, page: ScenariosPage, cells: dict[str, str]) -> None:
        user, fields = self.user, page.overrides.form.fields
        user.press("Ctrl+Shift+O")
        for name in ("action", "table", "column"):
            user.choose(fields[name].editor, cells[name])
        boxes = fields["value"].findChildren(QComboBox)
        if boxes and boxes[0].isVisible():
            user.choose(boxes[0], cells["value"])
        else:
            user.write(fields["value"].editor.findChild(QLineEdit), cells["value"])
        user.write(fields["where"].editor, cells["where"])
        user.press("Escape")
        user.until(lambda: "rows hit" in page.overrides.preview.words)
        user.click_button("Add override")


def plain(text: str) -> str:
    """A text without the signs that group thousands."""
    return text.replace(",", "")
