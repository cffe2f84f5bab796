"""Results: solutions as tables, figures, an independent check, comparison of runs."""

from engine.results.check import check
from engine.results.checking.finding import Check, Finding
from engine.results.tabulate import Results, tabulate

__all__ = ["Check", "Finding", "Results", "check", "tabulate"]
