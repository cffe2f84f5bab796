"""Look at settings, database, queue, certificate, disk and backups; says what is wrong and what to do."""

from __future__ import annotations

import argparse
from pathlib import Path

from server_stub.checkup import examine
from server_stub.settings import read_settings

HELP = "say what is wrong with this deployment"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--backups", type=Path, default=None, help="where backups are kept, to see how old they are")
    parser.add_argument("--authority", default="", help="certificates to trust; the system's without it")


def run(arguments: argparse.Namespace) -> int:
    """Examine; 1 where something is wrong."""
    findings = list(examine(read_settings(), backups=arguments.backups, authority=arguments.authority))
    for found in findings:
        print(f"{'good' if found.is_good else 'BAD ':<5}{found.what:<14}{found.message}")
    return 0 if all(found.is_good for found in findings) else 1
