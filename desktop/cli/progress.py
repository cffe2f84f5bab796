"""Shows runs as they go: a live table on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

from desktop.cli.output import err
from desktop.cli.tables import duration, figure, percent, table
from engine.runs.events import (
    BoundImproved,
    Cancelled,
    Event,
    Failed,
    Finished,
    IncumbentFound,
    Interrupted,
    PhaseStarted,
    Progressed,
    Started,
)

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

_LINE_EVERY_S = 2.0
_MOST_ROWS = 12  # beyond them only those under way are shown


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one run under way."""

    name: str
    phase: str = "waiting"
    started: float | None = None
    ended: float | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None

    def after(self, event: Event, now: float) -> Line:
        """The line after an event."""
        match event:
            case Started():
                return replace(self, phase="starting", started=now)
            case PhaseStarted(phase=phase):
                return replace(self, phase=phase)
            case Progressed(text=text) if text:
                return replace(self, phase=text)
            case IncumbentFound(objective=objective, bound=bound, gap=gap):
                return replace(self, objective=objective, bound=self.bound if bound is None else bound, gap=gap)
            case BoundImproved(bound=bound, gap=gap):
                return replace(self, bound=bound, gap=gap)
            case Finished(record=r) | Failed(record=r) | Cancelled(record=r) | Interrupted(record=r):
                return replace(self, phase=r.status.value, ended=now, objective=r.objective, bound=r.bound, gap=r.gap)
            case _:
                return self

    def cells(self, now: float) -> tuple[str, ...]:
        """Texts: name, phase, time, incumbent, bound, gap."""
        end = now if self.ended is None else self.ended
        spent = None if self.started is None else end - self.started
        return (self.name, self.phase, duration(spent), figure(self.objective), figure(self.bound), percent(self.gap))


class View(Protocol):
    """Shows events; used in a `with`."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, event: Event) -> None:
        """Take an event and show what it changes."""


class Lines:
    """Plain lines, for a log: each phase, and each new figure at most every two seconds."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._lines: dict[str, Line] = {}
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def show(self, event: Event) -> None:
        """Print a line where the event is worth one."""
        now = time.monotonic()
        before = self._lines.get(event.run) or Line(self._names.get(event.run, event.run))
        after = self._lines[event.run] = before.after(event, now)
        new_phase = after.phase != before.phase
        new_figure = after != before and now - self._told.get(event.run, 0.0) >= _LINE_EVERY_S
        if new_phase or new_figure:
            self._told[event.run] = now
            name, phase, spent, objective, bound, gap = after.cells(now)
            figures = f"  incumbent {objective}  bound {bound}  gap {gap}" if after.objective is not None else ""
            with suppress(OSError):  # its reader has gone; the run goes on
                print(f"{name}: {phase}  {spent}{figures}", file=sys.stderr, flush=True)


class LiveTable:
    """A table that is redrawn in place, one row a run."""

    def __init__(self, names: dict[str, str]) -> None:
        from rich.live import Live

        self._names = names
        self._lines: dict[str, Line] = {}
        self._live: Live = Live(console=err(), get_renderable=self.table, refresh_per_second=8, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, event: Event) -> None:
        """Change the run's row; the table is redrawn by its own clock."""
        before = self._lines.get(event.run) or Line(self._names.get(event.run, event.run))
        self._lines[event.run] = before.after(event, time.monotonic())

    def table(self) -> Table:
        """What is shown now."""
        now = time.monotonic()
        lines = list(self._lines.values())
        if len(lines) > _MOST_ROWS:
            lines = [line for line in lines if line.ended is None][-_MOST_ROWS:]
        rows = [line.cells(now) for line in lines]
        figures = ("incumbent", "bound", "gap")
        return table(("scenario", "phase", "time", *figures), rows, numbers=("time", *figures))


def view_of(names: dict[str, str]) -> View:
    """The view for this standard error.

    Args:
        names: Run → what the user calls it; may be filled later.
    """
    return LiveTable(names) if sys.stderr.isatty() else Lines(names)
