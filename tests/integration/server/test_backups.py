"""Backups are made, kept, copied off and restored; what is damaged or missing is said."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from engine.errors import KnownError
from server_stub.__main__ import main
from server_stub.backups import copy_off, forget_old, make_backup, newest, seconds_until, time_of
from server_stub.loopback import PostgreSQL
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import archive_command
from server_stub.restoring import is_due, last_trial, try_newest
from server_stub.services import Services
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.database import SERVICE
from sync.server.dumps import SCRATCH, Manifest, restore_over
from sync.server.figures import read_figures
from sync.server.migrating import migrate
from tests.integration.server.conftest import administration
from tests.patience import until


@pytest.fixture
def folder(tmp_path: Path, owner: Database, services: Services) -> Path:
    """A folder with one backup of a database with an invite in it."""
    services.accounts.invite("ann@example.com")
    make_backup(owner, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def _variables(monkeypatch: pytest.MonkeyPatch, settings: ServerSettings) -> None:
    for name in ("database_url", "database_owner_url", "redis_url"):
        monkeypatch.setenv(f"NETWORX_{name.upper()}", getattr(settings, name).get_secret_value())
    monkeypatch.setenv("NETWORX_PUBLIC_URL", "http://localhost:1")


def test_that_a_backup_restores_with_every_row(owner: Database, folder: Path) -> None:
    manifest = try_newest(owner, folder)
    assert manifest.counts["invites"] == 1
    assert manifest.counts["alembic_version"] == 1


def test_that_a_trial_leaves_no_database_behind(owner: Database, folder: Path) -> None:
    try_newest(owner, folder)
    with owner.transaction() as connection:
        names = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
    assert SCRATCH not in names


def test_that_a_damaged_backup_is_found(owner: Database, folder: Path) -> None:
    path = folder / newest(folder).file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        try_newest(owner, folder)
    assert caught.value.code == "backup-damaged"
    trial = last_trial(folder)
    assert (trial.file, trial.restored) == (path.name, 0.0)
    assert "not what was written" in trial.failure


def test_that_a_backup_with_other_rows_is_found(owner: Database, folder: Path) -> None:
    true = newest(folder)
    counts = {**true.counts, "invites": 2}
    Manifest(file=true.file, sha256=true.sha256, size=true.size, counts=counts).write(folder)
    with pytest.raises(KnownError, match="invites"):
        try_newest(owner, folder)


def test_that_backups_are_kept_up_to_a_number(tmp_path: Path) -> None:
    for day in range(1, 6):
        name = f"networx-2026010{day}T000000Z.dump"
        (tmp_path / name).write_bytes(b"x")
        Manifest(file=name, sha256="", size=1, counts={}).write(tmp_path)
    forget_old(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.glob("*.dump")) == [
        "networx-20260104T000000Z.dump",
        "networx-20260105T000000Z.dump",
    ]
    assert time_of(newest(tmp_path)) == datetime(2026, 1, 5, tzinfo=UTC)


def test_that_what_a_broken_backup_left_is_no_backup_and_goes_after_a_day(tmp_path: Path) -> None:
    folder, target = tmp_path / "backup", tmp_path / "target"
    for name in ("base-1", "base-2.part", "base-3.part"):
        (folder / name).mkdir(parents=True)
        (folder / name / "base.tar.gz").touch()
    (folder / "networx-1.part").touch()
    for name in ("base-2.part", "networx-1.part"):
        os.utime(folder / name, (0, 0))
    forget_old(folder, 1)
    assert sorted(path.name for path in folder.iterdir()) == ["base-1", "base-3.part"]
    copy_off(folder, str(target))
    assert [path.name for path in (target / "backup").iterdir()] == ["base-1"]


def test_that_backups_are_copied_to_another_place_and_restore_from_there(
    owner: Database, folder: Path, tmp_path: Path
) -> None:
    copy_off(folder, str(tmp_path / "elsewhere"))
    try_newest(owner, tmp_path / "elsewhere" / "backup")


def test_that_the_clock_of_the_nightly_backup_waits_for_the_next_time() -> None:
    now = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)
    assert (seconds_until("02:30", now), seconds_until("02:00", now)) == (1800, 86400)
    with pytest.raises(KnownError):
        seconds_until("half past two", now)


def test_that_a_restore_is_due_until_one_succeeds_and_again_after_the_days(owner: Database, folder: Path) -> None:
    assert is_due(folder, timedelta(days=30))
    try_newest(owner, folder)
    assert not is_due(folder, timedelta(days=30))
    assert is_due(folder, timedelta(0))
    succeeded = last_trial(folder).restored
    (folder / newest(folder).file).unlink()
    with pytest.raises(KnownError):
        try_newest(owner, folder)
    assert is_due(folder, timedelta(days=30))  # a failure is looked at again the next night
    assert last_trial(folder).restored == succeeded


def test_that_a_trial_that_is_tried_again_replaces_its_copy_elsewhere(folder: Path, tmp_path: Path) -> None:
    kept = folder / "restore-test.json"
    for content, written in (("first", 1_000_000_000), ("other", 1_000_000_100)):
        kept.write_text(content)
        os.utime(kept, (written, written))
        copy_off(folder, str(tmp_path / "elsewhere"))
        assert (tmp_path / "elsewhere" / folder.name / kept.name).read_text() == content


@pytest.mark.usefixtures("_variables")
def test_that_the_nightly_backup_tries_to_restore_when_that_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nights = iter(("first", "second", "third"))
    folder = tmp_path / "b"

    def wait(_at: str) -> None:
        if (night := next(nights, None)) is None:
            raise KeyboardInterrupt
        if night == "third":  # a month has gone by, and the next dump will not restore
            monkeypatch.setattr("server_stub.commands.backup.is_due", lambda *_: True)
            monkeypatch.setattr("server_stub.restoring.try_restore", refuse)

    def refuse(*_: object) -> None:
        raise KnownError("restore-failed", "These tables have other rows.")

    monkeypatch.setattr("server_stub.commands.backup.wait_until", wait)
    with pytest.raises(KeyboardInterrupt):
        main(["backup", "--folder", str(folder), "--at", "02:30", "--restore-test-days", "30"])
    told = capsys.readouterr()
    assert told.out.count("restores") == 1
    assert "other rows" in told.err
    assert last_trial(folder).failure
    assert last_trial(folder).restored > 0


@pytest.mark.usefixtures("_variables")
def test_that_the_commands_back_up_and_try_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "off")
    assert main(["backup", "--folder", str(tmp_path / "b"), "--target", target]) == 0
    assert main(["restore-test", "--folder", str(tmp_path / "off" / "b")]) == 0
    assert "restores:" in capsys.readouterr().out


def test_that_an_empty_server_becomes_the_lost_one(
    postgresql: PostgreSQL, settings: ServerSettings, owner: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step of docs/server.md."""
    with administration(postgresql) as execute:
        execute("CREATE DATABASE test_anew")
    try:
        server = make_url(settings.database_url.get_secret_value()).set(database="test_anew")
        monkeypatch.setenv("NETWORX_DATABASE_URL", server.render_as_string(hide_password=False))
        monkeypatch.setenv("NETWORX_DATABASE_OWNER_URL", postgresql.url("test_anew"))
        monkeypatch.setenv("NETWORX_REDIS_URL", settings.redis_url.get_secret_value())
        assert main(["restore", "--folder", str(folder)]) == 0
        assert databases(owner, "test_anew") == ["test_anew"]
        served = Database(server.render_as_string(hide_password=False), application="tests", pool_size=1)
        with served.transaction(SERVICE) as connection:
            assert connection.execute(text("SELECT count(*) FROM invites")).scalar_one() == 1
        with served.transaction() as connection:  # policies are back, too
            assert connection.execute(text("SELECT count(*) FROM invites")).scalar_one() == 0
        served.close()
    finally:
        with administration(postgresql) as execute:
            execute("DROP DATABASE test_anew WITH (FORCE)")


