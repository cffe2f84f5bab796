"""Results: solutions as tables, figures, an independent check, comparison of runs."""

from engine.results.tabulate import Results, tabulate

__all__ = ["Results", "tabulate"]
