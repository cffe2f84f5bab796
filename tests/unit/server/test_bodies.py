"""The body of a request is read as long as it is short, quick, and there is room for it."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from server_stub import bodies
from server_stub.bodies import BYTES_PER_S, Body, Held

KIB = 1024


class Sender:
    """Sends parts; each with how long it lets us wait, on a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, parts: list[tuple[float, int]]) -> None:
        self.now, self.parts = 0.0, parts
        monkeypatch.setattr(bodies, "monotonic", lambda: self.now)

    async def __call__(self) -> Message:
        if not self.parts:
            await asyncio.get_running_loop().create_future()  # silent for ever
        wait_s, size = self.parts.pop(0)
        if size < 0:
            return {"type": "http.disconnect"}
        if wait_s:
            await asyncio.sleep(0.001)
        self.now += wait_s
        return {"type": "http.request", "body": bytes(size), "more_body": bool(self.parts)}


def read(body: Body, work_s: float = 0.0, sender: Sender | None = None) -> int:
    """Read a body to its end, doing something between its parts; gives its length, or the status of its refusal."""

    async def reading() -> int:
        length, more = 0, True
        while more:
            message = await body()
            length, more = length + len(message["body"]), message["more_body"]
            if sender is not None:
                sender.now += work_s
        return length

    try:
        return asyncio.run(reading())
    except HTTPException as error:
        return -error.status_code


def body_of(sender: Sender, held: Held | None = None, *, limit: int = 10**9, patience_s: float = 5.0) -> Body:
    return Body(sender, held or Held(), limit=limit, patience_s=patience_s)


def test_that_a_body_may_be_as_long_as_the_limit_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    for last, told in ((50, 100), (51, -413)):
        assert read(body_of(Sender(monkeypatch, [(0, 50), (0, last)]), limit=100)) == told


def test_that_a_byte_now_and_then_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(body_of(Sender(monkeypatch, [(1.0, 1)] * 4), patience_s=5.0)) == 4
    assert read(body_of(Sender(monkeypatch, [(1.0, 1)] * 8), patience_s=5.0)) == -408


def test_that_silence_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(body_of(Sender(monkeypatch, []), patience_s=0.01)) == -408


def test_that_a_long_body_at_a_fair_rate_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [(0.9, BYTES_PER_S)] * 100
    assert read(body_of(Sender(monkeypatch, parts))) == 100 * BYTES_PER_S


def test_that_the_time_that_we_take_is_not_the_senders(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender(monkeypatch, [(0.0, 1)] * 10)
    assert read(body_of(sender), work_s=100.0, sender=sender) == 10


def test_that_a_sender_who_goes_away_in_the_middle_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(body_of(Sender(monkeypatch, [(0, 10), (0, -1)]))) == -400


def test_that_long_bodies_are_refused_where_there_is_no_room_and_short_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held()
    held.bytes = bodies.MOST_HELD - 10 * KIB
    long = body_of(Sender(monkeypatch, [(0, 20 * KIB)]), held)
    assert read(long) == -503
    short = body_of(Sender(monkeypatch, [(0, 16 * KIB)]), held)
    assert read(short) == 16 * KIB
    for body in (long, short):
        body.let_go()
    assert held.bytes == bodies.MOST_HELD - 10 * KIB


def test_that_a_file_counts_for_what_lies_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held()
    body = body_of(Sender(monkeypatch, [(0, 1024 * KIB)] * 100), held)
    assert read(body) == 100 * 1024 * KIB
    assert held.bytes == 1024 * KIB
    body.let_go()
    assert held.bytes == 0


def test_that_nothing_is_refused_once_the_answer_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    body = body_of(Sender(monkeypatch, [(0, -1)]))
    body.is_answered = True
    assert asyncio.run(body())["type"] == "http.disconnect"
