"""Whether the server lives, and whether it can work."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from server_stub.errors import declared
from server_stub.services import Served
from sync.server.migrating import newest_revision, revision_of

router = APIRouter(prefix="/api", tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """What the server works with answers, too."""

    database: str
    newest: str


@router.get("/health", responses=declared())
async def health() -> Health:
    """Whether the process lives; asks nobody else, and takes no thread, as all of them may be waiting."""
    return Health()


@router.get("/db-status", responses=declared())
def db_status(services: Served) -> Readiness:
    """Whether the database answers and has the newest form; 503 where it does not answer."""
    return Readiness(database=revision_of(services.database), newest=newest_revision())
