"""A thread that ends by a defect takes its process along, which would look alive and do half of its work without it."""

from __future__ import annotations

import logging
import os
import signal
import threading

_LOG = logging.getLogger(__name__)


def end_with_any_thread() -> None:
    """Let the process end in order as soon as one of its threads has a defect; whoever watches it starts it anew."""
    threading.excepthook = _end


def _end(defect: threading.ExceptHookArgs) -> None:
    if issubclass(defect.exc_type, SystemExit):
        return
    name = "" if defect.thread is None else defect.thread.name
    cause = defect.exc_value or defect.exc_type()
    _LOG.critical("thread %s has ended by a defect, and so the process ends", name, exc_info=cause)
    os.kill(os.getpid(), signal.SIGTERM)
