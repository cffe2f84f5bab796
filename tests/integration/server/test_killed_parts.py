"""Every part of a real stack is killed at some moment while runs go on: all of them end, each with one result."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from engine.runs.events import ENDINGS, from_json
from engine.runs.snapshot import table_names, write_network
from server_stub.loopback import PostgreSQL, Redis
from server_stub.loopback.part import Part, free_port
from sync.server import Database
from sync.server.accounts import Accounts
from sync.server.migrating import migrate
from sync.server.passwords import Passwords
from sync.server.projects import Projects
from tests.integration.server.conftest import PASSWORD, ROLE, ROLE_PASSWORD
from tests.integration.server.tiny import tiny_network
from tests.patience import PATIENCE_S

RUNS = 24


class Server(Part):
    """A process of `networx-server`."""

    def __init__(self, folder: Path, arguments: Sequence[str], variables: Mapping[str, str], port: int = 0) -> None:
        super().__init__(arguments[0], folder)
        self.arguments, self.variables, self.port = arguments, variables, port

    def command(self) -> Sequence[str]:
        return [sys.executable, "-m", "server_stub", *self.arguments]

    def environment(self) -> Mapping[str, str]:
        return self.variables

    def is_ready(self) -> bool:
        if not self.port:
            return bool(self.pid)
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/health").is_success
        except httpx.TransportError:
            return False


class Stack:
    """All parts, and an account with a project that has a frozen network."""

    def __init__(self, folder: Path) -> None:
        self.postgresql = PostgreSQL(folder / "postgresql", options=["fsync=off"])
        self.redis = Redis(folder / "redis")
        for part in (self.postgresql, self.redis):
            part.start()
        url = self.postgresql.url(user=ROLE, password=ROLE_PASSWORD)
        variables = {
            "NETWORX_DATABASE_URL": url,
            "NETWORX_REDIS_URL": self.redis.url,
            "NETWORX_LEASE_S": "3",
            "NETWORX_RUN_ATTEMPTS": "20",
            "NETWORX_WORK_DIR": str(folder / "work"),
            "NETWORX_REQUESTS_PER_S": "10000",
            "NETWORX_REQUESTS_BURST": "10000",
        }
        owner = Database(self.postgresql.url(), application="tests", pool_size=1)
        migrate(owner, url)
        owner.close()
        port = free_port()
        self.api = Server(folder / "api", ["api", "--port", str(port)], variables, port)
        self.workers = [Server(folder / name, ["worker"], variables) for name in ("worker-1", "worker-2")]
        for part in (self.api, *self.workers):
            part.start()
        self.database = Database(url, application="tests")
        accounts = Accounts(self.database, Passwords(memory_kib=64))
        signed_in = accounts.accept(accounts.invite("ann@example.com"), "Ann", PASSWORD, "laptop")
        self.project = Projects(self.database).create(signed_in.caller.account, "Coffee").id
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {signed_in.token}"}, timeout=30
        )
        self.snapshot = self._sent(folder / "network.snapshot")

    @property
    def parts(self) -> list[Part]:
        """All of them, those first that need the others."""
        return [self.api, *self.workers, self.redis, self.postgresql]

    def _sent(self, path: Path) -> str:
        self.input_hash = write_network(tiny_network(), path)
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        self.client.put(f"/api/projects/{self.project}/blobs/{digest}", content=content).raise_for_status()
        return digest

    def ask(self, count: int) -> list[str]:
        """Asks for runs."""
        runs = [
            {
                "scenario": "Baseline",
                "snapshot": self.snapshot,
                "input_hash": self.input_hash,
                "options": {"gap": 0.01, "threads": 1, "seed": number},
                "idempotency_key": f"run-{number}",
            }
            for number in range(count)
        ]
        answer = self.again(lambda: self.client.post("/api/optimize", json={"project": self.project, "runs": runs}))
        return [record["id"] for record in answer.json()["runs"]]

    def again(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """An answer of a server that may be away for some moments."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = call()
                if answer.status_code != 503:
                    return answer.raise_for_status()
            except httpx.TransportError:
                assert time.monotonic() < until, "the server stayed away"
            time.sleep(0.1)

    def records(self) -> list[dict[str, object]]:
        """All runs as they stand."""
        listed = self.again(lambda: self.client.get("/api/runs", params={"project": self.project}))
        return list(listed.json()["runs"])

    def wait_for_ends(self) -> list[dict[str, object]]:
        """Waits until no run is under way."""
        until = time.monotonic() + PATIENCE_S
        while True:
            found = self.records()
            standing = Counter(record["status"] for record in found)
            if not standing["queued"] + standing["running"]:
                return found
            assert time.monotonic() < until, (standing, self.log_ends())
            time.sleep(0.2)

    def log_ends(self) -> dict[str, str]:
        """What every part said last."""
        return {str(part.folder): part.log_end() for part in self.parts}

    def told(self, run: str) -> list[str]:
        """The events of a run from its first to its ending, as a client reads them."""
        text = self.again(lambda: self.client.get(f"/api/runs/{run}/events")).text
        return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]

    def stop(self) -> None:
        self.client.close()
        self.database.close()
        for part in self.parts:
            part.kill()


@pytest.fixture
def stack(server_folder: Path) -> Iterator[Stack]:
    made = Stack(server_folder / "killed")
    yield made
    made.stop()


def _kill(stack: Stack, kind: str) -> None:
    """Ends a part as a crash would; something starts it anew, as a service manager does."""
    if kind == "wipe":
        stack.redis.wipe()
        return
    part = {"postgresql": stack.postgresql, "redis": stack.redis, "api": stack.api}.get(kind) or random.choice(
        stack.workers
    )
    part.kill()
    part.launch()


@pytest.mark.timeout(900)
def test_that_whatever_is_killed_every_run_ends_with_one_result(stack: Stack) -> None:
    seed = int(os.environ.get("NETWORX_SEED", "1"))
    random.seed(seed)
    asked = stack.ask(RUNS)
    assert stack.ask(RUNS) == asked
    kinds = ["worker", "redis", "worker", "postgresql", "wipe", "api", "worker", "postgresql"]
    random.shuffle(kinds)
    for kind in kinds:
        time.sleep(random.uniform(0.2, 1.5))
        _kill(stack, kind)
    ended = stack.wait_for_ends()
    assert {record["id"]: record["status"] for record in ended} == dict.fromkeys(asked, "optimal")
    for run in asked:
        endings = [event for event in map(from_json, stack.told(run)) if isinstance(event, ENDINGS)]
        assert len(endings) == 1
        result = stack.again(lambda run=run: stack.client.get(f"/api/runs/{run}/result"))
        assert result.headers["etag"] == f'"{sha256(result.content).hexdigest()}"'
        assert "result_flows" in table_names(result.content)
