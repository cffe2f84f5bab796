"""Settings of all tests: property tests try the same examples each time, and time is no reason to fail."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests.patience import until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

settings.register_profile(
    "repeatable", deadline=None, derandomize=True, print_blob=False, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that measures stalls wants the computer for itself; `dev.py test` gives it that."""
    for item in items:
        if "watchdog" in getattr(item, "fixturenames", ()):
            item.add_marker("alone")
    # The whole application comes last: it leaves more behind than a page.
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None and "tests/e2e/" in item.nodeid)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No process that the tests have started outlives them."""
    before = _children()
    yield
    until(lambda: _children().keys() <= before.keys(), lambda: f"still running: {_children()}")


def _children() -> dict[int, str]:
    """What runs below this process, but for the helper of Python's own that ends with it."""
    found = {}
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            found[child.pid] = " ".join(child.cmdline())
    return {pid: command for pid, command in found.items() if command and "multiprocessing" not in command}


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> "QtBot":
    """Hands and eyes of a test of the window, with the patience of all tests."""
    from tests.patient_bot import PatientBot

    return PatientBot(request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A watchdog over the event loop ends with the test: that windows are destroyed afterwards is no stall."""
    try:
        return (yield)
    finally:
        watching = getattr(item, "funcargs", {}).get("watchdog")
        if watching is not None:
            watching.stop()
