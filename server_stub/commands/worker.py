"""Work until stopped; any number of workers on any number of machines share a queue."""

from __future__ import annotations

import argparse

from server_stub.dead_threads import end_with_any_thread
from server_stub.logs import configure_logs
from server_stub.settings import read_settings
from sync.server.queue import FILES, OPTIMISATION

HELP = "compute runs, or read files"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--queue", choices=(OPTIMISATION, FILES), default=OPTIMISATION)


def run(arguments: argparse.Namespace) -> int:
    """Work."""
    settings = read_settings()
    configure_logs(settings.log_level)
    end_with_any_thread()
    # What the one needs is not loaded for the other: the memory of a worker for files is for its readers.
    if arguments.queue == FILES:
        from server_stub.workers import files

        return files.work(settings)
    from server_stub.workers import optimisation

    return optimisation.work(settings)
