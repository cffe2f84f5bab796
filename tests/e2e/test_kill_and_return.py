"""The application is killed while a run works; started again it has lost nothing, and the run can be run again."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QLabel

from desktop.app import Application
from desktop.shell.main_window import MainWindow
from desktop.views.runs.page import RunsPage
from engine.io.samples import load_sample
from engine.runs.record import RunStatus
from sync.store import Project
from sync.store.lock import lock_path
from tests.e2e.consultant import Consultant
from tests.e2e.user import User
from tests.patience import until_gone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SCRIPT = Path(__file__).with_name("application_that_runs.py")
SAMPLE, SCENARIO = "europe-three-echelon", "High growth"


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    path = tmp_path / "europe.networx"
    Project.create(path, load_sample(SAMPLE)).close()
    return path


@pytest.fixture
def run_of_the_killed(surroundings: dict[str, str], project_file: Path) -> Iterator[str]:
    """The run that had an incumbent when the application was killed; none of its processes is left."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(project_file), SCENARIO],
        env={**surroundings, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        run = process.stdout.readline().strip()
        family = psutil.Process(process.pid).children(recursive=True)
    finally:
        process.kill()
        process.communicate()
    until_gone(family)
    return run


def test_that_after_a_kill_nothing_is_lost_and_the_run_can_be_run_again(
    run_of_the_killed: str, application: Application, user: User, project_file: Path
) -> None:
    assert lock_path(project_file).exists()
    application.show(project_file)
    user.look_at(MainWindow)
    consultant = Consultant(user, application)
    consultant.take_up(project_file)
    user.until(lambda: any("The program was cut off last time." in label.text() for label in user.all(QLabel)))
    assert consultant.cell(0, "fixed_cost").data() == "4,321"
    record = consultant.wait_for_end(SCENARIO)
    assert (record.id, record.status) == (run_of_the_killed, RunStatus.INTERRUPTED)
    assert record.objective is not None
    assert record.gap > 0
    user.open_page("Runs")
    page = user.see(RunsPage)
    user.until(lambda: page.table.run == record.id)
    user.shot("30-interrupted")
    user.click_button("Run again")
    user.until(lambda: len(consultant.records(SCENARIO)) == 2)
    user.until(lambda: consultant.records(SCENARIO)[0].status is RunStatus.RUNNING)
    again = consultant.records(SCENARIO)[0].id
    user.press("Ctrl+Z")
    user.act("Cancel all runs")
    assert consultant.wait_for_end(SCENARIO).id == again
    user.until(lambda: consultant.records(SCENARIO)[0].status is RunStatus.CANCELLED)
    user.press("Ctrl+W")
    user.until(lambda: not lock_path(project_file).exists())
