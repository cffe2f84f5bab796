"""Start runs, and tell the seconds from the key to “running”: ``python -m benchmarks.run_start FOLDER PROJECT``.

The page of runs is in front, and the worker process waits, as it does from some seconds after the window was opened.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.window import make_application, rest, turn, wait_until_usable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from engine.runs.record import RunRecord

TIMES = 5
SCENARIO = "Baseline"
_MOST_S = 120.0


def measure(folder: Path, project: Path) -> list[float]:
    """Seconds of each start.

    Args:
        folder: For the settings and jobs of the application.
        project: Its project file.

    Raises:
        TimeoutError: A run neither started nor ended.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt, application = make_application(folder)
    application.show(project)
    wait_until_usable(qt, application, project)
    rest(qt)
    context = application.project(project).context
    context.navigation.open_page("runs")
    rest(qt)
    told: list[RunRecord] = []
    context.runs.changed.connect(told.append)
    seconds = []
    for _ in range(TIMES):
        told.clear()
        began = time.perf_counter()
        context.actions["run.selected"].trigger()
        _wait(qt, lambda: any(record.status.value == "running" for record in told))
        turn(qt)
        seconds.append(time.perf_counter() - began)
        _wait(qt, lambda: any(record.status.is_final for record in told))
        rest(qt)
    application.stop()
    return seconds


def _wait(qt: QApplication, holds: Callable[[], bool]) -> None:
    until = time.perf_counter() + _MOST_S
    while not holds():
        turn(qt)
        if time.perf_counter() > until:
            raise TimeoutError("the run neither started nor ended")


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))), flush=True)
    os._exit(0)  # the window is not closed: only runs are measured
