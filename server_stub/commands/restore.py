"""Put a backup in the place of the database, which is kept under another name; also on a new, empty server."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from server_stub.backups import newest
from server_stub.loopback.programs import program
from server_stub.owner import connect_as_owner
from server_stub.settings import read_settings
from sync.server.dumps import Manifest, restore_over
from sync.server.migrating import migrate

HELP = "put a backup in the place of the database"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--folder", type=Path, default=Path("/backup"), help="where backups are kept")
    parser.add_argument("--dump", default="", help="file name of the one to take; the newest without it")


def run(arguments: argparse.Namespace) -> int:
    """Restore, bring it to the newest form, and give the server's role its rights."""
    folder: Path = arguments.folder
    manifest = Manifest.read(folder / f"{arguments.dump}.json") if arguments.dump else newest(folder)
    with closing(connect_as_owner("networx-restore")) as owner:
        before = restore_over(owner, program, folder, manifest)
        migrate(owner, read_settings().database_url.get_secret_value())
    print(f"{manifest.file} is restored: {sum(manifest.counts.values()):,} rows")
    if before:
        print(f"what was there before is the database {before}; drop it when you miss nothing")
    return 0
