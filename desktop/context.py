"""What a page is given: the session, the shared selection, actions, runs, calls to other processes, preferences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance

from desktop.preferences import Preferences
from desktop.remote.connection import Connection
from desktop.session import Findings, Selection, Session
from desktop.shell.actions import Actions
from desktop.shell.navigation import Navigation
from engine.errors import KnownError
from engine.runs.events import Event
from engine.runs.record import RunRecord
from engine.solvers.options import SolveOptions


class Call(Protocol):
    """One call that is under way in another process."""

    def cancel(self) -> None:
        """The answer is no longer wanted."""


class Calls(Protocol):
    """Functions that run in warm processes beside the user interface: whatever takes more than a few milliseconds."""

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        answer: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> Call:
        """Calls ``module:function`` with plain arguments.

        Args:
            function: A function of ``desktop.compute``, e.g. ``validate:issues``; it returns plain JSON data, or the
                path of a file it wrote.
            arguments: Keyword arguments, plain JSON data.
            answer: Runs on the user interface's thread with what came out.
            failed: Runs there with a known error; without it the window shows the error.
        """


class Runs(Protocol):
    """Runs of the open project, wherever they are computed.

    Attributes:
        changed: Signal(RunRecord) — a run is queued, has started, made progress or ended.
        progressed: Signal(str, Event) — an event of a run, by its id.
        stored: Signal(RunRecord) — the results of a run are in the project file.
        deleted: Signal(RunRecord) — a run is not in the project file any more.
        slots_changed: Signal() — workers have come or gone.
    """

    changed: SignalInstance
    progressed: SignalInstance
    stored: SignalInstance
    deleted: SignalInstance
    slots_changed: SignalInstance

    @property
    def slots(self) -> int:
        """Runs that can go at once; 0 while there is no worker."""

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:
        """Freezes the scenarios as they are and queues a run of each, or takes what a server knows, unless anew."""

    def cancel(self, run: str) -> None:
        """Stops a run; its incumbent is kept."""

    def delete(self, run: str) -> None:
        """Forgets a run that has ended, with its result and its story."""

    def records(self) -> Sequence[RunRecord]:
        """Every run known, newest first."""

    def events(self, run: str) -> Sequence[Event]:
        """What a run has told so far, until it is in the project file, which has the events of all others."""


@dataclass(frozen=True)
class Context:
    """Handed to every page and panel by the composition root.

    Attributes:
        session: The open project.
        selection: What is selected, on all pages at once.
        actions: Everything the user can do.
        calls: Functions in other processes.
        runs: Runs of the project.
        findings: What validation says of the selected scenario.
        navigation: The way to other pages, to panels, and to a cell.
        preferences: What the user wishes on this computer.
        connection: To the shared server; None in an application that knows of none.
    """

    session: Session
    selection: Selection
    actions: Actions
    calls: Calls
    runs: Runs
    findings: Findings
    navigation: Navigation
    preferences: Preferences
    connection: Connection | None = None
