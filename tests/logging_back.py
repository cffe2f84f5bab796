"""The handlers of the log as they were before an application added its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def handlers_as_before() -> Iterator[None]:
    """Takes away and closes in the end what was added meanwhile: later tests write into no file of this one."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
