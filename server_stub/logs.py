"""Logs: one JSON object a line, with the ids of request, run and account, and never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, Any

import structlog
from structlog.types import EventDict, Processor

HIDDEN = "[hidden]"
QUIETER = ("httpx", "httpcore", "huey", "uvicorn.access")
"""What these say of each request or message is said by the server's own line already."""

_ABOUT: ContextVar[dict[str, str] | None] = ContextVar("about", default=None)
_SECRET_NAMES = re.compile(r"password|token|secret|authorization|invite|cookie|database_url|redis_url", re.IGNORECASE)
_SECRET_TEXTS = (
    (re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"""(?i)(["']?\b\w*(?:password|token|secret|invite)\w*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;}&]+)"""
        ),
        rf"\1{HIDDEN}",
    ),
)
_RUN = re.compile(r"\brun (\d{8}-\d{6}-[0-9a-f]{8})\b")


def configure_logs(level: str, stream: IO[str] | None = None) -> None:
    """Write what this process logs, by whatever library, as lines of JSON.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        stream: Where to; standard error where it is not said.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        _with_ids,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_secrets,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIETER:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def logging_about(**ids: str) -> Iterator[dict[str, str]]:
    """What is logged inside, in threads that are started from here, too, carries these ids, and those added later."""
    about = dict(ids)
    before = _ABOUT.set(about)
    try:
        yield about
    finally:
        _ABOUT.reset(before)


def note(**ids: str) -> None:
    """Add ids to what is logged about the request under way; nothing where there is none."""
    about = _ABOUT.get()
    if about is not None:
        about.update(ids)


def _with_ids(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event.update(_ABOUT.get() or {})
    found = _RUN.search(str(event.get("event", "")))
    if found:
        event.setdefault("run", found[1])
    return event


def _without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: HIDDEN if _SECRET_NAMES.search(name) else _cleaned(value) for name, value in event.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: HIDDEN if _SECRET_NAMES.search(str(key)) else _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return text
