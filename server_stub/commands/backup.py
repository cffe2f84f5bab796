"""Back the database up: a dump with a manifest, a copy of the cluster for restoring any moment, all of it off-host."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from engine.errors import KnownError
from server_stub.backups import copy_off, forget_old, make_backup, wait_until
from server_stub.owner import connect_as_owner

HELP = "back the database up"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--folder", type=Path, default=Path("/backup"), help="where backups are kept")
    parser.add_argument("--keep", type=int, default=14, help="how many stay")
    parser.add_argument("--base", action="store_true", help="copy the cluster's files, too")
    parser.add_argument("--wal", type=Path, default=None, help="where PostgreSQL archives its WAL")
    parser.add_argument("--target", default="", help="another computer, for rsync, or a mounted folder")
    parser.add_argument("--at", default="", metavar="HH:MM", help="stay, and do it every day at this time (UTC)")


def run(arguments: argparse.Namespace) -> int:
    """Back up, once or every day."""
    if not arguments.at:
        _back_up(arguments)
        return 0
    while True:
        wait_until(arguments.at)
        try:
            _back_up(arguments)
        except KnownError as error:  # tomorrow it is tried again; the age of the newest backup raises the alert
            print(f"networx-server backup: {error}", file=sys.stderr, flush=True)


def _back_up(arguments: argparse.Namespace) -> None:
    with closing(connect_as_owner("networx-backup")) as owner:
        manifest = make_backup(owner, arguments.folder, with_base=arguments.base)
    forget_old(arguments.folder, max(1, arguments.keep), arguments.wal)
    if arguments.target:
        copy_off(arguments.folder, arguments.target)
        if arguments.wal is not None:
            copy_off(arguments.wal, arguments.target)
    print(f"{manifest.file}: {manifest.size:,} bytes, {sum(manifest.counts.values()):,} rows", flush=True)
