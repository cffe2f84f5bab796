"""Whether anybody would hear an answer that comes later."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid


def is_heard(answer: Callable[..., Any]) -> bool:
    """Whether what runs with an answer is no method of an object that Qt has destroyed since."""
    while isinstance(answer, partial):
        answer = answer.func
    listener = getattr(answer, "__self__", None)
    return not isinstance(listener, QObject) or isValid(listener)
