"""A context for one page alone: a real session, and neighbours that do nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from desktop.context import Context, Runs
from desktop.preferences import Preferences
from desktop.session import Findings, Selection, Session
from desktop.shell.actions import Actions
from desktop.shell.navigation import Navigation
from engine.errors import KnownError
from engine.runs.record import RunRecord
from engine.solvers.options import SolveOptions


class _Call:
    """A call that is never answered."""

    def cancel(self) -> None:
        """Nothing is under way."""


class _Calls(QObject):
    """Calls that are never answered."""

    def call(
        self,
        function: str,  # noqa: ARG002  the form of all calls
        arguments: Mapping[str, Any],  # noqa: ARG002
        answer: Callable[[Any], None],  # noqa: ARG002
        failed: Callable[[KnownError], None] | None = None,  # noqa: ARG002
    ) -> _Call:
        """Takes the call and forgets it."""
        return _Call()


class _Runs(QObject):
    """No runs."""

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)

    def start(self, scenarios: Sequence[str], options: SolveOptions) -> None:
        """Nothing runs here."""

    def cancel(self, run: str) -> None:
        """Nothing runs here."""

    def records(self) -> Sequence[RunRecord]:
        """None."""
        return ()


def context_of(session: Session, root: QObject) -> Context:
    """The context of a page on that session."""
    selection, calls = Selection(root), _Calls(root)
    return Context(
        session=session,
        selection=selection,
        actions=Actions(root),
        calls=calls,
        runs=cast(Runs, _Runs(root)),
        findings=Findings(session, selection, calls, root),
        navigation=Navigation(root),
        preferences=Preferences(Path(tempfile.gettempdir(), "networx-bench.ini"), root),
    )
