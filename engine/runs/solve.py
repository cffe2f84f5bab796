"""The use case behind every run: an effective network in, status, figures, tables and their check out; pure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion import expand
from engine.formulation import Formulation, formulate_base, read_base
from engine.issues import Issue, has_errors
from engine.network import Network
from engine.results import Finding, Results, check, tabulate
from engine.runs.ending import gap_between, time_limit_error
from engine.runs.incumbent import Incumbent
from engine.runs.record import Checked, RunRecord, RunStatus, Size, SolveOptions
from engine.runs.refusal import model_error
from engine.solvers import Answer, Silent, Status, Watcher
from engine.solvers.optimise import optimise
from engine.validation import validate

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_SHORTEST_S = 0.01
_MOST_NOTES = 20


class SolveWatcher(Watcher, Protocol):
    """Who follows a run; a solver's watcher that hears of phases, too."""

    def phase(self, name: str) -> None:
        """A phase begins: validate, build, solve, results or check."""

    def narrowed(self, lanes: Mask) -> None:
        """Solutions that are found from now on are about these lanes alone: n booleans, one for each lane entry."""


class Unwatched(Silent):
    """A watcher that hears nothing and never stops."""

    def phase(self, name: str) -> None:
        """Forgets it."""

    def narrowed(self, lanes: Mask) -> None:
        """Forgets it."""


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What came of solving a network; numbers are in the user's sense, and None without a solution.

    Attributes:
        status: The solver's truth.
        objective: Value of the best solution.
        bound: Proven limit of it.
        sense: ``min`` or ``max``.
        goal: What was optimised.
        units: Currency, distance_unit and weight_unit.
        message: What the solver said.
        solver: Its name and version.
        seconds: Time of each phase.
        size: Size of the program.
        results: Tables and figures of the solution.
        checked: Figures of the independent check.
        broken: What it found wrong, as sentences; empty where all holds.
    """

    status: RunStatus
    objective: float | None
    bound: float | None
    sense: str
    message: str
    solver: str
    seconds: Mapping[str, float]
    size: Size
    results: Results | None = None
    checked: Checked | None = None
    broken: tuple[str, ...] = ()
    goal: str = ""
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Result tables by name; empty without a solution."""
        return self.results.tables if self.results else {}

    def completed(self, record: RunRecord) -> RunRecord:
        """The record with all that is known now."""
        known = replace(
            record,
            status=self.status,
            objective=self.objective,
            bound=self.bound,
            gap=gap_between(self.objective, self.bound),
            sense=self.sense,
            goal=self.goal,
            units=self.units,
            message=self.message,
            seconds={**record.seconds, **self.seconds},
            size=self.size,
            checked=self.checked,
            versions=replace(record.versions, solver=self.solver),
        )
        if self.results is None:
            return known
        return replace(
            known,
            costs=self.results.costs,
            open_facilities={period: tuple(names) for period, names in self.results.open_facilities.items()},
            served=self.results.served,
            unmet=self.results.unmet,
            co2=self.results.co2,
            notes=(*self.broken, *_told(self.results.notes)),
        )


class Clock:
    """Measures phases and tells of their beginning; a phase that comes again goes on."""

    def __init__(self, watcher: SolveWatcher) -> None:
        self._watcher = watcher
        self._began = self._since = time.monotonic()
        self._phase = ""
        self.seconds: dict[str, float] = {}

    def enter(self, phase: str) -> None:
        """A phase begins, and the one before it ends."""
        self.stop()
        self._phase = phase
        self._watcher.phase(phase)

    def stop(self) -> None:
        """The phase under way ends."""
        now = time.monotonic()
        if self._phase:
            self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = "", now

    def has_time(self, time_limit_s: float | None) -> bool:
        """Whether the limit is not reached."""
        return time_limit_s is None or time.monotonic() - self._began < time_limit_s

    def remaining(self, time_limit_s: float | None) -> float | None:
        """Seconds that are left of the limit; never 0, None without a limit."""
        return None if time_limit_s is None else max(_SHORTEST_S, time_limit_s - (time.monotonic() - self._began))


