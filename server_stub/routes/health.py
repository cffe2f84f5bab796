"""Whether the server lives, and whether it can work."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.errors import KnownError
from engine.runs.record import RunStatus
from server_stub.errors import declared
from server_stub.services import Served
from sync.protocol import OLDEST, SPOKEN
from sync.server.migrating import newest_revision, revision_of

router = APIRouter(prefix="/api", tags=["health"])


class Protocol(BaseModel):
    """Versions of the protocol, see `sync.protocol`."""

    spoken: int = Field(default=SPOKEN, description="What this server speaks.")
    oldest: int = Field(default=OLDEST, description="The oldest that an application may speak to it.")


class Health(BaseModel):
    """The process answers; an application can tell from it whether the two understand each other."""

    status: Literal["alive"] = "alive"
    version: str = Field(default=version("networx-essentials"), description="Of the product.")
    protocol: Protocol = Protocol()


class Readiness(BaseModel):
    """The database answers and has the newest form; without its bell the server works on, only slower."""

    form: str
    bell: Literal["rings", "silent"]
    queued: int
    running: int
    waiting_s: float = Field(description="How long the run that waits longest has waited, in seconds.")


@router.get("/health", responses=declared())
async def health() -> Health:
    """Whether the process lives; asks nobody else, and takes no thread, as all of them may be waiting."""
    return Health()


@router.get("/db-status", responses=declared())
def db_status(services: Served) -> Readiness:
    """Whether the server can work; 503 where its database does not answer, or has another form than it needs."""
    form = revision_of(services.database)
    if form != newest_revision():
        raise KnownError(
            "database-outdated",
            f"The database has form {form or 'none'}; this server needs {newest_revision()}.",
            what_to_do="Run `networx-server migrate` of the same version.",
        )
    counts = services.runs.counts()
    return Readiness(
        form=form,
        bell=_bell(services),
        queued=counts.get(RunStatus.QUEUED.value, 0),
        running=counts.get(RunStatus.RUNNING.value, 0),
        waiting_s=services.runs.oldest_waiting_s(),
    )


def _bell(services: Served) -> Literal["rings", "silent"]:
    try:
        services.queue.pending()
    except KnownError:
        return "silent"
    return "rings"
