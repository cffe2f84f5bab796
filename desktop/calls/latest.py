"""Calls of one view of which only the latest of a kind counts; none is answered after the view is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from desktop.context import Call, Calls
from engine.errors import KnownError


class LatestCalls:
    """Calls by kind; a new one takes the place of the one before, whose answer is dropped.

    Args:
        calls: Where they are carried out.
        owner: When it is destroyed no answer is wanted any more.
    """

    def __init__(self, calls: Calls, owner: QObject) -> None:
        self._calls = calls
        self._under_way: dict[str, Call] = {}
        under_way = self._under_way
        owner.destroyed.connect(lambda: _cancel_all(under_way))

    def is_under_way(self, kind: str) -> bool:
        """Whether an answer of that kind is awaited."""
        return kind in self._under_way

    @property
    def is_any_under_way(self) -> bool:
        """Whether an answer of any kind is awaited."""
        return bool(self._under_way)

    def cancel_all(self) -> None:
        """No answer is wanted any more."""
        _cancel_all(self._under_way)

    def cancel(self, kind: str) -> None:
        """The answer of that kind is no longer wanted."""
        if kind in self._under_way:
            self._under_way.pop(kind).cancel()

    def call(
        self,
        kind: str,
        function: str,
        arguments: Mapping[str, Any],
        answer: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Calls a function as `desktop.context.Calls.call`, in place of the call of that kind before."""
        self.cancel(kind)

        def answered(value: Any) -> None:
            self._under_way.pop(kind, None)
            answer(value)

        def refused(error: KnownError) -> None:
            self._under_way.pop(kind, None)
            if failed is not None:
                failed(error)

        self._under_way[kind] = self._calls.call(function, arguments, answered, refused if failed else None)


def _cancel_all(under_way: dict[str, Call]) -> None:
    for call in under_way.values():
        call.cancel()
    under_way.clear()
