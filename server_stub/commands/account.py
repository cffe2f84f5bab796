"""Disable somebody's account, at once and with all devices, or enable it again."""

from __future__ import annotations

import argparse
from contextlib import closing

from server_stub.services import make_services
from server_stub.settings import read_settings

HELP = "disable or enable an account"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("email")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--disable", dest="is_disabled", action="store_true", help="nobody signs in with it")
    wanted.add_argument("--enable", dest="is_disabled", action="store_false", help="devices have to sign in again")


def run(arguments: argparse.Namespace) -> int:
    """Disable or enable."""
    services = make_services(read_settings())
    with closing(services.database):
        services.accounts.set_disabled(arguments.email, is_disabled=arguments.is_disabled)
    return 0
