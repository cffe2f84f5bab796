"""Scenarios compared: what differs, by how much, and what the gaps allow to say about it."""

from desktop.views.compare.page import ComparePage

__all__ = ["ComparePage"]
