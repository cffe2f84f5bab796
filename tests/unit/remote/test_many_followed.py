"""Many runs followed on a few threads."""

import threading
from collections.abc import Callable, Iterator

import pytest

from engine.errors import KnownError
from engine.runs.ending import ending_of
from engine.runs.events import ENDINGS, Event, PhaseStarted
from engine.runs.record import RunRecord, RunStatus
from sync.remote.following import AT_ONCE, Follower
from tests.patience import PATIENCE_S


def ending(run: str) -> Event:
    return ending_of(RunRecord(id=run, scenario="Baseline", status=RunStatus.OPTIMAL))


class Telling:
    """A server whose runs tell one phase and their ending, each once it is let go; counts who listens at a time."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.held: set[str] = set()
        self.broken: set[str] = set()
        self.away: set[str] = set()
        self.afters: dict[str, list[int]] = {}
        self.now = self.most = 0
        self._counting = threading.Lock()

    def events(
        self, run: str, after: int, go_on: Callable[[], bool], _patience_s: float, give_way: Callable[[], bool], met
    ) -> Iterator[tuple[int, Event]]:
        with self._counting:
            self.afters.setdefault(run, []).append(after)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if run in self.away:
                met(KnownError("server-unreachable", "The server cannot be reached."))
            if run in self.broken:
                raise KnownError("run-unknown", "There is no such run.")
            if after < 1:
                yield 1, PhaseStarted(run=run, phase="read", seconds=0.0)
            while run in self.held and not self.free.wait(0.001):
                if give_way() or not go_on():
                    return
            yield 2, ending(run)
        finally:
            with self._counting:
                self.now -= 1


@pytest.fixture
def server() -> Telling:
    return Telling()


@pytest.fixture
def follower() -> Iterator[Follower]:
    made = Follower(silence_s=0.0)
    yield made
    made.stop()


def heard(follower: Follower, count: int) -> list[tuple[str, Event | KnownError]]:
    """The next news."""
    found = []
    while len(found) < count:
        news = follower.take(PATIENCE_S)
        assert news is not None, found
        found.append(news)
    return found


def test_that_hundreds_of_runs_are_followed_on_a_few_threads_each_from_phase_to_ending(server, follower) -> None:
    runs = [f"run-{number}" for number in range(300)]
    server.held = set(runs)
    for run in runs:
        follower.follow(server, run, run)
        follower.follow(server, run, run)  # once is enough
    server.free.set()
    told: dict[str, list[str]] = {}
    for run, event in heard(follower, 600):
        told.setdefault(run, []).append(type(event).__name__)
    assert told == {run: ["PhaseStarted", "Finished"] for run in runs}
    assert server.most <= AT_ONCE
    assert follower.is_idle
    assert follower.take() is None


def test_that_runs_that_are_silent_make_room_for_others_and_are_taken_up_where_they_were_left(server, follower) -> None:
    silent = [f"silent-{number}" for number in range(AT_ONCE + 2)]
    server.held = set(silent)
    for run in (*silent, "quick"):
        follower.follow(server, run, run)
    ended: list[str] = []
    while "quick" not in ended:
        ended += [run for run, event in heard(follower, 1) if isinstance(event, ENDINGS)]
    assert ended == ["quick"]
    server.free.set()
    while len(ended) < len(silent) + 1:
        ended += [run for run, event in heard(follower, 1) if isinstance(event, ENDINGS)]
    assert sorted(ended) == sorted([*silent, "quick"])
    assert all(afters[0] == 0 and set(afters[1:]) <= {1} for afters in server.afters.values())
    assert server.most <= AT_ONCE


def test_that_a_run_that_breaks_is_told_alone_and_an_ending_is_told_each_time(server, follower) -> None:
    server.broken = {"broken"}
    for run in ("broken", "good"):
        follower.follow(server, run, run)
    found = heard(follower, 3)
    ((_, error),) = [news for news in found if news[0] == "broken"]
    assert isinstance(error, KnownError)
    follower.follow(server, "good", "good")
    ((run, again),) = heard(follower, 1)
    assert run == "good"
    assert isinstance(again, ENDINGS)


@pytest.mark.parametrize("tells", [True, False])
def test_that_a_server_that_is_away_is_told_to_those_who_wish_it(server, *, tells: bool) -> None:
    follower = Follower(tells_away=tells)
    server.away = {"run"}
    follower.follow(server, "run", "run")
    texts = [getattr(event, "text", "") for _, event in heard(follower, 2 + tells)]
    assert texts == ["waits: The server cannot be reached."] * tells + ["", ""]
