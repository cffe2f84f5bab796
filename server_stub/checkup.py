"""What is wrong with a deployment, and what to do about it."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from engine.errors import KnownError
from server_stub.backups import newest, time_of
from server_stub.certificate import place_of
from server_stub.restoring import last_trial
from server_stub.settings import ServerSettings
from server_stub.workers.confinement import landlock_version
from sync.server import Database
from sync.server.budget import Budget
from sync.server.condition import DatabaseFacts, database_facts, queue_facts
from sync.server.figures import Figures, read_figures
from sync.server.migrating import newest_revision, revision_of
from sync.server.queue import FILES, OPTIMISATION

OLDEST_POSTGRESQL, OLDEST_REDIS = 15, 7
_CERTIFICATE_DAYS = 14
_BACKUP_AGE = timedelta(hours=26)
_TRIAL_DAYS = 40
_FREE_SHARE = 0.1
_QUEUE_SHARE = 0.8
_CLOCKS_APART_S = 5.0
_LEAST_KIB = 19 * 1024  # the least that is advised for argon2id with two passes
_TARGET = "NETWORX_BACKUP_TARGET"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: What it is.
        is_good: Whether it is as it must be.
        message: How it is; where it is not good, also what to do.
    """

    what: str
    is_good: bool
    message: str


