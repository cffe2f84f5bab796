"""Places kept for the exchange of versions: asked for today, they say that they are not offered yet."""

from __future__ import annotations

from fastapi import APIRouter

from engine.errors import KnownError
from server_stub.access import Asking
from server_stub.errors import declared
from server_stub.services import Served

router = APIRouter(prefix="/api/projects/{project}", tags=["versions"])


@router.get("/versions", responses=declared(401, 404, 501))
def versions(project: str, caller: Asking, services: Served) -> None:
    """The versions of a project."""
    services.projects.get(caller.account, project)
    raise _not_yet()


@router.post("/versions", responses=declared(401, 404, 501))
def add_version(project: str, caller: Asking, services: Served) -> None:
    """A new version of a project."""
    services.projects.get(caller.account, project)
    raise _not_yet()


@router.get("/snapshot", responses=declared(401, 404, 501))
def snapshot(project: str, caller: Asking, services: Served) -> None:
    """A project as it stands."""
    services.projects.get(caller.account, project)
    raise _not_yet()


def _not_yet() -> KnownError:
    return KnownError("not-offered-yet", "This server does not exchange versions of projects yet.")
