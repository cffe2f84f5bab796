"""What can be undone and redone, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.store import Project


@dataclass(frozen=True, slots=True)
class Steps:
    """The next step in both directions; None where there is none.

    Attributes:
        undo: Name of the change that would be taken back.
        redo: Name of the change that would be brought back.
    """

    undo: str | None = None
    redo: str | None = None


def steps_of(project: Project) -> Steps:
    """The steps of a project as it stands; runs on the database thread.

    The rows with which a project was made are no step of its user: nobody wants to be left with nothing by one key too
    many. The history goes back to there, too.
    """
    from sync.store.journal import FIRST_ROWS

    undoable, redoable = project.steps()
    undo = project.label_of(undoable[-1]) if undoable else None
    if undoable == [1] and undo == FIRST_ROWS:
        undo = None
    return Steps(undo, project.label_of(redoable[-1]) if redoable else None)
