"""How and where the runs of a project are computed on this computer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.jobs.desk_thread import DeskThread
from desktop.jobs.follower import Follower
from desktop.jobs.keeper import Keeper
from desktop.jobs.worker_process import WorkerProcess

if TYPE_CHECKING:
    from desktop.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlan:
    """How runs are computed on this computer.

    Attributes:
        folder: Holds a folder of jobs for each project.
        command: Of a worker process; its folder and limits are appended.
        at_once: Runs at the same time.
        memory_bytes: Of all runs together; None leaves it to the worker.
        silence_s: How long a worker may be silent before it is ended.
    """

    folder: Path
    command: tuple[str, ...]
    at_once: int
    memory_bytes: int | None = None
    silence_s: int = 15

    def jobs_path(self, project: str) -> Path:
        """The folder of a project's jobs, by its identifier."""
        return self.folder / project

    def runs_path(self, project: str) -> Path:
        """Where the folders of a project's runs are."""
        return self.jobs_path(project) / "runs"

    def worker_command(self, project: str) -> list[str]:
        """The command of a project's worker."""
        memory = [] if self.memory_bytes is None else ["--memory", str(self.memory_bytes)]
        return [*self.command, str(self.jobs_path(project)), "--slots", str(self.at_once), *memory]


class Place:
    """All that works for the runs of one open project; made when its identifier is known."""

    def __init__(self, session: Session, plan: LocalPlan, project: str, parent: QObject) -> None:
        self._project = project
        self.desk = DeskThread(plan.jobs_path(project), parent)
        self.follower = Follower(self.desk, parent)
        self.keeper = Keeper(session, self.desk, parent)
        self.worker = WorkerProcess(plan.worker_command(project), plan.silence_s, parent)
        self.worker.news.connect(self.follower.look)
        self.desk.start()
        self.worker.start()

    def call(self) -> None:
        """Calls the worker, and looks what is new."""
        self.worker.call()
        self.follower.look()

    def renew(self, plan: LocalPlan) -> None:
        """Starts the worker anew, within the limits of another plan."""
        self.worker.renew(plan.worker_command(self._project))

    def end(self, done: Callable[[], None]) -> None:
        """Ends the worker, then the thread; does not wait.

        Args:
            done: Runs when both have ended.
        """
        self.follower.follow(False)
        self.worker.end(lambda: self.desk.end(done))

    def stop(self) -> None:
        """Ends the worker and the thread, and waits for both; only at the end of the program."""
        self.follower.follow(False)
        self.worker.stop()
        self.desk.stop()