def databases(owner: Database, name: str) -> list[str]:
    """Those whose name begins so."""
    found = text("SELECT datname FROM pg_database WHERE starts_with(datname, :name) ORDER BY datname")
    with owner.transaction() as connection:
        return list(connection.execute(found, {"name": name}).scalars())


@pytest.fixture
def filled(postgresql: PostgreSQL, _template: str, folder: Path) -> Iterator[Database]:
    """A database with an account, older than which is the backup in the folder."""
    with administration(postgresql) as execute:
        execute(f"CREATE DATABASE test_filled TEMPLATE {_template}")
        made = Database(postgresql.url("test_filled"), application="tests", pool_size=1)
        with made.transaction(SERVICE) as connection:
            connection.execute(text("INSERT INTO accounts (id, email, name, password) VALUES ('a', 'a@b.c', 'A', '')"))
        yield made
        made.close()
        for name in databases_of(postgresql):
            execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def databases_of(postgresql: PostgreSQL) -> list[str]:
    with closing(Database(postgresql.url(), application="tests", pool_size=1)) as database:
        return databases(database, "test_filled")


def accounts_of(url: str) -> int:
    made = Database(url, application="tests", pool_size=1)
    with closing(made) as database, database.transaction(SERVICE) as connection:
        return int(connection.execute(text("SELECT count(*) FROM accounts")).scalar_one())


