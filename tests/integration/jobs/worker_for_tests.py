"""A worker process whose children misbehave: BEHAVIOUR FOLDER [options of a worker]."""

import sys
from pathlib import Path

from sync.jobs.worker import main

_CHILD = str(Path(__file__).with_name("misbehaving_child.py"))

if __name__ == "__main__":
    behaviour = sys.argv[1]
    sys.exit(main(sys.argv[2:], lambda: [sys.executable, _CHILD, behaviour]))
