"""The command line and the real server: killed, cut, refused, in hundreds; nothing is lost, nothing is done twice."""

import contextlib
import json
import signal
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from server_stub.loopback.stack import Stack
from tests.laptop import PATIENCE_S, Laptop
from tests.proxy import Proxy

FILE = "coffee.networx"
SWEPT = 200
QUICK = ("--gap", "0.01", "--threads", "1")


@pytest.fixture
def laptop(stack: Stack, proxy: Proxy, tmp_path: Path) -> Laptop:
    """With a project, signed in over the proxy."""
    made = Laptop(tmp_path / "laptop")
    made("new", FILE, "--sample", "us-distribution")
    made.sign_in(stack, proxy.url, f"{tmp_path.name}@example.com")
    return made


def runs_there(stack: Stack, laptop: Laptop) -> list[dict]:
    """All runs of the account, as the server keeps them."""
    headers = {"Authorization": f"Bearer {laptop.environment['NETWORX_TOKEN']}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.apis[0].port}", headers=headers, timeout=30) as client:
        projects = client.get("/api/projects").raise_for_status().json()
        asked = [client.get("/api/runs", params={"project": one["id"]}).raise_for_status() for one in projects]
    return [run for answer in asked for run in answer.json()["runs"]]


def kill_at(laptop: Laptop, proxy: Proxy, request: bytes, *arguments: str) -> None:
    """Kills a command when its request has reached the server and its answer has not reached the command."""
    proxy.withhold(request)
    with laptop.start(*arguments) as command:
        try:
            assert proxy.withheld.wait(PATIENCE_S)
        finally:
            command.send_signal(signal.SIGKILL)
    proxy.cut()
    proxy.mend()


@pytest.mark.parametrize("request_", [b"POST /api/optimize", b"PUT /api/projects/"])
@pytest.mark.parametrize("how", [(), ("--detach",)])
def test_that_a_run_of_a_command_killed_before_it_knows_the_servers_name_of_it_is_one_run_and_is_collected(
    stack: Stack, laptop: Laptop, proxy: Proxy, request_: bytes, how: tuple[str, ...]
) -> None:
    kill_at(laptop, proxy, request_, "solve", FILE, "--server", *QUICK, *how)
    (waiting,) = laptop.json("results", FILE)
    assert waiting["status"] == "queued"
    (answer,) = laptop.json("runs", FILE, "--wait")
    assert (answer["run"], answer["status"]) == (waiting["run"], "optimal")
    assert answer["objective"] > 0
    assert len(runs_there(stack, laptop)) == 1
    assert not list(laptop.folder.glob("xdg_data_home/**/input.snapshot"))


def test_that_the_next_solve_hands_in_what_a_killed_one_has_left(stack: Stack, laptop: Laptop, proxy: Proxy) -> None:
    kill_at(laptop, proxy, b"PUT /api/projects/", "solve", FILE, "--server", *QUICK)
    laptop.json("solve", FILE, "--scenario", "Growth", "--server", *QUICK)
    assert sorted(run["scenario"] for run in runs_there(stack, laptop)) == ["Baseline", "Growth"]
    answers = laptop.json("runs", FILE, "--wait")
    assert {answer["scenario"]: answer["status"] for answer in answers} == {"Baseline": "optimal", "Growth": "optimal"}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_a_sweep_of_hundreds_takes_few_connections_and_waits_where_the_server_asks_it_to(
    stack: Stack, tmp_path: Path
) -> None:
    laptop = Laptop(tmp_path / "laptop")
    laptop("new", FILE, "--sample", "infeasible-on-purpose")
    factors = [f"*{0.5 + number / 1000:.3f}" for number in range(SWEPT)]
    with contextlib.closing(Proxy(urlsplit(stack.url).port)) as door:  # the one with the limits of the deployment
        url, trust = f"https://localhost:{door.port}", ("--certificate", str(stack.certificate))
        laptop.sign_in(stack, url, "sweep@example.com", *trust)
        axis = f"demand.quantity={','.join(factors)}"
        command = laptop.start("sweep", FILE, axis, "--parent", "Larger Reno", "--server", "--json", "--threads", "1")
        with ThreadPoolExecutor(1) as reading:
            said = reading.submit(command.communicate)
            process, most_threads = psutil.Process(command.pid), 0
            while not said.done():
                with contextlib.suppress(psutil.Error):
                    most_threads = max(most_threads, process.num_threads())
                wait([said], 0.1)
        out, err = said.result()
        most_connections = door.most
    assert command.returncode == 0, err
    points = json.loads(out)
    assert [point["status"] for point in points] == ["optimal"] * SWEPT
    assert len({point["objective"] for point in points}) == SWEPT
    there = runs_there(stack, laptop)
    assert len(there) == SWEPT
    assert most_connections <= 20
    assert most_threads < 60
