"""What is wrong with a deployment, and what to do about it."""

from __future__ import annotations

import shutil
import socket
import ssl
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
from sync.server import Database
from sync.server.budget import Budget
from sync.server.condition import database_facts, queue_facts
from sync.server.migrating import newest_revision, revision_of

OLDEST_POSTGRESQL, OLDEST_REDIS = 15, 7
_CERTIFICATE_DAYS = 14
_BACKUP_AGE = timedelta(hours=26)
_TRIAL_DAYS = 40
_FREE_SHARE = 0.1
_QUEUE_SHARE = 0.8
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


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
    yield Finding(
        "database", facts.version >= OLDEST_POSTGRESQL, f"PostgreSQL {facts.version}; {OLDEST_POSTGRESQL} is needed"
    )
    yield Finding(
        "migrations",
        revision == newest_revision(),
        f"form {revision or 'none'}; the newest is {newest_revision()}: networx-server migrate brings it there",
    )
    yield Finding(
        "role",
        not facts.is_unbound,
        "policies bind the server's role"
        if not facts.is_unbound
        else "no policy binds the server's role: give "
        "NETWORX_DATABASE_URL another user; networx-server migrate makes it",
    )
    budget = Budget(api_pool=settings.pool_size, worker_pool=settings.worker_pool_size)
    spare = budget.spare(facts.max_connections)
    yield Finding(
        "connections",
        spare >= 0,
        f"{budget.connections} budgeted of {facts.max_connections}, {max(0, spare)} spare; where that is too few, "
        "lower NETWORX_POOL_SIZE or raise max_connections",
    )


def _queue(settings: ServerSettings) -> Iterator[Finding]:
    facts = queue_facts(settings.redis_url.get_secret_value())
    yield Finding("queue", facts.version >= OLDEST_REDIS, f"Redis {facts.version}; {OLDEST_REDIS} is needed")
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
    trial = last_trial(folder)
    days = (datetime.now(UTC).timestamp() - trial.restored) / 86400
    told = f"it failed: {trial.failure}" if trial.failure else f"{days:.0f} days ago" if trial.restored else "never"
    yield Finding(
        "restoring",
        not trial.failure and days <= _TRIAL_DAYS,
        f"tried {told}; networx-server restore-test tries the newest",
    )
