"""The doctor finds each thing that is wrong with a deployment, and nothing where all is well."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from server_stub.__main__ import main
from server_stub.backups import make_backup
from server_stub.checkup import Finding, examine
from server_stub.loopback import Redis
from server_stub.restoring import Trial, _keep
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.database import SERVICE
from sync.server.figures import worker_name
from sync.server.queue import FILES, OPTIMISATION

OF_THIS_COMPUTER = {"address", "disk"}  # no nginx stands before these tests, and their disk is what it is
GOOD = {
    "database", "migrations", "role", "policies", "encryption", "clock", "workers", "connections", "queue",
    "queue door", "eviction", "queue memory", "passwords", "confinement", "backup", "elsewhere", "restoring",
}  # fmt: skip


@pytest.fixture
def backups(tmp_path: Path, owner: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a fresh backup that was tried, and is copied elsewhere."""
    folder = tmp_path / "backup"
    made = make_backup(owner, folder)
    now = datetime.now(UTC).timestamp()
    _keep(folder, Trial(file=made.file, tried=now, restored=now, failure=""))
    monkeypatch.setenv("NETWORX_BACKUP_TARGET", "elsewhere:backups")
    return folder


@pytest.fixture
def _workers(settings: ServerSettings) -> Iterator[None]:
    """Connections as workers of both queues hold them."""
    url = settings.database_url.get_secret_value()
    made = [Database(url, application=worker_name(queue, "one"), pool_size=1) for queue in (OPTIMISATION, FILES)]
    for each in made:
        each.warm()
    yield
    for each in made:
        each.close()


@pytest.fixture
def well(settings: ServerSettings) -> ServerSettings:
    """Settings as a deployment has them."""
    return settings.model_copy(update={"password_kib": 46 * 1024})


def found(settings: ServerSettings, backups: Path | None = None) -> dict[str, Finding]:
    """The worst finding of each name."""
    findings = sorted(examine(settings, backups=backups), key=lambda finding: not finding.is_good)
    return {finding.what: finding for finding in findings}


def wrong(settings: ServerSettings, backups: Path | None = None) -> set[str]:
    """Names of what is not good."""
    return {what for what, finding in found(settings, backups).items() if not finding.is_good} - OF_THIS_COMPUTER


@pytest.mark.usefixtures("_workers")
def test_that_a_server_that_is_well_has_nothing_wrong(well: ServerSettings, backups: Path) -> None:
    assert wrong(well, backups) == set()
    assert set(found(well, backups)) == GOOD | OF_THIS_COMPUTER


@pytest.mark.usefixtures("_workers")
@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("ALTER TABLE invites DISABLE ROW LEVEL SECURITY", "policies"),
        ("CREATE TABLE forgotten (x int)", "policies"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "role"),
        ("ALTER TABLE projects OWNER TO networx_app", "role"),
        ("UPDATE alembic_version SET version_num = '0001'", "migrations"),
    ],
)
def test_that_a_database_that_was_changed_is_seen(
    change: str, what: str, well: ServerSettings, owner: Database
) -> None:
    with owner.transaction(SERVICE) as connection:
        connection.execute(text(change))
    assert wrong(well) == {what}


@pytest.mark.usefixtures("_workers")
def test_that_a_server_that_connects_as_the_owner_is_seen(well: ServerSettings) -> None:
    assert wrong(well.model_copy(update={"database_url": well.database_owner_url})) == {"role"}


def test_that_workers_that_are_missing_are_seen(well: ServerSettings) -> None:
    assert wrong(well) == {"workers"}


@pytest.mark.usefixtures("_workers")
@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"password_kib": 64}, "passwords"),
        ({"pool_size": 40}, "connections"),
        ({"public_url": "http://networx.example.com"}, "address"),
        ({"public_url": "https://"}, "address"),
    ],
)
def test_that_a_setting_that_is_wrong_is_seen(changes: dict[str, object], what: str, well: ServerSettings) -> None:
    changed = found(well.model_copy(update=changes))
    assert not changed[what].is_good
    assert wrong(well.model_copy(update=changes)) <= {what}


@pytest.mark.usefixtures("_workers")
def test_that_a_redis_that_takes_anybody_is_seen(well: ServerSettings, redis: Redis, server_folder: Path) -> None:
    class Open(Redis):
        def command(self) -> list[str]:
            return [word for word in super().command() if word not in ("--requirepass", self.password)]

        @property
        def url(self) -> str:
            return f"redis://127.0.0.1:{self.port}/0"

    server = Open(server_folder / "open")
    server.start()
    try:
        secret = type(well.redis_url)(server.url)
        assert wrong(well.model_copy(update={"redis_url": secret})) == {"queue door"}
    finally:
        server.stop()


@pytest.mark.usefixtures("_workers")
@pytest.mark.parametrize("what", ["elsewhere", "restoring", "backup"])
def test_that_a_backup_that_is_not_enough_is_seen(
    what: str, well: ServerSettings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil: dict[str, Callable[[], object]] = {
        "elsewhere": lambda: monkeypatch.delenv("NETWORX_BACKUP_TARGET"),
        "restoring": (backups / "restore-test.json").unlink,
        "backup": lambda: [path.unlink() for path in backups.glob("*.dump.json")],
    }
    spoil[what]()
    assert wrong(well, backups) == {what}


def test_that_the_command_tells_all_of_it(
    settings: ServerSettings, backups: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("database_url", "redis_url"):
        monkeypatch.setenv(f"NETWORX_{name.upper()}", getattr(settings, name).get_secret_value())
    assert main(["doctor", "--backups", str(backups)]) == 1
    printed = capsys.readouterr().out
    assert "good policies" in printed
    assert "BAD  workers" in printed
    assert settings.database_url.get_secret_value() not in printed
