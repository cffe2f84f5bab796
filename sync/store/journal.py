"""The journal: every change set of a project with its number, author, time and origin; it only ever grows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.engine import Row

from engine.changes import ChangeSet, Counts, decode, encode
from engine.errors import KnownError
from sync.store.tables import JOURNAL

FIRST_ROWS = "First rows"
"""What the change is called with which a project was made."""


class Origin(StrEnum):
    """What brought a change about."""

    EDIT = "edit"
    IMPORT = "import"
    SCENARIO = "scenario"
    UNDO = "undo"
    REDO = "redo"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change of the project's tables.

    Attributes:
        version: Number of the change, from 1 without gaps; the project's version after it.
        created: UTC time, ISO 8601 with microseconds.
        author: Who made it.
        origin: What brought it about.
        label: What it is called in the list of undo and in the history.
        target: Version that an undo takes back or a redo brings back; None for others.
        counts: Rows inserted, updated and deleted, by table.
    """

    version: int
    created: str
    author: str
    origin: Origin
    label: str
    target: int | None
    counts: Mapping[str, Counts]


def append_entry(
    connection: Connection, change_set: ChangeSet, *, author: str, origin: Origin, label: str, target: int | None
) -> JournalEntry:
    """Write a change set to the journal inside the transaction that carries it out."""
    entry = JournalEntry(
        version=head(connection) + 1,
        created=datetime.now(UTC).isoformat(timespec="microseconds"),
        author=author,
        origin=origin,
        label=label,
        target=target,
        counts=change_set.counts(),
    )
    counts = {name: asdict(count) for name, count in entry.counts.items()}
    row = {name: getattr(entry, name) for name in ("version", "created", "author", "label", "target")}
    row |= {"origin": origin.value, "counts": json.dumps(counts), "change": encode(change_set)}
    connection.execute(insert(JOURNAL), [row])
    return entry


def head(connection: Connection) -> int:
    """Version of the newest entry; 0 for a project that was never changed."""
    return int(connection.execute(select(func.coalesce(func.max(JOURNAL.c.version), 0))).scalar_one())


def entries(connection: Connection) -> list[JournalEntry]:
    """All entries, the oldest first, without their change sets."""
    columns = [column for column in JOURNAL.c if column.name != "change"]
    return [_entry(row) for row in connection.execute(select(*columns).order_by(JOURNAL.c.version))]


def change_of(connection: Connection, version: int) -> ChangeSet:
    """The change set of a version.

    Raises:
        KnownError: ``version-unknown``; the change set is damaged or of a newer version of the product.
    """
    content = connection.execute(select(JOURNAL.c.change).where(JOURNAL.c.version == version)).scalar()
    if content is None:
        raise KnownError("version-unknown", f"There is no version {version}.")
    return decode(content)


def label_of(connection: Connection, version: int) -> str:
    """What a version is called."""
    return str(connection.execute(select(JOURNAL.c.label).where(JOURNAL.c.version == version)).scalar_one())


def steps(connection: Connection) -> tuple[list[int], list[int]]:
    """Versions that can be undone and redone, the next one last.

    An undo names the version that it takes back, a redo the one that it brings back; any other change ends what could
    be brought back.
    """
    undo: list[int] = []
    redo: list[int] = []
    rows = connection.execute(select(JOURNAL.c.version, JOURNAL.c.origin).order_by(JOURNAL.c.version))
    for version, origin in rows:
        if origin == Origin.UNDO:
            redo.append(undo.pop())
        elif origin == Origin.REDO:
            undo.append(redo.pop())
        else:
            undo.append(version)
            redo.clear()
    return undo, redo


def _entry(row: Row[tuple[object, ...]]) -> JournalEntry:
    counts = {name: Counts(**count) for name, count in json.loads(row.counts).items()}
    return JournalEntry(row.version, row.created, row.author, Origin(row.origin), row.label, row.target, counts)
