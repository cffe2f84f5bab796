"""A laptop's client and the real server, with a proxy in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.io.samples import load_sample
from engine.network.network import BASELINE
from engine.runs.batch import ask_for
from engine.runs.record import RunRecord, RunStatus, SolveOptions, new_run_id
from engine.runs.snapshot import write_network
from server_stub.loopback.stack import Stack
from sync.remote import Server
from sync.remote.messages import Wanted
from tests.proxy import Proxy
from tests.serving import PASSWORD, proxy_to, whole_server

MOST_WAITING = 90


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with whole_server(NETWORX_WAITING_PER_ACCOUNT=str(MOST_WAITING)) as made:
        yield made


@pytest.fixture
def proxy(stack: Stack) -> Iterator[Proxy]:
    with proxy_to(stack) as made:
        yield made


@pytest.fixture
def server(stack: Stack, proxy: Proxy) -> Iterator[Server]:
    """Signed in, over the proxy."""
    made = Server(proxy.url)
    made.accept(stack.invite(f"{new_run_id()}@example.com"), "Someone", PASSWORD, "laptop")
    yield made
    made.close()


@pytest.fixture
def wanted(server: Server, tmp_path: Path) -> tuple[str, Wanted]:
    """A project on the server, and a run for it."""
    project = server.create_project("Coffee").id
    path = tmp_path / "input"
    digest = write_network(ask_for(load_sample("us-distribution"), BASELINE).network(), path)
    record = RunRecord(
        id=new_run_id(),
        scenario=BASELINE,
        status=RunStatus.QUEUED,
        input_hash=digest,
        options=SolveOptions(gap=0.01),
    )
    return project, Wanted(record=record, snapshot=server.bring(project, path))
