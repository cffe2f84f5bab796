"""A process that writes to a project is killed at any moment: nothing acknowledged is lost, nothing half is kept."""

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from engine.changes import apply, same_rows
from engine.errors import KnownError
from engine.network import Network
from sync.store import OpenMode, Project
from sync.store.lock import lock_path
from tests.patience import PATIENCE_S

COMMITTER = Path(__file__).with_name("committer.py")
ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


class Committer:
    """A child that commits until it is killed."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, str(COMMITTER), str(path)]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)})
        self.acknowledged: list[int] = []
        self.started = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            if line.endswith("\n"):
                self.acknowledged.append(int(line))
                self.started.set()

    def kill(self) -> int:
        """Kill it and return the last version it acknowledged."""
        self.child.send_signal(signal.SIGKILL)
        self._reader.join()
        self.child.wait()
        assert self.child.stdout is not None
        self.child.stdout.close()
        assert self.child.returncode == -signal.SIGKILL
        return self.acknowledged[-1]


def test_that_a_kill_at_any_moment_leaves_a_sound_project_with_every_acknowledged_version(tmp_path: Path):
    path = tmp_path / "killed.networx"
    Project.create(path).close()
    delays = random.Random(20270131)
    for _ in range(4):
        committer = Committer(path)
        assert committer.started.wait(PATIENCE_S)
        time.sleep(delays.uniform(0, 0.25))
        acknowledged = committer.kill()
        assert lock_path(path).exists(), "the killed process left its lock file, which must bar nobody"
        with Project.open(path) as project:
            project.verify()
            assert acknowledged <= project.version <= acknowledged + 1
            assert [entry.version for entry in project.history()] == list(range(1, project.version + 1))
            assert same_rows(apply(Network.of(), project.change_since(0)), project.network())
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_reader_sees_whole_versions_after_a_kill(tmp_path: Path):
    path = tmp_path / "killed.networx"
    Project.create(path).close()
    committer = Committer(path)
    assert committer.started.wait(PATIENCE_S)
    with pytest.raises(KnownError, match=f"process {committer.child.pid}"):
        Project.open(path)
    acknowledged = committer.kill()
    with Project.open(path, OpenMode.READ) as project:
        assert acknowledged <= project.version <= acknowledged + 1
        assert same_rows(apply(Network.of(), project.change_since(0)), project.network())
