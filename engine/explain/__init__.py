"""Explanations of networks that have no solution, in the user's rows."""

from engine.explain.applying import suggestion_change
from engine.explain.explain import explain, refusal
from engine.explain.explanation import Cause, Change, Explanation, Outcome
from engine.explain.follower import Follower, Nobody

__all__ = [
    "Cause",
    "Change",
    "Explanation",
    "Follower",
    "Nobody",
    "Outcome",
    "explain",
    "refusal",
    "suggestion_change",
]