def test_that_a_restore_keeps_what_was_there(filled: Database, folder: Path, postgresql: PostgreSQL) -> None:
    before = restore_over(filled, program, folder, newest(folder))
    assert databases_of(postgresql) == ["test_filled", before]
    assert (accounts_of(postgresql.url("test_filled")), accounts_of(postgresql.url(before))) == (0, 1)


def test_that_a_restore_that_cannot_be_leaves_the_database_as_it_was(
    filled: Database, folder: Path, postgresql: PostgreSQL
) -> None:
    manifest = newest(folder)
    made = Database(postgresql.url("test_filled"), application="api", pool_size=1)
    with closing(made) as api, api.transaction(), pytest.raises(KnownError) as met:
        restore_over(filled, program, folder, manifest)
    assert met.value.code == "database-in-use"
    with pytest.raises(KnownError) as met:
        restore_over(filled, program, folder, replace(manifest, counts={**manifest.counts, "accounts": 7}))
    assert met.value.code == "restore-failed"
    assert databases_of(postgresql) == ["test_filled"]
    assert accounts_of(postgresql.url("test_filled")) == 1


def test_that_archived_wal_is_never_overwritten_and_archiving_again_does_no_harm(tmp_path: Path) -> None:
    def archive(content: bytes) -> bool:
        (tmp_path / "0001").write_bytes(content)
        command = archive_command(tmp_path / "wal").replace("%p", str(tmp_path / "0001")).replace("%f", "0001")
        return subprocess.run(["sh", "-c", command], check=False).returncode == 0

    assert archive(b"of this cluster")
    assert archive(b"of this cluster"), "PostgreSQL asks again where it died before it had noted the answer"
    assert not archive(b"of another cluster")
    kept = subprocess.run(["gunzip", "-c", str(tmp_path / "wal" / "0001.gz")], check=True, capture_output=True)
    assert kept.stdout == b"of this cluster"


def test_that_a_failure_to_archive_is_told(server_folder: Path) -> None:
    archive = ["archive_mode=on", "archive_command=exit 1", "fsync=off"]
    server = PostgreSQL(server_folder / "full", options=archive)
    server.start()
    try:
        url = make_url(server.url()).set(username="networx_app", password="of-the-role")
        with closing(Database(server.url(), application="tests", pool_size=1)) as owner:
            migrate(owner, url.render_as_string(hide_password=False))
            with owner.transaction() as connection:
                connection.execute(text("SELECT pg_switch_wal()"))
        role = Database(url.render_as_string(hide_password=False), application="tests", pool_size=1)
        with closing(role) as database:
            until(lambda: read_figures(database).is_archive_failing)
    finally:
        server.stop()


def test_that_the_cluster_is_restored_to_what_was_written_after_its_copy(server_folder: Path) -> None:
    """Disaster recovery: copy of the cluster + archived WAL, on another PostgreSQL."""
    wal = server_folder / "lost" / "wal"
    archive = ["archive_mode=on", f"archive_command={archive_command(wal)}", "fsync=off"]
    lost = PostgreSQL(server_folder / "lost", options=archive)
    lost.start()
    owner = Database(lost.url(), application="tests", pool_size=1)
    with owner.transaction() as connection:
        connection.execute(text("CREATE TABLE kept (x int)"))
    backups = server_folder / "backups-of-lost"
    make_backup(owner, backups, with_base=True)
    with owner.transaction() as connection:
        connection.execute(text("INSERT INTO kept VALUES (7)"))
    with owner.transaction() as connection:
        connection.execute(text("SELECT pg_switch_wal()"))
    owner.close()
    lost.stop()  # archives what is left, as the archiver ends last

    again = PostgreSQL(server_folder / "again", options=[f"restore_command=gunzip -c {wal}/%f.gz > %p", "fsync=off"])
    again.data.mkdir(parents=True)
    (base,) = backups.glob("base-*")
    subprocess.run(["tar", "-xzf", str(base / "base.tar.gz"), "-C", str(again.data)], check=True)
    (again.data / "recovery.signal").touch()
    (again.folder / "password").write_text(lost.password)
    if again.user:
        subprocess.run(["chown", "-R", f"{again.user}:{again.user}", str(again.folder)], check=True)
    again.data.chmod(0o700)
    again.start()
    restored = Database(again.url(), application="tests", pool_size=1)
    with restored.transaction() as connection:
        assert connection.execute(text("SELECT x FROM kept")).scalar_one() == 7
    restored.close()
    again.stop()
