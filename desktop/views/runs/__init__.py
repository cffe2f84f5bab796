"""Runs: what is queued, under way and done, and the story of each."""

from desktop.views.runs.page import RunsPage
from desktop.views.runs.panel import RunsPanel

__all__ = ["RunsPage", "RunsPanel"]
