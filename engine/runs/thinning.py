"""The events of a run that are worth keeping with it: all that tells its story, none that repeats."""

from __future__ import annotations

from collections.abc import Sequence

from engine.runs.events import BoundImproved, Event, IncumbentFound, LogWritten, PhaseStarted, Progressed, Started

_MOST_FIGURES = 400
_MOST_LINES = 1000


def thinned(events: Sequence[Event]) -> list[Event]:
    """The events in order: every start and phase, figures evenly thinned, the first and the last lines of the log.

    The first and the last figure of each kind are always there. Endings are left out: the record says what they say.
    """
    kept: set[int] = set()
    for kind in (IncumbentFound, BoundImproved):
        kept.update(_evenly([place for place, event in enumerate(events) if isinstance(event, kind)], _MOST_FIGURES))
    lines = [place for place, event in enumerate(events) if isinstance(event, LogWritten)]
    half = _MOST_LINES // 2
    kept.update(lines if len(lines) <= _MOST_LINES else (*lines[:half], *lines[-half:]))
    kept.update(place for place, event in enumerate(events) if isinstance(event, Started | PhaseStarted | Progressed))
    return [events[place] for place in sorted(kept)]


def _evenly(places: Sequence[int], most: int) -> Sequence[int]:
    if len(places) <= most:
        return places
    return [places[round(number * (len(places) - 1) / (most - 1))] for number in range(most)]
