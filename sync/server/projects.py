"""Projects and their members; the one place that says who may see and do what."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select, update

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.devices import usable_name
from sync.server.tables import ACCOUNTS, MEMBERS, PROJECTS


class Role(StrEnum):
    """What a member may do: read; read and write; also decide who else may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what another may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedProject:
    """A project as a member sees it."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a project."""

    account: str
    email: str
    name: str
    role: Role


class Projects:
    """Projects in the server's database; safe from any thread."""

    def __init__(self, database: Database, most_owned: int = 0) -> None:
        """Use a database.

        Args:
            database: With the newest form.
            most_owned: Projects that an account may own when it makes one more; 0 for any number.
        """
        self._database = database
        self._most_owned = most_owned

    def create(self, account: str, name: str) -> SharedProject:
        """A new project with its owner.

        Raises:
            KnownError: ``name-unusable``; ``too-many-projects``.
        """
        named = usable_name(name, "name")
        project = secrets.token_hex(16)
        owned = select(func.count()).where(MEMBERS.c.account == account, MEMBERS.c.role == Role.OWNER.value)
        with self._database.transaction(SERVICE) as connection:
            # Its projects are counted while nobody else makes one for it.
            connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account).with_for_update(key_share=True))
            if self._most_owned and connection.execute(owned).scalar_one() >= self._most_owned:
                raise KnownError(
                    "too-many-projects",
                    f"Your account owns {self._most_owned:,} projects already.",
                    what_to_do="Use one of them, give one to somebody else, or ask the operator of the server for more "
                    "(NETWORX_PROJECTS_PER_ACCOUNT).",
                )
            connection.execute(insert(PROJECTS).values(id=project, name=named))
            connection.execute(insert(MEMBERS).values(project=project, account=account, role=Role.OWNER.value))
        return SharedProject(id=project, name=named, role=Role.OWNER)

    def of(self, account: str) -> list[SharedProject]:
        """The projects that an account is a member of, by name."""
        found = (
            select(PROJECTS.c.id, PROJECTS.c.name, MEMBERS.c.role)
            .join(MEMBERS, MEMBERS.c.project == PROJECTS.c.id)
            .where(MEMBERS.c.account == account)
            .order_by(func.lower(PROJECTS.c.name), PROJECTS.c.id)
        )
        with self._database.transaction(account) as connection:
            return [SharedProject(id=key, name=name, role=Role(role)) for key, name, role in connection.execute(found)]

    def get(self, account: str, project: str, needed: Role = Role.VIEWER) -> SharedProject:
        """A project, for a member whose role covers what is needed.

        Raises:
            KnownError: ``project-unknown`` also for those who are no members; ``role-too-low``.
        """
        with self._database.transaction(account) as connection:
            return shared(connection, account, project, needed)

    def members(self, account: str, project: str) -> list[Member]:
        """The members of a project, by name.

        Raises:
            KnownError: See `get`.
        """
        found = (
            select(ACCOUNTS.c.id, ACCOUNTS.c.email, ACCOUNTS.c.name, MEMBERS.c.role)
            .join(MEMBERS, MEMBERS.c.account == ACCOUNTS.c.id)
            .where(MEMBERS.c.project == project)
            .order_by(func.lower(ACCOUNTS.c.name), ACCOUNTS.c.id)
        )
        with self._database.transaction(account) as connection:
            shared(connection, account, project, Role.VIEWER)
            return [
                Member(account=key, email=email, name=name, role=Role(role))
                for key, email, name, role in connection.execute(found)
            ]

    def set_member(self, account: str, project: str, email: str, role: Role) -> None:
        """Make somebody with an account a member, or give a member another role.

        Raises:
            KnownError: See `get`; ``account-unknown``; ``last-owner``.
        """
        with self._changing(account, project) as connection:
            address = email.strip().lower()
            # Row-level security hides whom one shares no project with.
            other = connection.execute(select(func.networx_account_of(address))).scalar()
            if other is None:
                raise KnownError(
                    "account-unknown", f"{address} has no account here.", where="email", what_to_do="Invite them first."
                )
            if role is not Role.OWNER:
                _keep_an_owner(connection, project, other)
            changed = connection.execute(
                update(MEMBERS).where(MEMBERS.c.project == project, MEMBERS.c.account == other).values(role=role.value)
            )
            if changed.rowcount == 0:
                connection.execute(insert(MEMBERS).values(project=project, account=other, role=role.value))

    def remove_member(self, account: str, project: str, other: str) -> None:
        """Take a membership away; whoever had it sees nothing of the project from then on.

        Raises:
            KnownError: See `get`; ``member-unknown``; ``last-owner``.
        """
        with self._changing(account, project) as connection:
            _keep_an_owner(connection, project, other)
            removed = connection.execute(
                delete(MEMBERS).where(MEMBERS.c.project == project, MEMBERS.c.account == other)
            )
            if removed.rowcount == 0:
                raise KnownError("member-unknown", "This is no member of the project.", where="account")

    @contextmanager
    def _changing(self, account: str, project: str) -> Iterator[Connection]:
        """A transaction of an owner that holds the project, so that two of them cannot remove each other."""
        with self._database.transaction(account) as connection:
            connection.execute(select(PROJECTS.c.id).where(PROJECTS.c.id == project).with_for_update())
            shared(connection, account, project, Role.OWNER)
            yield connection


def shared(connection: Connection, account: str, project: str, needed: Role) -> SharedProject:
    """The project, where the account's role in it covers what is needed; every module asks here.

    Raises:
        KnownError: ``project-unknown`` also for those who are no members; ``role-too-low``.
    """
    found = (
        select(PROJECTS.c.name, MEMBERS.c.role)
        .join(MEMBERS, MEMBERS.c.project == PROJECTS.c.id)
        .where(PROJECTS.c.id == project, MEMBERS.c.account == account)
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        raise KnownError("project-unknown", "There is no such project among yours.", where="project")
    role = Role(row.role)
    if not role.covers(needed):
        raise KnownError(
            "role-too-low",
            f"This takes the role {needed.value}; yours is {role.value}.",
            where="project",
            what_to_do="Ask an owner of the project.",
        )
    return SharedProject(id=project, name=row.name, role=role)


def _keep_an_owner(connection: Connection, project: str, leaving: str) -> None:
    """Refuse where nobody would own the project without that one."""
    found = select(MEMBERS.c.account).where(MEMBERS.c.project == project, MEMBERS.c.role == Role.OWNER.value)
    if connection.execute(found).scalars().all() == [leaving]:
        raise KnownError(
            "last-owner",
            "A project has at least one owner.",
            where="role",
            what_to_do="Make another member its owner first.",
        )
