"""Settings of all tests: property tests try the same examples each time, and time is no reason to fail."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that measures stalls wants the computer for itself; `dev.py test` gives it that."""
    for item in items:
        if "watchdog" in getattr(item, "fixturenames", ()):
            item.add_marker("alone")
    # The whole application comes last: it leaves more behind than a page.
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None and "tests/e2e/" in item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A watchdog over the event loop ends with the test: that windows are destroyed afterwards is no stall."""
    try:
        return (yield)
    finally:
        watching = getattr(item, "funcargs", {}).get("watchdog")
        if watching is not None:
            watching.stop()
