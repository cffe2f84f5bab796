"""Solvers: programs in, answers out; HiGHS natively, every other one through PuLP."""

from engine.solvers.options import Answer, Silent, SolveOptions, Status, Watcher, relative_gap

__all__ = ["Answer", "Silent", "SolveOptions", "Status", "Watcher", "relative_gap"]
