"""Open windows of the application and tell the seconds: ``python -m benchmarks.window FOLDER [PROJECT [SECOND]]``.

A process of its own, for nothing may have been imported before but Qt. A window counts as usable when it is painted
and everything that it asked of the project has been answered. Importing Qt is taken off: the product cannot change it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.app import Application


REST_S = 6.0


def measure(folder: Path, projects: list[Path]) -> float:
    """Seconds to the start window; to the window of the project; or to that of the second beside the first."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import PySide6.QtNetwork
    import PySide6.QtSvg
    import PySide6.QtWidgets  # noqa: F401

    began = time.perf_counter()
    qt, application = make_application(folder)
    if not projects:
        application.show(None)
        _paint(qt)
    for path in projects:
        if path is not projects[0]:
            rest(qt)
            began = time.perf_counter()
        application.show(path)
        wait_until_usable(qt, application, path)
    seconds = time.perf_counter() - began
    application.stop()
    return seconds


def make_application(folder: Path) -> tuple[QApplication, Application]:
    """The application as its program puts it together, with all its files in a folder."""
    from PySide6.QtWidgets import QApplication

    from desktop.app import Application
    from desktop.folders import Folders

    qt = QApplication(["networx"])
    places = Folders(settings=folder / "s.ini", pictures=folder / "maps", jobs=folder / "jobs", projects=folder)
    return qt, Application(qt, places)


def wait_until_usable(qt: QApplication, application: Application, path: Path) -> None:
    """Turns the loop until the window of a project is painted and has been answered."""
    project = application.project(path)
    while not project.is_shown:
        turn(qt)
    _paint(qt)
    answered: list[int] = []
    project.context.session.ask(lambda opened: opened.version, answered.append)
    while not answered:
        turn(qt)
    _paint(qt)


def rest(qt: QApplication) -> None:
    """Lets the first project come to rest, as it has when somebody opens a second one."""
    until = time.perf_counter() + REST_S
    while time.perf_counter() < until:
        turn(qt)


def turn(qt: QApplication) -> None:
    """One turn of the loop, and a moment for the threads beside it."""
    qt.processEvents()
    time.sleep(0.001)


def _paint(qt: QApplication) -> None:
    for _ in range(3):
        qt.processEvents()


if __name__ == "__main__":
    print(measure(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]), flush=True)
    os._exit(0)  # the windows are not closed: only their opening is measured
