"""Back the database up: a dump with a manifest, a copy of the cluster for restoring any moment, all of it off-host."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from engine.errors import KnownError
from server_stub.backups import copy_off, forget_old, make_backup, wait_until
from server_stub.owner import connect_as_owner
from server_stub.restoring import is_due, try_newest

HELP = "back the database up"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--folder", type=Path, default=Path("/backup"), help="where backups are kept")
    parser.add_argument("--keep", type=int, default=14, help="how many stay")
    parser.add_argument("--base", action="store_true", help="copy the cluster's files, too")
    parser.add_argument("--wal", type=Path, default=None, help="where PostgreSQL archives its WAL")
    parser.add_argument("--target", default="", help="another computer, for rsync, or a mounted folder")
    parser.add_argument(
        "--restore-test-days", type=int, default=0, help="restore the newest after so many days again; 0 for never"
    )
    parser.add_argument("--at", default="", metavar="HH:MM", help="stay, and do it every day at this time (UTC)")


def run(arguments: argparse.Namespace) -> int:
    """Back up, once or every day."""
    if not arguments.at:
        _back_up(arguments)
        _try_restore(arguments)
        return 0
    while True:
        wait_until(arguments.at)
        for step in (_back_up, _try_restore):
            try:
                step(arguments)
            except KnownError as error:  # tomorrow it is tried again; age and failure of what is there raise alerts
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


def _try_restore(arguments: argparse.Namespace) -> None:
    days = arguments.restore_test_days
    if days > 0 and is_due(arguments.folder, timedelta(days=days)):
        with closing(connect_as_owner("networx-restore")) as owner:
            manifest = try_newest(owner, arguments.folder)
        print(f"{manifest.file} restores", flush=True)
