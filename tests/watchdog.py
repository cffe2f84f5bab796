"""A watchdog over the event loop: it measures how long the loop does not turn, step by step of a test."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.collecting import settle

STALL_MS = 50.0
"""What counts as a stall on a computer of the pace for which the target is meant; see `Watchdog.stall_ms`."""

FRAME_MS = 16.0
_TURNS = 40_000
_MEANT_MS = 1.3
"""What so many turns of a loop take on two cores of which nobody else uses one."""

_SLOWEST = 3.0
_BY_CHANCE = 1.2
"""What a test allows beyond that: it must not fail because a computer was busy for a blink; reports show figures."""


@dataclass
class Step:
    """What was measured in one step of a test.

    Attributes:
        name: What the user did.
        gaps_ms: Times between turns of the loop.
        seconds: How long it took.
    """

    name: str
    gaps_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def worst_ms(self) -> float:
        """The longest stall."""
        return max(self.gaps_ms, default=0.0)

    def __str__(self) -> str:
        """One line of a report."""
        long = sum(gap > FRAME_MS for gap in self.gaps_ms)
        turns = len(self.gaps_ms)
        return f"{self.name:<50} {self.seconds:5.1f} s  worst {self.worst_ms:5.1f} ms  {long:3d} of {turns:5d} > 16 ms"


class Watchdog(QObject):
    """Measures how long the event loop of this thread does not turn.

    A timer of a few milliseconds tells when the loop turned. The time in which the system gave the processor to other
    programs is taken off where the system tells it, so that a busy machine is no stall: also when the thread that
    waited was another one of ours, because it may have held the interpreter's lock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = [Step("start")]
        self._timer = QTimer(self, interval=2, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turned)
        self._last = 0.0
        self._waits: dict[str, float] = {}
        self._paces_ms: list[float] = []

    def start(self) -> None:
        """Begins to measure, anew; the garbage of other tests is none of this one's."""
        settle()
        self.steps = [Step("start")]
        self._paces_ms = [_pace_ms()]
        self.go_on()

    def go_on(self) -> None:
        """Measures again after a stop."""
        self._last, self._waits = perf_counter(), _waits_s()
        self._timer.start()

    def stop(self) -> None:
        """Ends measuring."""
        if self._timer.isActive():
            self._on_turned()
            self._timer.stop()
            self._paces_ms.append(_pace_ms())

    @property
    def stall_ms(self) -> float:
        """What fails a test here: longer where the computer was slower than meant, but never thrice as long."""
        return _BY_CHANCE * STALL_MS * min(max(max(self._paces_ms, default=0.0) / _MEANT_MS, 1.0), _SLOWEST)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Does not measure meanwhile."""
        measures = self._timer.isActive()
        self.stop()
        yield
        if measures:
            self.go_on()

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Counts what is measured as a step of that name."""
        if self._timer.isActive():
            self._on_turned()
        step, began = Step(name), perf_counter()
        self.steps.append(step)
        yield step
        if self._timer.isActive():
            self._on_turned()
        step.seconds = perf_counter() - began

    @property
    def gaps_ms(self) -> list[float]:
        """Times between turns of the loop, of all steps."""
        return [gap for step in self.steps for gap in step.gaps_ms]

    @property
    def worst_ms(self) -> float:
        """The longest stall so far."""
        return max(self.gaps_ms, default=0.0)

    @property
    def frame_share(self) -> float:
        """Share of the turns that took no longer than a frame."""
        gaps = self.gaps_ms
        return sum(gap <= FRAME_MS for gap in gaps) / len(gaps) if gaps else 1.0

    def report(self) -> str:
        """What was measured, a line for each step."""
        return "\n".join(str(step) for step in self.steps if step.gaps_ms)

    def _on_turned(self) -> None:
        now, waits = perf_counter(), _waits_s()
        kept_waiting = max((wait - self._waits.get(thread, 0.0) for thread, wait in waits.items()), default=0.0)
        gap = 1000 * (now - self._last - kept_waiting)
        self.steps[-1].gaps_ms.append(gap)
        self._last, self._waits = now, waits


def _pace_ms() -> float:
    """Milliseconds that a loop takes on this computer now: the best of some, for the others were interrupted."""
    best = float("inf")
    for _ in range(3):
        began, total = perf_counter(), 0
        for number in range(_TURNS):
            total += number
        best = min(best, 1000 * (perf_counter() - began))
    return best


def _waits_s() -> dict[str, float]:
    """Seconds in which each thread of this process wanted a processor and had none; empty where no system tells."""
    waits = {}
    try:
        for thread in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):  # it has ended
                waits[thread.name] = int(_first_line(thread / "schedstat").split()[1]) / 1e9
    except FileNotFoundError:
        return {}
    return waits


def _first_line(path: Path) -> bytes:
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, 100)
    finally:
        os.close(file)
