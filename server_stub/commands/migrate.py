"""Make the database, or bring it to the newest form; harmless when it has that already."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from engine.errors import KnownError
from server_stub.settings import read_settings
from sync.server import Database
from sync.server.migrating import migrate, revision_of

HELP = "make the database or bring it to the newest form"


def add(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Migrate."""
    settings = read_settings()
    url = settings.database_owner_url.get_secret_value()
    if not url:
        raise KnownError(
            "settings-unusable",
            "The owner of the tables is not known.",
            what_to_do="Set NETWORX_DATABASE_OWNER_URL, for this command alone.",
        )
    made = Database(url, application="networx-migrate", pool_size=1, certificate=settings.database_certificate)
    with closing(made) as owner:
        migrate(owner, settings.database_url.get_secret_value())
        print(f"the database has form {revision_of(owner)}", file=sys.stderr)
    return 0
