"""Restore the newest backup into a database of its own, compare every table, and drop it again."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from server_stub.owner import connect_as_owner
from server_stub.restoring import try_newest

HELP = "prove that the newest backup can be restored"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--folder", type=Path, default=Path("/backup"), help="where backups are kept")


def run(arguments: argparse.Namespace) -> int:
    """Try it."""
    with closing(connect_as_owner("networx-restore")) as owner:
        manifest = try_newest(owner, arguments.folder)
    print(f"{manifest.file} restores: {len(manifest.counts)} tables, {sum(manifest.counts.values()):,} rows")
    return 0
