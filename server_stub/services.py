"""What the routes work with, made once for each API process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from server_stub.news import News
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.accounts import Accounts
from sync.server.blobs import Blobs
from sync.server.devices import Devices
from sync.server.files import Files
from sync.server.passwords import Passwords
from sync.server.projects import Projects
from sync.server.queue import FILES, OPTIMISATION, SharedQueue
from sync.server.runs import ServerRuns


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything behind the routes; safe from any thread.

    Attributes:
        bulk: Held, on the event loop, while many bytes are written to the database: half of the connections are kept
            for all else.
    """

    settings: ServerSettings
    database: Database
    accounts: Accounts
    devices: Devices
    projects: Projects
    blobs: Blobs
    runs: ServerRuns
    news: News
    files: Files
    queue: SharedQueue
    file_queue: SharedQueue
    bulk: asyncio.Semaphore


def make_services(settings: ServerSettings) -> Services:
    """The services of an API process; no connection is opened yet."""
    database = Database(
        settings.database_url.get_secret_value(),
        application="networx-api",
        pool_size=settings.pool_size,
        statement_timeout_s=settings.statement_timeout_s,
        certificate=settings.database_certificate,
    )
    runs = ServerRuns(database, lease_s=settings.lease_s)
    most_bytes = settings.project_gib << 30
    return Services(
        settings=settings,
        database=database,
        accounts=Accounts(database, Passwords(memory_kib=settings.password_kib)),
        devices=Devices(database),
        projects=Projects(database, settings.projects_per_account),
        blobs=Blobs(database, most_bytes),
        runs=runs,
        news=News(runs, database),
        files=Files(database, lease_s=settings.lease_s, most_bytes=most_bytes),
        queue=SharedQueue(settings.redis_url.get_secret_value(), OPTIMISATION),
        file_queue=SharedQueue(settings.redis_url.get_secret_value(), FILES),
        bulk=asyncio.Semaphore(max(1, settings.pool_size // 2)),
    )


async def services_of(request: Request) -> Services:
    """The services of the process that serves a request."""
    found: Services = request.app.state.services
    return found


Served = Annotated[Services, Depends(services_of)]
