"""Projects and their members."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from server_stub.access import Asking
from server_stub.errors import declared
from server_stub.services import Served
from sync.server.projects import Role, SharedProject

router = APIRouter(prefix="/api/projects", tags=["projects"])

_Line = Annotated[str, StringConstraints(min_length=1, max_length=320)]


class ProjectName(BaseModel):
    """What a new project is called."""

    name: _Line


class ProjectEntry(BaseModel):
    """A project, and what the account may do in it."""

    id: str
    name: str
    role: Role


class MemberEntry(BaseModel):
    """A member of a project."""

    account: str
    email: str
    name: str
    role: Role


class Membership(BaseModel):
    """Who is to be a member, as what."""

    email: _Line
    role: Role


@router.get("", responses=declared(401))
def projects(caller: Asking, services: Served) -> list[ProjectEntry]:
    """The projects that the account is a member of."""
    return [_entry(project) for project in services.projects.of(caller.account)]


@router.post("", status_code=201, responses=declared(401, 409))
def create(body: ProjectName, caller: Asking, services: Served) -> ProjectEntry:
    """Make a project; the account owns it."""
    return _entry(services.projects.create(caller.account, body.name))


@router.get("/{project}", responses=declared(401, 404))
def project(project: str, caller: Asking, services: Served) -> ProjectEntry:
    """One project."""
    return _entry(services.projects.get(caller.account, project))


@router.get("/{project}/members", responses=declared(401, 404))
def members(project: str, caller: Asking, services: Served) -> list[MemberEntry]:
    """The members of a project."""
    return [
        MemberEntry(account=member.account, email=member.email, name=member.name, role=member.role)
        for member in services.projects.members(caller.account, project)
    ]


@router.put("/{project}/members", status_code=204, responses=declared(401, 403, 404, 409))
def set_member(project: str, body: Membership, caller: Asking, services: Served) -> None:
    """Make somebody a member, or give a member another role; for owners."""
    services.projects.set_member(caller.account, project, body.email, body.role)


@router.delete("/{project}/members/{account}", status_code=204, responses=declared(401, 403, 404, 409))
def remove_member(project: str, account: str, caller: Asking, services: Served) -> None:
    """Take a membership away; for owners."""
    services.projects.remove_member(caller.account, project, account)


def _entry(project: SharedProject) -> ProjectEntry:
    return ProjectEntry(id=project.id, name=project.name, role=project.role)