def examine(settings: ServerSettings, *, backups: Path | None, authority: str = "") -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding, too.

    Args:
        settings: Of the deployment.
        backups: Where backups are kept; None for not looking.
        authority: File with the certificates to trust at the public address; empty for the system's.
    """
    yield from _guarded("database", lambda: _database(settings))
    yield from _guarded("queue", lambda: _queue(settings))
    yield from _passwords(settings)
    yield from _confinement()
    yield from _guarded("address", lambda: _address(settings, authority))
    yield from _guarded("disk", lambda: _disk(settings.work_dir))
    if backups is not None:
        yield from _guarded("backup", lambda: _backup(backups))


def _guarded(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except KnownError as error:
        yield Finding(what, False, str(error))


def _database(settings: ServerSettings) -> Iterator[Finding]:
    url = settings.database_url.get_secret_value()
    made = Database(url, application="networx-doctor", pool_size=1, certificate=settings.database_certificate)
    with closing(made) as database:
        facts, revision = database_facts(database), revision_of(database)
        figures = read_figures(database) if revision == newest_revision() else None
    yield Finding(
        "database", facts.version >= OLDEST_POSTGRESQL, f"PostgreSQL {facts.version}; {OLDEST_POSTGRESQL} is needed"
    )
    yield Finding(
        "migrations",
        revision == newest_revision(),
        f"form {revision or 'none'}; the newest is {newest_revision()}: networx-server migrate brings it there",
    )
    yield from _rights(facts)
    yield Finding(
        "encryption",
        facts.is_encrypted or facts.is_near,
        "encrypted"
        if facts.is_encrypted
        else "not encrypted, which is for a private network alone: take sslmode=disable out of NETWORX_DATABASE_URL",
    )
    ahead = time.time() - facts.clock
    yield Finding("clock", abs(ahead) <= _CLOCKS_APART_S, f"{ahead:+.1f} s from PostgreSQL's; above 5 set the clocks")
    if figures is not None:
        yield from _working(facts, figures)
    budget = Budget(api_pool=settings.pool_size, worker_pool=settings.worker_pool_size)
    spare = budget.spare(facts.max_connections)
    yield Finding(
        "connections",
        spare >= 0,
        f"{budget.connections} budgeted of {facts.max_connections}, {max(0, spare)} spare; where that is too few, "
        "lower NETWORX_POOL_SIZE or raise max_connections",
    )


def _rights(facts: DatabaseFacts) -> Iterator[Finding]:
    is_bound = not (facts.is_unbound or facts.makes_tables)
    yield Finding(
        "role",
        is_bound,
        "policies bind the server's role, which owns nothing"
        if is_bound
        else "the server's role is a superuser, or owns or makes tables: give NETWORX_DATABASE_URL another user, which "
        "networx-server migrate makes; in a database of an old cluster, REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    )
    yield Finding(
        "policies",
        not facts.open_tables,
        "every table has them"
        if not facts.open_tables
        else f"no policy protects {', '.join(facts.open_tables)}: ALTER TABLE … ENABLE ROW LEVEL SECURITY",
    )


def _working(facts: DatabaseFacts, figures: Figures) -> Iterator[Finding]:
    for queue in (OPTIMISATION, FILES):
        alive = figures.workers.get(queue, 0)
        yield Finding("workers", alive > 0, f"{alive} serve the queue {queue}; where there is none, see their log")
    if facts.archives:
        yield Finding(
            "archive",
            not figures.is_archive_failing,
            "WAL cannot be archived: see the log of PostgreSQL, and room and rights of the volume wal"
            if figures.is_archive_failing
            else "WAL is archived",
        )


def _passwords(settings: ServerSettings) -> Iterator[Finding]:
    yield Finding(
        "passwords",
        settings.password_kib >= _LEAST_KIB,
        f"a hash takes {settings.password_kib:,} KiB; NETWORX_PASSWORD_KIB below {_LEAST_KIB:,} makes guessing cheap",
    )


def _confinement() -> Iterator[Finding]:
    is_there = landlock_version() > 0
    yield Finding(
        "confinement",
        is_there,
        "the kernel keeps readers to their folder"
        if is_there
        else "this kernel has no Landlock, so that a reader of files sees the worker's secrets: take Linux 5.13 or "
        "newer, and a Docker that lets it through",
    )


def _queue(settings: ServerSettings) -> Iterator[Finding]:
    facts = queue_facts(settings.redis_url.get_secret_value())
    yield Finding("queue", facts.version >= OLDEST_REDIS, f"Redis {facts.version}; {OLDEST_REDIS} is needed")
    yield Finding(
        "queue door",
        not facts.takes_anybody,
        "Redis asks for a password"
        if not facts.takes_anybody
        else "Redis takes anybody without a password: use server_stub/deploy/redis/users.acl.template, or requirepass",
    )
    # A managed Redis may not say; then its console does.
    yield Finding(
        "eviction",
        facts.policy in {"noeviction", ""},
        f"maxmemory-policy is {facts.policy or 'not told'}; it has to be noeviction, else runs wait for a lost bell",
    )
    yield Finding(
        "queue memory",
        facts.used_share < _QUEUE_SHARE,
        f"{facts.used_share:.0%} of its memory is used; above {_QUEUE_SHARE:.0%} raise maxmemory",
    )


def _address(settings: ServerSettings, authority: str) -> Iterator[Finding]:
    url = settings.public_url
    address = urlsplit(url)
    is_good = address.scheme == "https" and bool(address.hostname)
    yield Finding("address", is_good, f"NETWORX_PUBLIC_URL is {url}; it has to be https:// and a name")
    if not is_good:
        return
    days = _days_left(str(address.hostname), place_of(url, settings.door), authority)
    yield Finding(
        "certificate",
        days >= _CERTIFICATE_DAYS,
        f"serves {days} more days; below {_CERTIFICATE_DAYS} see the log of certbot: renewal has failed",
    )


def _days_left(name: str, place: tuple[str, int], authority: str) -> int:
    """Days until the certificate ends, which is verified as a client would.

    Raises:
        KnownError: ``address-unreachable``; ``certificate-refused``.
    """
    context = ssl.create_default_context(cafile=authority or None)
    try:
        with (
            socket.create_connection(place, 5) as plain,
            context.wrap_socket(plain, server_hostname=name) as tls,
        ):
            found = tls.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise KnownError(
            "certificate-refused",
            f"Clients refuse the certificate: {error.verify_message}.",
            what_to_do="Get one that is signed for this name; see docs/server.md.",
        ) from error
    except OSError as error:
        raise KnownError(
            "address-unreachable",
            f"{place[0]}:{place[1]} does not answer: {error}.",
            what_to_do="See that nginx runs, and that the name leads to this computer.",
        ) from error
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
    return (ends - datetime.now(UTC)).days


def _disk(folder: Path) -> Iterator[Finding]:
    here = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    usage = shutil.disk_usage(here)
    share = usage.free / usage.total
    yield Finding(
        "disk", share >= _FREE_SHARE, f"{share:.0%} of {here} is free; below {_FREE_SHARE:.0%} make room or grow it"
    )


def _backup(folder: Path) -> Iterator[Finding]:
    age = datetime.now(UTC) - time_of(newest(folder))
    hours = age.total_seconds() / 3600
    yield Finding("backup", age <= _BACKUP_AGE, f"the newest is {hours:.0f} h old; above 26 see the log of the backup")
    target = os.environ.get(_TARGET, "")
    yield Finding("elsewhere", bool(target), target or f"no copy leaves this computer: set {_TARGET}")
    trial = last_trial(folder)
    days = (datetime.now(UTC).timestamp() - trial.restored) / 86400
    told = f"it failed: {trial.failure}" if trial.failure else f"{days:.0f} days ago" if trial.restored else "never"
    yield Finding(
        "restoring",
        not trial.failure and days <= _TRIAL_DAYS,
        f"tried {told}; networx-server restore-test tries the newest",
    )
