"""Calls to functions in other processes, without waiting."""

from desktop.calls.pool import CallPool

__all__ = ["CallPool"]
