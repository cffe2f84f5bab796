"""The event loop turns whatever the shell does."""

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.shell.main_window import MainWindow
from desktop.shell.page import PageEntry
from desktop.theme.theme import Scheme, Theme
from desktop.views.entries import page_entries, panel_entries
from desktop.views.help import HelpPage
from desktop.views.history import HistoryPage
from desktop.views.problems import ProblemsPanel
from desktop.views.runs.steps import RunSteps
from desktop.views.settings import SettingsPage
from engine.changes import delete_rows
from engine.network import Network


@pytest.fixture
def calls(other_process_calls):
    return other_process_calls


def delete_facilities(project):
    """Hundreds of lanes then name what is not there."""
    frame = project.table("facilities")
    return delete_rows(Network.of({"facilities": frame}), "facilities", list(range(10)))


def test_that_problems_are_found_and_shown_without_a_stall(context, watchdog, qtbot: QtBot) -> None:
    pages = [
        PageEntry("history", "History", "history", HistoryPage),
        PageEntry("settings", "Settings", "settings", SettingsPage),
    ]
    window = MainWindow(context, pages, [PageEntry("problems", "Problems", "triangle-alert", ProblemsPanel)])
    qtbot.addWidget(window)
    window.show()
    panel = window.panels.show_panel("problems")
    window.show_page("settings")
    context.findings.look_again()
    qtbot.waitUntil(lambda: context.findings.is_current, timeout=30_000)
    watchdog.start()
    context.session.edit(delete_facilities, "Delete facilities")
    qtbot.waitUntil(lambda: context.findings.is_current and panel._model.rowCount() > 0, timeout=30_000)
    window.show_page("history")
    panel._tree.expandAll()
    qtbot.wait(200)
    watchdog.stop()
    window.close_for_good()


def test_that_help_is_searched_without_a_stall(context, watchdog, qtbot: QtBot) -> None:
    page = HelpPage(context)
    qtbot.addWidget(page)
    page.show()
    qtbot.wait(100)
    watchdog.start()
    every = page._list.count()
    qtbot.keyClicks(page._search, "holding")
    qtbot.waitUntil(lambda: 0 < page._list.count() < every)
    page._search.setText("")
    qtbot.waitUntil(lambda: page._list.count() == every)


def test_that_a_window_with_all_its_pages_turns_dark_and_light_without_a_stall(
    theme: Theme, context, watchdog, qtbot: QtBot
) -> None:
    RunSteps(context, context.actions)
    window = MainWindow(context, page_entries(), panel_entries())
    window.show()
    for entry in page_entries():
        window.show_page(entry.name)
        qtbot.wait(50)
    for panel in panel_entries():
        window.panels.show_panel(panel.name)
    window.show_page("data")
    context.findings.look_again()
    qtbot.waitUntil(lambda: context.findings.is_current, timeout=30_000)
    qtbot.wait(300)
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        watchdog.start()
        theme.set_scheme(scheme)
        qtbot.waitUntil(lambda: theme.is_settled, timeout=30_000)
        qtbot.wait(50)
        watchdog.stop()
    window.close_for_good()
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window))  # with its pages go the processes that draw for them
