"""Who may still hear what runs tell: one question for everybody who listens to a process."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from sync.server.database import SERVICE, Database
from sync.server.devices import usable, utc_now
from sync.server.run_tables import RUNS
from sync.server.tables import ACCOUNTS, DEVICES, MEMBERS


class Hearing(NamedTuple):
    """A device that listens to a run."""

    device: str
    run: str


def admitted(database: Database, hearings: Collection[Hearing]) -> set[Hearing]:
    """Those whose device is signed in and whose account is a member of the run's project, at this moment.

    Raises:
        KnownError: ``database-unavailable``; ``database-busy``.
    """
    columns = [bindparam(name, type_=ARRAY(Text)) for name in Hearing._fields]
    asked = func.unnest(*columns).table_valued(*Hearing._fields, name="asked").render_derived()
    found = (
        select(asked.c.device, asked.c.run)
        .join(DEVICES, DEVICES.c.id == asked.c.device)
        .join(ACCOUNTS, ACCOUNTS.c.id == DEVICES.c.account)
        .join(RUNS, RUNS.c.run == asked.c.run)
        .join(MEMBERS, (MEMBERS.c.project == RUNS.c.project) & (MEMBERS.c.account == ACCOUNTS.c.id))
        .where(usable(utc_now()), ACCOUNTS.c.disabled.is_(False))
    )
    values = {name: [getattr(hearing, name) for hearing in hearings] for name in Hearing._fields}
    with database.transaction(SERVICE) as connection:
        return {Hearing(*row) for row in connection.execute(found, values)}
