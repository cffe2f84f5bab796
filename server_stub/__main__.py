"""`networx-server`: the server's processes and what its operator does."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from engine.errors import KnownError

COMMANDS = ("api", "worker", "migrate", "invite", "account", "doctor", "backup", "restore", "restore-test")
"""Modules of `server_stub.commands`; each has ``HELP``, ``add(parser)`` and ``run(arguments) -> exit code``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; 2 where it cannot be, with the reason on standard error."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="networx-server", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    # What one command needs is not loaded for another: the container of the migration has no room for the engine.
    for name in [name for name in COMMANDS if name in words[:1]] or COMMANDS:
        module = importlib.import_module(f"server_stub.commands.{name.replace('-', '_')}")
        own = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add(own)
        own.set_defaults(run=module.run)
    asked = parser.parse_args(words)
    try:
        return int(asked.run(asked))
    except KnownError as error:
        print(f"networx-server {asked.command}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
