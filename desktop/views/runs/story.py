"""The story of a run as its events tell it: phases, incumbents, bounds, gaps, log."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.runs.events import BoundImproved, Event, IncumbentFound, LogWritten, PhaseStarted, Progressed, Started
from engine.runs.record import RunRecord

Point = tuple[float, float]

_WIDEST_GAP = 1.0
_LEAST_GAP = 1e-9
_AFTER_SOLVING = "results"
_GAPS_SHOWN, _SHARE_SHOWN = 3.0, 0.1


@dataclass(slots=True)
class Story:
    """What a run has told so far; seconds count from its first phase.

    Attributes:
        text: The phase under way, or a short line about what is done.
        phases: Names and beginnings, in order; a phase may come again.
        incumbent: Best objective over time.
        bound: Proven limit over time.
        gap: Their distance as a share, over time.
        log: Lines of the solver.
        is_closed: Whether it ends with what the record of the ended run says.
    """

    text: str = ""
    phases: list[tuple[str, float]] = field(default_factory=list)
    incumbent: list[Point] = field(default_factory=list)
    bound: list[Point] = field(default_factory=list)
    gap: list[Point] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    is_closed: bool = False

    @classmethod
    def of(cls, events: Iterable[Event]) -> Story:
        """The story that events tell."""
        story = cls()
        for event in events:
            story.add(event)
        return story

    def add(self, event: Event) -> None:
        """The story goes on."""
        match event:
            case Started():
                self.text = "start"
            case PhaseStarted(phase=phase, seconds=seconds):
                self.text = phase
                self.phases.append((phase, seconds))
            case Progressed(text=text) if text:
                self.text = text
            case IncumbentFound(seconds=seconds, objective=objective, gap=gap):
                self.incumbent.append((seconds, objective))
                self._add_gap(seconds, gap)
            case BoundImproved(seconds=seconds, bound=bound, gap=gap):
                self.bound.append((seconds, bound))
                self._add_gap(seconds, gap)
            case LogWritten(text=text):
                self.log.append(text)
            case _:
                pass

    def close(self, record: RunRecord) -> None:
        """The story ends with the last figures, which were found after the last ones that were told."""
        if self.is_closed or not (self.incumbent or self.bound):
            return
        self.is_closed = True
        told = max(seconds for seconds, _ in (*self.incumbent, *self.bound))
        end = max([told, *(begin for name, begin in self.phases if name == _AFTER_SOLVING)])
        for points, value in ((self.incumbent, record.objective), (self.bound, record.bound), (self.gap, record.gap)):
            if value is not None:
                points.append((end, value))

    def seconds_of_phases(self, until: float) -> dict[str, float]:
        """Time spent in each phase so far.

        Args:
            until: Seconds at which the last one is cut.
        """
        ends = [*(begin for _, begin in self.phases[1:]), until]
        spent: dict[str, float] = {}
        for (name, begin), end in zip(self.phases, ends, strict=False):  # without phases there is no end either
            spent[name] = spent.get(name, 0.0) + max(0.0, end - begin)
        return spent

    def _add_gap(self, seconds: float, gap: float | None) -> None:
        if gap is not None:
            self.gap.append((seconds, gap))


def in_focus(story: Story) -> tuple[list[Point], list[Point]]:
    """Incumbents and bounds that are worth an axis: far ones of the beginning would flatten all that follows.

    Returns:
        The points within three gaps, or a tenth, of the best incumbent; all bounds while there is no incumbent.
    """
    if not story.incumbent:
        return [], story.bound
    best = story.incumbent[-1][1]
    width = abs(best - story.bound[-1][1]) if story.bound else 0.0
    reach = max(_GAPS_SHOWN * width, _SHARE_SHOWN * abs(best))
    near = [[point for point in points if abs(point[1] - best) <= reach] for points in (story.incumbent, story.bound)]
    return near[0], near[1]


def closed_share(record: RunRecord, seconds: float | None) -> float | None:
    """How far a run has come, as a share; None where nothing tells.

    That is how much of the way from a gap of 100 % to the one asked for lies behind it, in powers of ten, or how much
    of its time is over, whichever is more.

    Args:
        record: A run under way.
        seconds: How long it has worked.
    """
    shares = []
    if record.gap is not None:
        way = math.log(_WIDEST_GAP / max(record.options.gap, _LEAST_GAP))
        shares.append(math.log(_WIDEST_GAP / max(min(record.gap, _WIDEST_GAP), _LEAST_GAP)) / way if way > 0 else 1.0)
    if record.options.time_limit_s and seconds is not None:
        shares.append(seconds / record.options.time_limit_s)
    return min(1.0, max(shares)) if shares else None


def seconds_of(record: RunRecord) -> float | None:
    """How long a run took, or works by now; None where it never began."""
    if "total" in record.seconds:
        return record.seconds["total"]
    if not record.started:
        return None
    end = datetime.fromisoformat(record.finished) if record.finished else datetime.now(UTC)
    return max(0.0, (end - datetime.fromisoformat(record.started)).total_seconds())
