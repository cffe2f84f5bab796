"""Solvers of this computer."""

from __future__ import annotations

from engine.solvers.pulp_bridge import available_solvers


def names() -> list[str]:
    """Names of the solvers that can be used here, the usual one first."""
    return list(dict.fromkeys(["highs", *available_solvers()]))
