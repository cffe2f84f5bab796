"""Imports are Python's own once the application stands."""

import builtins
import importlib
import inspect
import sys

import pytest

from desktop.plain_imports import import_plainly


def test_that_no_source_is_read_for_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)  # put back after the test
    import_plainly()
    read: list[object] = []
    monkeypatch.setattr(inspect, "getsource", lambda module: read.append(module) or "")
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    importlib.invalidate_caches()
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert not read
