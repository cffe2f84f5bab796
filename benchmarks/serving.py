"""The whole server on loopback for the measures: people with devices, a project, a frozen network, runs."""

from __future__ import annotations

import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.measure import SkipError
from engine.errors import KnownError
from engine.io.samples import load_sample
from engine.runs.snapshot import write_network
from server_stub.loopback import Stack
from sync.server import Database
from sync.server.accounts import Accounts
from sync.server.passwords import Passwords
from sync.server.projects import Projects
from sync.server.runs import ServerRuns

EMAIL, PASSWORD = "bench@example.com", "correct horse battery"
PATIENCE_S = 300.0
OPEN = ("queued", "running")
_CHEAP_KIB = 64


class Serving:
    """A stack that somebody has an account, a project and a frozen network on.

    Attributes:
        stack: The programs.
        account, token: Of the account that owns the project.
        project: The project.
        database: The stack's database, as the server's role.
        runs: Its runs, as the server itself sees them.
    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        url = stack.variables()["NETWORX_DATABASE_URL"]
        self.database = Database(url, application="bench", pool_size=2)
        self.runs = ServerRuns(self.database)
        self._accounts = Accounts(self.database, Passwords(memory_kib=_CHEAP_KIB))
        signed_in = self._accounts.accept(self._accounts.invite(EMAIL), "Ann", PASSWORD, "laptop")
        self.account, self.token = signed_in.caller.account, signed_in.token
        self.project = Projects(self.database).create(self.account, "Coffee").id
        self.input_hash, self.snapshot = self._send()

    def device(self) -> str:
        """The token of one more device of the account."""
        return self._accounts.sign_in(EMAIL, PASSWORD, "laptop").token

    def invite(self, email: str) -> str:
        """An invite for somebody."""
        return self._accounts.invite(email)

    def trust(self) -> ssl.SSLContext:
        """What a client has to trust."""
        return ssl.create_default_context(cafile=str(self.stack.certificate))

    def client(self) -> httpx.Client:
        """Through nginx, as the account."""
        return httpx.Client(base_url=self.stack.url, headers=bearer(self.token), verify=self.trust(), timeout=30.0)

    def ask(self, keys: Sequence[str], options: Mapping[str, Any] | None = None) -> list[str]:
        """Queue runs of the sample under these keys; gives their names."""
        asked = {"gap": 0.01, "threads": 1, **(options or {})}
        runs = [
            {
                "scenario": "Baseline",
                "snapshot": self.snapshot,
                "input_hash": self.input_hash,
                "options": asked,
                "idempotency_key": key,
                "anew": True,  # what is measured is computing
            }
            for key in keys
        ]
        with self.client() as client:
            answer = client.post("/api/optimize", json={"project": self.project, "runs": runs}).raise_for_status()
        return [record["id"] for record in answer.json()["runs"]]

    def wait(self, runs: Sequence[str], patience_s: float = PATIENCE_S) -> None:
        """Wait until the runs have ended.

        Raises:
            TimeoutError: Some have not.
        """
        until = time.monotonic() + patience_s
        left = set(runs)
        while left:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(left)} runs have not ended after {patience_s:g} s")
            with suppress(KnownError):
                left = {run for run in left if self.runs.get(run).status.value in OPEN}
            time.sleep(0.1)

    def resident_bytes(self) -> int:
        """Memory of all of it; what processes share is counted once, in parts."""
        total = 0
        for part in self.stack.parts:
            with suppress(psutil.NoSuchProcess):
                root = psutil.Process(part.pid)
                total += sum(_pss(process) for process in (root, *root.children(recursive=True)))
        return total

    def _send(self) -> tuple[str, str]:
        path = self.stack.folder / "network.snapshot"
        input_hash = write_network(load_sample("us-distribution"), path)
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        with self.client() as client:
            client.put(f"/api/projects/{self.project}/blobs/{digest}", content=content).raise_for_status()
        return input_hash, digest


@contextmanager
def most_of(look: Callable[[], int], every_s: float) -> Iterator[list[int]]:
    """The largest of what is looked at now and then meanwhile, as a list of one; looked at by another thread.

    Args:
        look: Gives a figure; 0 where it cannot be had at the moment.
        every_s: Seconds between two looks.
    """
    most, ending = [0], threading.Event()

    def watch() -> None:
        while not ending.wait(every_s):
            most[0] = max(most[0], look())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        ending.set()
        thread.join()


def bearer(token: str) -> dict[str, str]:
    """The header of a device."""
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def serving(
    settings: Mapping[str, str] | None = None, *, workers: Mapping[str, int] | None = None
) -> Iterator[Serving]:
    """A fresh stack, gone in the end.

    Args:
        settings: Variables of the server's processes besides the usual ones.
        workers: Worker processes of each queue; one of each where it is not said.

    Raises:
        SkipError: A program is missing on this computer.
    """
    folder = Path(tempfile.mkdtemp(prefix="networx-bench-"))
    folder.chmod(0o755)  # the user of PostgreSQL comes through
    stack = Stack(folder, workers=workers or {"optimisation": 1, "files": 1}, settings=settings)
    try:
        with stack:
            made = Serving(stack)
            try:
                yield made
            finally:
                made.database.close()
    except KnownError as error:
        if error.code == "program-missing":
            raise SkipError(error.message) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
