"""The adapter around the queue: what goes in comes out, and nothing but names of runs does."""

import json
import pickle
import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from huey.registry import Message

from engine.jobs.queue import RunSerializer, local_queue
from tests.patience import PATIENCE_S


@pytest.fixture
def kept_signals() -> Iterator[None]:
    """A service decides over signals, as it has a process of its own; this one gets them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


class Bomb:
    """Code that unpickling would run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path("/nowhere").write_text, ("boom",))


def messages(path: Path) -> list[bytes]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT data FROM task ORDER BY id").fetchall()
    connection.close()
    return [bytes(data) for (data,) in rows]


def test_that_a_message_is_the_name_of_a_run_and_nothing_else(tmp_path: Path) -> None:
    queue = local_queue(tmp_path / "queue.sqlite")
    queue.ring("20270131-142501-9f3c11ab")
    queue.ring("b")
    assert queue.pending() == 2
    queue.close()
    assert [json.loads(message) for message in messages(tmp_path / "queue.sqlite")] == [
        {"run": "20270131-142501-9f3c11ab"},
        {"run": "b"},
    ]


def test_that_a_message_comes_back_as_it_went_in() -> None:
    message = Message(id="1", name="n", args=("run-1",), kwargs={})
    back = RunSerializer().deserialize(RunSerializer().serialize(message))
    assert back.args == ("run-1",)
    assert back.name == "engine.jobs.queue.execute_run"


@pytest.mark.parametrize(
    "crafted",
    [
        pickle.dumps(Bomb()),
        b"",
        b"[]",
        b'"run"',
        b'{"run": 1}',
        b'{"run": "../../etc"}',
        b'{"run": ""}',
        b'{"name": "other"}',
        b"\xff\xfe",
    ],
)
def test_that_any_other_message_is_refused(crafted: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        RunSerializer().deserialize(crafted)


def test_that_what_is_rung_for_is_executed_once_in_order(tmp_path: Path, kept_signals: None) -> None:
    queue = local_queue(tmp_path / "queue.sqlite")
    for run in ("a", "b", "c"):
        queue.ring(run)
    executed: list[str] = []
    done = threading.Event()

    def execute(run: str) -> None:
        executed.append(run)
        if run == "c":
            done.set()

    service = queue.serve(execute, threads=1)
    assert done.wait(PATIENCE_S)
    service.stop()
    assert executed == ["a", "b", "c"]
    assert queue.pending() == 0
