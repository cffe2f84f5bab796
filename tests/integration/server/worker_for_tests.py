"""A worker of the server whose children behave as the first argument says; see the jobs that misbehave."""

import logging
import sys
from pathlib import Path

from server_stub.settings import read_settings
from server_stub.workers.optimisation import work

_CHILD = Path(__file__).parents[1] / "jobs" / "misbehaving_child.py"

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(work(read_settings(), lambda: [sys.executable, str(_CHILD), sys.argv[1]]))
