"""A process of the server whose thread has a defect."""

import signal
import subprocess
import sys

_PROCESS = """
import threading
from server_stub.dead_threads import end_with_any_thread

def look_after_runs():
    {does}

end_with_any_thread()
thread = threading.Thread(target=look_after_runs, name="reaping")
thread.start()
thread.join()
print("the process goes on", flush=True)
{then}
"""


def _ended(does: str, then: str) -> subprocess.CompletedProcess[str]:
    program = _PROCESS.format(does=does, then=then)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_that_a_process_ends_with_a_thread_that_has_a_defect_and_says_why():
    ended = _ended("raise RuntimeError('the table is on its head')", "threading.Event().wait()")
    assert ended.returncode == -signal.SIGTERM
    assert "thread reaping has ended by a defect" in ended.stderr
    assert "the table is on its head" in ended.stderr


def test_that_a_process_outlives_a_thread_that_is_done():
    ended = _ended("raise SystemExit", "")
    assert (ended.returncode, ended.stdout.strip()) == (0, "the process goes on")
