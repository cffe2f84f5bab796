"""The whole server on loopback, from the configurations of the deployment; what dies is started again."""

from __future__ import annotations

import os
import secrets
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from engine.errors import KnownError
from server_stub.loopback.nginx import Nginx
from server_stub.loopback.part import Part, free_port
from server_stub.loopback.postgresql import PostgreSQL
from server_stub.loopback.python import START, Api, WorkerProcess
from server_stub.loopback.redis import Redis
from server_stub.loopback.rendering import DEPLOY, archive_command, make_certificate, render_nginx
from sync.server import Database
from sync.server.migrating import migrate

ROLE, DATABASE = "networx_app", "networx"
_LOOK_S = 0.25


class Stack:
    """nginx, API, workers, PostgreSQL and Redis; use it in a ``with``.

    Attributes:
        postgresql, redis: The programs.
        apis: Processes of the API.
        workers: Worker processes.
        doors: nginx, once it runs.
        certificate: What a client has to trust.
    """

    def __init__(
        self,
        folder: Path,
        *,
        apis: int = 2,
        workers: Mapping[str, int] | None = None,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
        postgresql: Sequence[str] = (),
    ) -> None:
        """Describe it; nothing is started yet.

        Args:
            folder: Holds everything; made where it is missing. A stack that is started there again has its data.
            apis: Processes of the API.
            workers: Worker processes of each queue.
            port: For HTTPS; 0 for any that is free.
            settings: Further variables of the server's processes.
            postgresql: Further settings of PostgreSQL as ``name=value``.
        """
        self.folder = folder
        self.postgresql = PostgreSQL(
            folder / "postgresql",
            configuration=DEPLOY / "postgresql" / "postgresql.conf",
            options=[
                "listen_addresses=127.0.0.1",
                f"hba_file={DEPLOY / 'postgresql' / 'pg_hba.conf'}",
                f"archive_command={archive_command(folder / 'postgresql' / 'wal')}",
                *postgresql,
            ],
        )
        self.redis = Redis(folder / "redis", configuration=DEPLOY / "redis" / "redis.conf")
        self._port = port or free_port()
        self._extra = dict(settings or {})
        self._apis, self._workers = apis, dict({"optimisation": 1} if workers is None else workers)
        self.apis: list[Api] = []
        self.workers: list[WorkerProcess] = []
        self.doors: list[Nginx] = []
        self.certificate = folder / "nginx" / "fullchain.pem"
        self._watching = threading.Event()
        self._watcher: threading.Thread | None = None
        self._paused: set[Part] = set()

    @property
    def url(self) -> str:
        """Where clients reach the server."""
        return f"https://localhost:{self._port}"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def parts(self) -> list[Part]:
        """Everything that runs, in the order in which it is started."""
        return [self.postgresql, self.redis, *self.apis, *self.workers, *self.doors]

    def start(self) -> None:
        """Start everything and watch over it.

        Raises:
            KnownError: ``part-not-started``; ``program-missing``.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.postgresql.start()
        self.redis.start()
        self._migrate()
        variables = self.variables()
        self.apis = [Api(self.folder / f"api-{number}", variables) for number in range(self._apis)]
        self.workers = [
            WorkerProcess(self.folder / f"{queue}-{number}", variables, queue=queue)
            for queue, count in self._workers.items()
            for number in range(count)
        ]
        for part in (*self.apis, *self.workers):
            part.launch()
        for part in (*self.apis, *self.workers):
            part.wait_ready()
        folder = self.folder / "nginx"
        make_certificate(folder)
        ports = [api.port for api in self.apis]
        configuration = render_nginx(folder, http=free_port(), https=self._port, api=ports)
        nginx = Nginx(folder, configuration, port=self._port)
        nginx.check()
        self.doors = [nginx]
        nginx.start()
        self._watcher = threading.Thread(target=self._watch, name="stack", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stop everything."""
        self._watching.set()
        if self._watcher is not None:
            self._watcher.join()
        for part in reversed(self.parts):
            part.stop()

    def pause(self, part: Part) -> None:
        """Start that part no more when it dies, until `resume`."""
        self._paused.add(part)

    def resume(self, part: Part) -> None:
        """Start that part again when it is dead."""
        self._paused.discard(part)

    def invite(self, email: str) -> str:
        """An invite for somebody.

        Raises:
            KnownError: ``invite-refused``: he has an account, or it is no address.
        """
        environment = {**os.environ, **self.variables()}
        command = [*START, "invite", email]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            raise KnownError("invite-refused", done.stderr.strip(), where=email)
        return done.stdout.strip()

    def variables(self) -> dict[str, str]:
        """Settings of the server's processes, as their environment."""
        return {
            "NETWORX_DATABASE_URL": self.postgresql.url(DATABASE, ROLE, self._role_password()),
            "NETWORX_REDIS_URL": self.redis.url,
            "NETWORX_PUBLIC_URL": self.url,
            "NETWORX_WORK_DIR": str(self.folder / "work"),
            **self._extra,
        }

    def _role_password(self) -> str:
        path = self.folder / "role"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24), "ascii")
        return path.read_text("ascii")

    def _migrate(self) -> None:
        self.postgresql.make_database(DATABASE)
        owner = Database(self.postgresql.url(DATABASE), application="networx-migrate", pool_size=1)
        migrate(owner, self.postgresql.url(DATABASE, ROLE, self._role_password()))
        owner.close()

    def _watch(self) -> None:
        while not self._watching.wait(_LOOK_S):
            for part in self.parts:
                if not part.pid and part not in self._paused and not self._watching.is_set():
                    part.launch()
