"""The error of a run that refuses to start."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import KnownError
from engine.issues import Issue, Severity


def model_error(issues: Sequence[Issue]) -> KnownError:
    """The error of a run that refuses to start, with the first of the errors that stop it."""
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    first = errors[0]
    key = ", ".join(value or "blank" for value in first.key.values())
    place = " ".join(part for part in (first.table, f"({key})" if key else "", first.column) if part)
    count = f"The model has {len(errors):,} errors; the first" if len(errors) > 1 else "The model has an error"
    return KnownError(
        "model-has-errors",
        f"{count}: {first.message}",
        where=first.source or place,
        what_to_do="Validate the scenario to see all of them, and correct them.",
    )
