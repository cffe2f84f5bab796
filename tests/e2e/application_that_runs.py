"""The application as its program puts it together, with a user in it who edits and runs: PROJECT SCENARIO.

It says which run has an incumbent, and works on until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import Application
from desktop.folders import user_folders
from engine.changes import ChangeSet, set_cells
from engine.runs.record import RunRecord, SolveOptions
from sync.store import Project


def edited(project: Project) -> ChangeSet:
    return set_cells(project.network(), "facilities", [0], {"fixed_cost": [4_321.0]})


class Work:
    """Edits the first facility, runs a scenario without a gap, and tells."""

    def __init__(self, application: Application, jobs: Path, path: Path, scenario: str) -> None:
        self.application, self.path, self.scenario = application, path, scenario
        self.jobs = jobs
        self.run_with_incumbent = ""
        application.show(path)
        self.timer = QTimer(interval=50)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        project = self.application.project(self.path)
        if project.is_shown:
            self.timer.stop()
            project.context.preferences.set_solve_options(SolveOptions(gap=0.0))
            project.context.selection.choose_scenario(self.scenario)
            project.context.runs.changed.connect(self.note)
            project.context.session.edit(edited, "Edit a cost", done=lambda _: self.run())

    def run(self) -> None:
        self.application.project(self.path).context.actions["run.selected"].trigger()

    def note(self, record: RunRecord) -> None:
        if record.gap is not None and not self.run_with_incumbent:
            self.run_with_incumbent = record.id
            self.timer.timeout.disconnect(self.look)
            self.timer.timeout.connect(self.tell)
            self.timer.start()

    def tell(self) -> None:
        """Tells of the run once its incumbent is on disk, where it comes a little later than its event."""
        if any(self.jobs.rglob(f"{self.run_with_incumbent}/incumbent.npz")):
            self.timer.stop()
            print(self.run_with_incumbent, flush=True)


if __name__ == "__main__":
    qt = QApplication(sys.argv[:1])
    qt.setQuitOnLastWindowClosed(False)
    folders = user_folders()
    work = Work(Application(qt, folders), folders.jobs, Path(sys.argv[1]), sys.argv[2])
    sys.exit(qt.exec())
