"""The use case behind “why has this scenario no solution?”: input frozen, a child driven, its explanation read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.errors import KnownError
from engine.explain import Explanation, Outcome, refusal
from engine.issues import Severity
from engine.network import Network
from engine.runs.ending import tracked
from engine.runs.events import Event, Failed
from engine.runs.explain_job import DEFAULT_LIMIT_S, read_explanation
from engine.runs.limits import RunLimits
from engine.runs.pool import RunPool
from engine.runs.process import child_command
from engine.runs.record import RunRecord, RunStatus, SolveOptions, new_run_id
from engine.runs.request import RunRequest
from engine.runs.snapshot import write_network
from engine.scenarios import effective


class ExplainRun:
    """Explains one scenario in a child process; nothing of it is kept. `cancel` and `kill` are safe from any thread."""

    def __init__(
        self,
        network: Network,
        scenario: str,
        time_limit_s: float = DEFAULT_LIMIT_S,
        limits: RunLimits | None = None,
        command: Callable[[], Sequence[str]] = child_command,
    ) -> None:
        """Take what `run` will need.

        Args:
            network: The tables of the project.
            scenario: Name of the scenario.
            time_limit_s: Seconds for the search.
            limits: What the child may take.
            command: Of the child.

        Raises:
            KnownError: There is no such scenario, or its parents do not lead to Baseline.
        """
        self._effective = effective(network, scenario)
        options = SolveOptions(time_limit_s=time_limit_s)
        self._record = RunRecord(
            id=new_run_id(), kind="explain", scenario=scenario, status=RunStatus.QUEUED, options=options
        )
        self._pool = RunPool(1, limits or RunLimits(), command)
        self._memory = limits.memory_bytes if limits else None
        self._explanation: Explanation | None = None
        self._failure: Failed | None = None

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The run as it stands."""
        return (self._record,)

    @property
    def explanation(self) -> Explanation:
        """What came of it, once `run` is at its end; what was known when it was stopped.

        Raises:
            KnownError: The run failed before anything was known.
        """
        if self._explanation is not None:
            return self._explanation
        if (failure := self._failure) is not None:
            raise KnownError(failure.code, failure.message, where=failure.where, what_to_do=failure.what_to_do)
        return Explanation(Outcome.UNEXPLAINED, message="The search was stopped before anything was known.")

    def cancel(self) -> None:
        """Ask it to stop and to tell what it knows."""
        self._pool.cancel()

    def kill(self) -> None:
        """Stop it at once."""
        self._pool.kill()

    def run(self) -> Iterator[Event]:
        """Explain; yields all events."""
        errors = [issue for issue in self._effective.issues if issue.severity is Severity.ERROR]
        if errors:
            self._explanation = refusal(errors)
            return
        with (
            tempfile.TemporaryDirectory(prefix="networx-explain-", ignore_cleanup_errors=True) as folder,
            self._pool as pool,
        ):
            request = RunRequest(
                record=self._record, folder=folder, job="explain", folder_is_temporary=True, memory_bytes=self._memory
            )
            for event in pool.run(self._frozen(request)):
                self._record = tracked(self._record, event)
                if isinstance(event, Failed):
                    self._failure = event
                yield event
            self._explanation = read_explanation(Path(request.explanation_path))

    def _frozen(self, request: RunRequest) -> Iterator[RunRequest]:
        write_network(self._effective.network, request.input_path)
        yield request
