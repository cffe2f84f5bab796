"""Runs on this computer: the worker process, the jobs handed to it, and their results put into the project."""

from desktop.jobs.local_runs import LocalRuns

__all__ = ["LocalRuns"]
