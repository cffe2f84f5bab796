"""A laptop hands runs to a real server and closes; the server's parts are killed; the results equal the local ones."""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from server_stub.loopback import Stack
from server_stub.loopback.part import Part
from tests.laptop import Laptop
from tests.patience import PATIENCE_S, until

SCENARIOS = ("Baseline", "Growth", "Close Denver", "Nearer")
EXACT = ("--threads", "1", "--seed", "7")


def solved(laptop: Laptop, file: str, *words: str) -> list[dict[str, Any]]:
    """The answers to all scenarios."""
    scenarios = [word for name in SCENARIOS for word in ("--scenario", name)]
    found: list[dict[str, Any]] = laptop.json("solve", file, *scenarios, *EXACT, *words)
    return found


def flows(laptop: Laptop, file: str, run: str) -> str:
    """The flows of a run as csv."""
    laptop("results", file, "--table", "result_flows", "--run", run, "--out", f"{run}.csv")
    return (laptop.folder / f"{run}.csv").read_text("utf-8")


class Observer:
    """Looks at the server beside the laptop, and ends its parts."""

    def __init__(self, stack: Stack, token: str) -> None:
        self.stack = stack
        self._headers = {"Authorization": f"Bearer {token}"}

    def records(self) -> list[Mapping[str, Any]]:
        """All runs as they stand, asked of one API process."""
        url = f"http://127.0.0.1:{self.stack.apis[0].port}"
        with httpx.Client(base_url=url, headers=self._headers, timeout=PATIENCE_S) as client:
            projects = client.get("/api/projects").raise_for_status().json()
            asked = [client.get("/api/runs", params={"project": one["id"]}).raise_for_status() for one in projects]
        return [run for answer in asked for run in answer.json()["runs"]]

    def until(self, holds: Callable[[list[Mapping[str, Any]]], bool]) -> None:
        """Waits until something holds for the runs; the server may be away for some moments."""
        until(lambda: self._sees(holds), lambda: [part.log_end() for part in self.stack.parts])

    def _sees(self, holds: Callable[[list[Mapping[str, Any]]], bool]) -> bool:
        try:
            return holds(self.records())
        except httpx.HTTPError:
            return False

    def end(self, part: Part) -> None:
        """Kills a part; whoever watches over the stack starts it anew."""
        pid = part.pid
        part.kill()
        until(lambda: part.pid not in (0, pid), lambda: f"{part.name} was not started again")


@pytest.fixture
def stack() -> Iterator[Stack]:
    """The whole server; its folder is one that the user of PostgreSQL can reach."""
    folder = Path(tempfile.mkdtemp(prefix="networx-stack-"))
    folder.chmod(0o755)
    settings = {"NETWORX_LEASE_S": "3", "NETWORX_RUN_ATTEMPTS": "20", "NETWORX_REQUESTS_PER_S": "1000"}
    with Stack(folder, workers={"optimisation": 2}, settings=settings, postgresql=["fsync=off"]) as made:
        yield made
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path / "laptop")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_a_laptop_hands_runs_in_closes_and_later_collects_what_it_would_have_found_itself(
    stack: Stack, laptop: Laptop
) -> None:
    for file in ("here.networx", "there.networx"):
        laptop("new", file, "--sample", "us-distribution")
    local = solved(laptop, "here.networx")
    laptop.sign_in(stack)
    observer = Observer(stack, laptop.environment["NETWORX_TOKEN"])
    for worker in stack.workers:
        stack.pause(worker)
        worker.kill()

    handed_in = solved(laptop, "there.networx", "--detach")  # the command ends: the laptop is closed
    assert [answer["status"] for answer in handed_in] == ["queued"] * len(SCENARIOS)
    observer.end(stack.redis)
    for worker in stack.workers:
        stack.resume(worker)
    for part in (stack.workers[0], stack.postgresql, stack.apis[0], stack.workers[1], stack.apis[1], stack.doors[0]):
        observer.until(lambda runs: any(run["status"] != "queued" for run in runs))
        observer.end(part)
    observer.until(lambda runs: all(run["status"] == "optimal" for run in runs))
    assert len(observer.records()) == len(SCENARIOS)

    collected = laptop.json("runs", "there.networx", "--wait")
    by_scenario = {answer["scenario"]: answer for answer in collected}
    assert sorted(by_scenario) == sorted(SCENARIOS)
    for answer in local:
        remote = by_scenario[answer["scenario"]]
        assert (remote["status"], remote["input_hash"]) == ("optimal", answer["input_hash"])
        assert remote["objective"] == answer["objective"]
        assert flows(laptop, "there.networx", remote["run"]) == flows(laptop, "here.networx", answer["run"])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_a_laptop_whose_program_is_killed_while_it_follows_collects_the_result_later(
    stack: Stack, laptop: Laptop
) -> None:
    laptop("new", "there.networx", "--sample", "us-distribution")
    laptop.sign_in(stack)
    observer = Observer(stack, laptop.environment["NETWORX_TOKEN"])
    for worker in stack.workers:
        stack.pause(worker)
        worker.kill()
    with laptop.start("solve", "there.networx", "--server", *EXACT) as following:
        try:
            observer.until(lambda runs: len(runs) == 1)
        finally:
            following.send_signal(signal.SIGKILL)
    for worker in stack.workers:
        stack.resume(worker)
    (answer,) = laptop.json("runs", "there.networx", "--wait")
    assert answer["status"] == "optimal"
    assert answer["objective"] > 0
    assert len(observer.records()) == 1
