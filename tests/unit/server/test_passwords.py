"""Passwords: hashed slowly, a few at a time, and never longer to tell for those who have none."""

import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from engine.errors import KnownError
from sync.server.passwords import LONGEST, SHORTEST, Passwords
from tests.patience import PATIENCE_S

GOOD = "correct horse battery"


class Slow:
    """Makes every check wait until it is let go, and knows how many are under way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.under_way, self.most = 0, 0
        self.begun, self.go, self._lock = threading.Semaphore(0), threading.Event(), threading.Lock()
        monkeypatch.setattr(PasswordHasher, "verify", self._verify)

    def _verify(self, _hash: str, _password: str) -> bool:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        self.begun.release()
        assert self.go.wait(PATIENCE_S)
        with self._lock:
            self.under_way -= 1
        return True


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow(monkeypatch)
    yield made
    made.go.set()


def start(passwords: Passwords, number: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=passwords.check, args=("any", GOOD)) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


def test_that_the_cost_is_what_is_recommended() -> None:
    found = extract_parameters(Passwords().hash(GOOD))
    assert (found.type, found.time_cost, found.parallelism) == (Type.ID, 2, 1)
    assert 19 * 1024 <= found.memory_cost <= 46 * 1024


def test_that_a_password_is_known_again_and_no_other() -> None:
    passwords = Passwords(memory_kib=64)
    hashed = passwords.hash(GOOD)
    assert GOOD not in hashed
    assert passwords.check(hashed, GOOD)
    assert not passwords.check(hashed, GOOD + "!")
    assert not passwords.check("no hash", GOOD)
    assert not passwords.check(None, GOOD)


@pytest.mark.parametrize(("length", "code"), [(SHORTEST - 1, "password-too-short"), (LONGEST + 1, "password-too-long")])
def test_that_a_password_has_a_sensible_length(length: int, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        Passwords(memory_kib=64).hash("x" * length)
    assert caught.value.code == code


def test_that_no_more_are_hashed_at_once_than_said(slow: Slow) -> None:
    passwords = Passwords(at_once=2, memory_kib=64, waiting=4, patience_s=PATIENCE_S)
    threads = start(passwords, 6)
    for _ in range(2):
        assert slow.begun.acquire(timeout=PATIENCE_S)
    assert not slow.begun.acquire(timeout=0.05)
    slow.go.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert slow.most == 2


def test_that_whoever_finds_no_seat_is_refused_at_once(slow: Slow) -> None:
    passwords = Passwords(at_once=1, memory_kib=64, waiting=0, patience_s=600)
    threads = start(passwords, 1)
    assert slow.begun.acquire(timeout=PATIENCE_S)
    with pytest.raises(KnownError) as caught:
        passwords.check(None, GOOD)
    assert caught.value.code == "busy"
    slow.go.set()
    threads[0].join(PATIENCE_S)
    assert passwords.check("any", GOOD)


def test_that_whoever_waits_too_long_is_refused(slow: Slow) -> None:
    passwords = Passwords(at_once=1, memory_kib=64, waiting=1, patience_s=0.01)
    threads = start(passwords, 1)
    assert slow.begun.acquire(timeout=PATIENCE_S)
    with pytest.raises(KnownError) as caught:
        passwords.hash(GOOD)
    assert caught.value.code == "busy"
    slow.go.set()
    threads[0].join(PATIENCE_S)
