"""Results of a run: key figures, charts and tables, each with where it comes from."""

from desktop.views.results.page import ResultsPage

__all__ = ["ResultsPage"]
