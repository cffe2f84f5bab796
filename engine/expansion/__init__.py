"""Expansion: tables with groups, blanks and periods read into arrays of codes and numbers."""

from engine.expansion.distances import distances, hours
from engine.expansion.expanded import Expanded, expand
from engine.expansion.lanes import Lanes, Overlap
from engine.expansion.reach import available, useful

__all__ = ["Expanded", "Lanes", "Overlap", "available", "distances", "expand", "hours", "useful"]
