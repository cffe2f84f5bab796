"""The HTTP interface put together."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from engine.errors import KnownError
from server_stub.errors import add_handlers
from server_stub.limits import Limits
from server_stub.monitoring import Metrics, Watched
from server_stub.reaping import Reaping
from server_stub.routes import ROUTERS
from server_stub.services import make_services
from server_stub.settings import ServerSettings
from server_stub.speaking import Speaking
from server_stub.standing import Standing
from sync.server.retention import Keeping

_LOG = logging.getLogger(__name__)


def create_app(settings: ServerSettings) -> FastAPI:
    """The application of one API process.

    Args:
        settings: Where its database and queue are, and its limits.
    """
    services = make_services(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        reaping = Reaping(services.runs, services.queue, services.database, _keeping(settings))
        reaping.start()
        try:
            await run_in_threadpool(services.database.warm)
        except KnownError as error:  # requests open what they need, once it is back
            _LOG.warning("the connections to the database could not be opened yet: %s", error)
        # What was made so far stays to the end; a full collection would look through it for 80 ms, and all would wait.
        gc.collect()
        gc.freeze()
        yield
        reaping.stop()
        services.queue.close()
        services.file_queue.close()
        services.database.close()

    app = FastAPI(
        title="NetWORX Essentials server",
        version=version("networx-essentials"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    app.state.services = services
    app.state.metrics = metrics = Metrics()
    metrics.registry.register(Standing(services))
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(Speaking)
    app.add_middleware(Watched, metrics=metrics)
    add_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


def _keeping(settings: ServerSettings) -> Keeping:
    return Keeping(
        results=settings.keep_runs_days, stories=settings.keep_stories_days, records=settings.keep_records_days
    )
