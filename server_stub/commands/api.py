"""Serve HTTP until stopped; nginx stands in front."""

from __future__ import annotations

import argparse

import uvicorn

from server_stub.app import create_app
from server_stub.dead_threads import end_with_any_thread
from server_stub.logs import configure_logs
from server_stub.settings import read_settings

HELP = "serve HTTP"
_GRACE_S = 10


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(arguments: argparse.Namespace) -> int:
    """Serve."""
    settings = read_settings()
    configure_logs(settings.log_level)
    end_with_any_thread()
    uvicorn.run(
        create_app(settings),
        host=arguments.host,
        port=arguments.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="*",  # only nginx reaches this port
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE_S,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return 0
