"""The real application in a process of its own, without a screen: it starts, is usable, and closes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.io.samples import load_sample
from sync.store import OpenMode, Project
from sync.store.lock import lock_path
from tests.patience import PATIENCE_S, until, until_gone

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="ends the program by a signal, which Windows does not have"),
    pytest.mark.slow,
]
NETWORX = [sys.executable, "-m", "desktop"]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment whose user folders are the test's own."""
    names = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME")
    folders = {name: str(tmp_path / name.lower()) for name in names}
    for folder in folders.values():
        Path(folder).mkdir(mode=0o700)
    return os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    path = tmp_path / "coffee.networx"
    Project.create(path, load_sample("infeasible-on-purpose")).close()
    return path


@pytest.fixture
def application(surroundings: dict[str, str], project_file: Path) -> Iterator[subprocess.Popen[str]]:
    """The application with the project open."""
    process = subprocess.Popen(
        [*NETWORX, str(project_file)], env=surroundings, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    until(lambda: lock_path(project_file).exists() or process.poll() is not None)
    yield process
    process.kill()
    process.communicate()


def second_start(project_file: Path, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NETWORX, str(project_file)], env=surroundings, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def family_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """All processes that the application has started, once it has started one."""
    whole = psutil.Process(process.pid)
    until(lambda: bool(whole.children(recursive=True)))
    return whole.children(recursive=True)


def test_that_the_application_opens_a_project_answers_a_second_start_and_closes(
    application: subprocess.Popen[str], project_file: Path, surroundings: dict[str, str]
) -> None:
    again = second_start(project_file, surroundings)
    assert (again.returncode, again.stderr) == (0, "")
    assert application.poll() is None
    family = family_of(application)
    application.send_signal(signal.SIGTERM)
    _, said = application.communicate(timeout=PATIENCE_S)
    assert application.returncode == 0
    assert "Traceback" not in said
    assert "QProcess" not in said
    until_gone(family)
    assert not lock_path(project_file).exists()


def test_that_a_killed_application_leaves_a_project_that_opens_again(
    application: subprocess.Popen[str], project_file: Path, surroundings: dict[str, str]
) -> None:
    family = family_of(application)
    application.kill()
    application.wait(PATIENCE_S)
    until_gone(family)
    assert lock_path(project_file).exists()
    with Project.open(project_file, OpenMode.WRITE) as project:
        project.verify()
        assert project.version == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_that_without_a_screen_the_program_says_so_and_ends_with_2(surroundings: dict[str, str]) -> None:
    blind = {name: value for name, value in surroundings.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    blind.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(NETWORX, env=blind, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 2
    assert "no screen" in " ".join(done.stderr.split())
