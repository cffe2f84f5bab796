"""The pages and panels of the window, in order; each is imported when it is first shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.context import Context
from desktop.shell.page import Page, PageEntry


def page_entries() -> list[PageEntry]:
    """Pages in the order of the rail: data, map, scenarios, runs, results, compare; history at its foot."""
    return [
        PageEntry("data", _tr("Data"), "table-2", _data),
        PageEntry("map", _tr("Map"), "map", _map),
        PageEntry("scenarios", _tr("Scenarios"), "layers", _scenarios),
        PageEntry("runs", _tr("Runs"), "activity", _runs),
        PageEntry("results", _tr("Results"), "chart-column", _results),
        PageEntry("compare", _tr("Compare"), "git-compare-arrows", _compare),
        PageEntry("history", _tr("History"), "history", _history, at_foot=True),
        PageEntry("settings", _tr("Settings"), "settings", _settings, at_foot=True),
        PageEntry("help", _tr("Help"), "circle-help", _help, at_foot=True),
    ]


def panel_entries() -> list[PageEntry]:
    """Panels below the page."""
    return [
        PageEntry("problems", _tr("Problems"), "triangle-alert", _problems),
        PageEntry("runs", _tr("Runs"), "activity", _runs_panel),
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("entries", text)


def _data(context: Context) -> Page:
    from desktop.views.data import DataPage

    return DataPage(context, in_parts=True)


def _problems(context: Context) -> Page:
    from desktop.views.problems import ProblemsPanel

    return ProblemsPanel(context)


def _map(context: Context) -> Page:
    from desktop.views.map import MapPage

    return MapPage(context, in_parts=True)


def _results(context: Context) -> Page:
    from desktop.views.results import ResultsPage

    return ResultsPage(context, in_parts=True)


def _runs(context: Context) -> Page:
    from desktop.views.runs.page import RunsPage

    return RunsPage(context, in_parts=True)


def _runs_panel(context: Context) -> Page:
    from desktop.views.runs.panel import RunsPanel

    return RunsPanel(context)


def _scenarios(context: Context) -> Page:
    from desktop.views.scenarios.page import ScenariosPage

    return ScenariosPage(context, in_parts=True)


def _compare(context: Context) -> Page:
    from desktop.views.compare import ComparePage

    return ComparePage(context)


def _history(context: Context) -> Page:
    from desktop.views.history import HistoryPage

    return HistoryPage(context)


def _settings(context: Context) -> Page:
    from desktop.views.settings import SettingsPage

    return SettingsPage(context, in_parts=True)


def _help(context: Context) -> Page:
    from desktop.views.help import HelpPage

    return HelpPage(context)
