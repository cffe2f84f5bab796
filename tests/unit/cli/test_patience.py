"""Results whose project cannot be written to for a while."""

import pytest

from desktop.cli.patience import PatientRuns
from engine.errors import KnownError
from engine.runs.record import RunRecord, RunStatus

RECORD = RunRecord(id="run", scenario="Baseline", status=RunStatus.OPTIMAL)
FULL = KnownError("disk-full", "The disk is full.", where="coffee.networx", what_to_do="Free some space.")


class FullFor:
    """A store that fails some times, then keeps what it is given."""

    def __init__(self, error: KnownError, times: float) -> None:
        self.error, self.times = error, times
        self.kept: list[tuple[RunRecord, bytes | None]] = []

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        self.times -= 1
        if self.times >= 0:
            raise self.error
        self.kept.append((record, result))
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("code", ["disk-full", "project-busy", "project-io"])
def test_that_a_result_waits_for_what_passes_and_is_told_once(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    clock, store = Clock(), FullFor(KnownError(code, "Not now.", where="coffee.networx"), 5)
    assert PatientRuns(store, clock.sleep, lambda: clock.now).finish(RECORD, b"tables")
    assert store.kept == [(RECORD, b"tables")]
    assert capsys.readouterr().err.count("Not now.") == 1


def test_that_patience_ends(capsys: pytest.CaptureFixture[str]) -> None:
    clock, store = Clock(), FullFor(FULL, float("inf"))
    with pytest.raises(KnownError, match="disk is full"):
        PatientRuns(store, clock.sleep, lambda: clock.now).finish(RECORD, b"tables")
    assert 500 < clock.now < 700
    assert "Ctrl-C" in capsys.readouterr().err


def test_that_what_does_not_pass_is_told_at_once() -> None:
    clock, store = Clock(), FullFor(KnownError("project-damaged", "The project file is damaged."), 1)
    with pytest.raises(KnownError, match="damaged"):
        PatientRuns(store, clock.sleep, lambda: clock.now).finish(RECORD, None)
    assert clock.now == 0.0
