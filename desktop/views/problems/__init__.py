"""The panel of problems."""

from desktop.views.problems.panel import ProblemsPanel

__all__ = ["ProblemsPanel"]
