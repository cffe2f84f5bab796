"""A child whose every run behaves as the first argument says; see the jobs that misbehave for tests of runs."""

import importlib.util
import sys
from pathlib import Path

from engine.runs.child import serve

_PATH = Path(__file__).parents[1] / "runs" / "jobs_for_tests.py"

if __name__ == "__main__":
    spec = importlib.util.spec_from_file_location("jobs_for_tests", _PATH)
    jobs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(jobs)
    sys.exit(serve({"solve": getattr(jobs, sys.argv[1]), "recover": jobs.recover}))
