"""A run taken out of the project file, wherever it was computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import KnownError

if TYPE_CHECKING:
    from desktop.session import Session
    from sync.store import Project


def forget(session: Session, run: str, done: Callable[[str], None], failed: Callable[[KnownError], None]) -> None:
    """Deletes a run with its result and its story; one that is gone already counts as deleted.

    Args:
        session: The project.
        run: Identifier of a run that has ended.
        done: Runs with the identifier when it is gone.
        failed: Runs with what stood in the way.
    """

    def delete(project: Project) -> None:
        try:
            project.runs.delete(run)
        except KnownError as error:
            if error.code != "run-unknown":
                raise

    session.ask(delete, lambda _: done(run), failed)
