"""An application that is going to be killed: PROJECT JOBS BEHAVIOUR; it names the run that has an incumbent."""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication

from desktop.calls import CallPool
from desktop.jobs import LocalRuns
from desktop.jobs.plan import LocalPlan
from desktop.session import Session
from engine.runs.events import BoundImproved, Event
from engine.runs.record import SolveOptions

if __name__ == "__main__":
    application = QCoreApplication([])
    session = Session(Path(sys.argv[1]), "Tester")
    calls = CallPool([sys.executable, "-m", "desktop", "--serve"], 1)
    worker = (sys.executable, str(Path(__file__).with_name("worker_for_tests.py")), sys.argv[3])
    runs = LocalRuns(session, calls, LocalPlan(folder=Path(sys.argv[2]), command=worker, at_once=1))

    def tell(run: str, event: Event) -> None:
        if isinstance(event, BoundImproved):
            print(run, flush=True)

    runs.progressed.connect(tell)
    session.opened.connect(lambda: runs.start(["Baseline", "Growth"], SolveOptions()))
    session.start()
    sys.exit(application.exec())
