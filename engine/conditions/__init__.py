"""Conditions that pick rows of a table: their form, their parser, and the columns that they name."""

from engine.conditions.columns import Target, find_column, full_names
from engine.conditions.parser import parse_where
from engine.conditions.where import Operator, Term, Where, quoted

__all__ = ["Operator", "Target", "Term", "Where", "find_column", "full_names", "parse_where", "quoted"]
