"""A real PostgreSQL with a cluster of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from engine.errors import KnownError
from server_stub.loopback.part import Part, free_port
from server_stub.loopback.programs import program

SUPERUSER = "postgres"
_GONE_S, _STEP_S = 30.0, 0.01


class PostgreSQL(Part):
    """PostgreSQL on a port of loopback; every connection needs its password.

    The superuser of this computer may not run PostgreSQL: then ``postgres`` does, and must be able to reach the folder.
    """

    def __init__(
        self, folder: Path, *, port: int = 0, configuration: Path | None = None, options: Sequence[str] = ()
    ) -> None:
        """Describe it.

        Args:
            folder: For the cluster and its log; made where it is missing.
            port: Where it listens; 0 for any that is free.
            configuration: A ``postgresql.conf`` that the cluster includes.
            options: Further settings as ``name=value``.
        """
        super().__init__("PostgreSQL", folder, SUPERUSER)
        self.port = port or free_port()
        self._configuration = configuration
        self._options = tuple(options)

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self.folder / "data"

    @property
    def password(self) -> str:
        """Of the superuser of the cluster."""
        return (self.folder / "password").read_text("ascii").strip()

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """Where a database is, as SQLAlchemy reads it."""
        secret = self.password if password is None else password
        return f"postgresql+psycopg://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the cluster where there is none.

        Raises:
            KnownError: ``part-not-started``: the cluster could not be made.
        """
        if (self.data / "PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), "ascii")
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
            shutil.chown(password, self.user, self.user)
        command = (
            program("initdb"), "--pgdata", self.data, "--username", SUPERUSER, "--pwfile", password,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        )  # fmt: skip
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            user=self.user or None,
            group=self.user or None,
            extra_groups=[] if self.user else None,
            cwd="/",
        )
        if done.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise KnownError(
                "part-not-started",
                "The cluster of PostgreSQL could not be made.",
                where=done.stderr.decode(errors="replace")[-2000:],
                what_to_do=f"See that the user {self.user or os.environ.get('USER', '')} can reach {self.folder}.",
            )
        if self._configuration is not None:
            with (self.data / "postgresql.conf").open("a", encoding="utf-8") as own:
                own.write(f"\ninclude '{self._configuration}'\n")

    def make_database(self, name: str) -> None:
        """Make a database where there is none of that name."""
        environment = {**os.environ, "PGPASSWORD": self.password}
        place = ("--host", "127.0.0.1", "--port", str(self.port), "--username", SUPERUSER)
        listed = subprocess.run(
            [program("psql"), *place, "--tuples-only", "--no-align", "--command", "SELECT datname FROM pg_database"],
            env=environment,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        if name not in listed.stdout.split():
            subprocess.run([program("createdb"), *place, name], env=environment, check=True, capture_output=True)

    def launch(self) -> None:
        """Start it without waiting."""
        self.create()
        super().launch()

    def command(self) -> Sequence[str]:
        """What to start."""
        settings = (
            f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", *self._options
        )  # fmt: skip
        options = [word for setting in settings for word in ("-c", setting)]
        return [program("postgres"), "-D", str(self.data), *options]

    def stop_signal(self) -> signal.Signals:
        """Clients are sent away; it does not wait until they leave."""
        return signal.SIGINT

    def kill(self) -> None:
        """End it at once, with the processes that serve its connections: while one is left, none can be started."""
        family: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(self.pid).children() if self.pid else []
        super().kill()
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        until = time.monotonic() + _GONE_S
        while not all(map(_is_gone, family)) and time.monotonic() < until:
            time.sleep(_STEP_S)

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        command = [program("pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(self.port)]
        return bool(self.pid) and subprocess.run(command, check=False).returncode == 0


def _is_gone(process: psutil.Process) -> bool:
    """Whether it holds nothing any more, though nobody may have taken note of its end yet."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
