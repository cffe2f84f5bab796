"""Explanations of networks that have no solution, in the user's rows."""

from engine.explain.explain import explain
from engine.explain.explanation import Cause, Change, Explanation, Outcome

__all__ = ["Cause", "Change", "Explanation", "Outcome", "explain"]
