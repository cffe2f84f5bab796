"""A run taken out of the project file, wherever it was computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import KnownError

if TYPE_CHECKING:
    from desktop.session import Session
    from engine.runs.record import RunRecord
    from sync.store import Project


def forget(
    session: Session,
    run: str,
    known: dict[str, RunRecord],
    told: Callable[[RunRecord], None],
    failed: Callable[[KnownError], None],
) -> None:
    """Deletes a run that has ended, with its result and its story; one that is gone already counts as deleted.

    Args:
        session: The project.
        run: Identifier of a run; one that is unknown or has not ended stays.
        known: Records by identifier; it leaves them when it is out of the project file.
        told: Runs then with its record.
        failed: Runs with what stood in the way.
    """

    def delete(project: Project) -> None:
        try:
            project.runs.delete(run)
        except KnownError as error:
            if error.code != "run-unknown":
                raise

    def done(_nothing: None) -> None:
        if (record := known.pop(run, None)) is not None:
            told(record)

    if run in known and known[run].status.is_final:
        session.ask(delete, done, failed)
