"""Invite somebody: prints an invite that serves one time within 72 hours."""

from __future__ import annotations

import argparse
from contextlib import closing

from server_stub.services import make_services
from server_stub.settings import read_settings

HELP = "invite somebody"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("email")
    parser.add_argument("--again", action="store_true", help="a lost password: all devices of the account are refused")


def run(arguments: argparse.Namespace) -> int:
    """Invite."""
    services = make_services(read_settings())
    with closing(services.database):
        print(services.accounts.invite(arguments.email, again=arguments.again))
    return 0
