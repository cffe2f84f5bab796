"""The page of the history."""

from desktop.views.history.page import HistoryPage

__all__ = ["HistoryPage"]