def solve_network(network: Network, options: SolveOptions, watcher: SolveWatcher | None = None) -> RunResult:
    """Validate, build, solve, tabulate and check.

    Args:
        network: An effective network.
        options: What the user asks; the time limit covers everything up to the end of the solver.
        watcher: Who follows and may stop it.

    Raises:
        KnownError: ``model-has-errors``; ``time-limit``: the time was over before there was any solution;
            ``solver-unknown``.
    """
    watcher = watcher or Unwatched()
    clock = Clock(watcher)
    clock.enter("validate")
    issues = validate(network)
    if has_errors(issues):
        raise model_error(issues)
    clock.enter("build")
    expanded = expand(network)
    left = clock.remaining(options.time_limit_s)
    found = optimise(
        expanded,
        replace(options, time_limit_s=left),
        _InUsersSense(watcher, _sense(network)),
        clock.enter,
        watcher.narrowed,
    )
    clock.stop()
    if found.answer.x is None and found.answer.status is Status.FAILED and not clock.has_time(options.time_limit_s):
        raise time_limit_error(options.time_limit_s)
    return _result(network, found.formulation, found.answer, clock)


def result_of(network: Network, incumbent: Incumbent, watcher: SolveWatcher) -> RunResult:
    """Tabulate and check a solution that is known already.

    Args:
        network: The effective network, which passed validation.
        incumbent: A solution of the program that `solve_network` made of it.
        watcher: Who follows it.
    """
    clock = Clock(watcher)
    clock.enter("build")
    base = read_base(expand(network))
    formulation = formulate_base(base if incumbent.lanes is None else base.with_lanes(incumbent.lanes))
    program = formulation.program
    x = np.clip(np.where(program.integer, np.round(incumbent.values), incumbent.values), program.lower, program.upper)
    bound = None if incumbent.bound is None else formulation.objective(incumbent.bound)
    answer = Answer(status=Status.FEASIBLE, x=x, objective=program.objective(x), bound=bound)
    return _result(network, formulation, answer, clock)


def _result(network: Network, formulation: Formulation, answer: Answer, clock: Clock) -> RunResult:
    sense = _sense(network)
    objective = sense.of(answer.objective)
    results = checked = None
    broken: tuple[str, ...] = ()
    if answer.x is not None and objective is not None:
        clock.enter("results")
        results = tabulate(formulation, answer)
        clock.enter("check")
        found = check(network, results.tables, objective)
        checked = Checked(max_violation=found.max_violation, cost_difference=found.cost_difference)
        broken = _wrong(found.findings)
    clock.stop()
    return RunResult(
        status=RunStatus(answer.status.value),
        objective=objective,
        bound=sense.of(answer.bound),
        sense=sense.name,
        message=answer.message,
        solver=answer.solver,
        seconds=clock.seconds,
        size=Size(**formulation.program.size),
        results=results,
        checked=checked,
        broken=broken,
        goal=network.setting("objective"),
        units=network.units(),
    )


def _wrong(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What the check found as sentences, the first ones."""
    return tuple(
        f"The check found {found.rule} broken at {found.table} ({found.row}): {found.value:g} against {found.limit:g}."
        for found in findings[:_MOST_NOTES]
    )


def _told(notes: Sequence[Issue]) -> tuple[str, ...]:
    """Notes on a result as sentences, no more than anybody reads."""
    sentences = [f"{note.table} ({', '.join(note.key.values())}): {note.message}" for note in notes[:_MOST_NOTES]]
    more = len(notes) - _MOST_NOTES
    return (*sentences, *([f"The same holds for {more:,} more rows."] if more > 0 else []))


@dataclass(frozen=True, slots=True)
class _Sense:
    """Programs minimise; users see profits as profits."""

    name: str
    factor: float

    def of(self, minimised: float | None) -> float | None:
        """The value as the user sees it."""
        return None if minimised is None else self.factor * minimised


def _sense(network: Network) -> _Sense:
    return _Sense("max", -1.0) if network.setting("objective") == "max_profit" else _Sense("min", 1.0)


class _InUsersSense:
    """Passes on what a solver tells, in the sense of the user."""

    def __init__(self, watcher: Watcher, sense: _Sense) -> None:
        self._watcher = watcher
        self._sense = sense
        self.log = watcher.log
        self.cancelled = watcher.cancelled

    def improved(self, objective: float | None, bound: float | None) -> None:
        self._watcher.improved(self._sense.of(objective), self._sense.of(bound))

    def found(self, x: Floats, objective: float) -> None:
        self._watcher.found(x, self._sense.factor * objective)
