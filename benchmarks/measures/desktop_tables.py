"""The page of the data on a million lanes: opening, scrolling, pasting, undoing, and how long the window stands still.

The page is shown without a screen, in a process of its own, and driven through its actions; the event loop is watched
by a timer all the while.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.commands import store
from benchmarks.instances import generate
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading

SITES, CUSTOMERS = 100, 10_000
OPEN_MS, PASTE_MS, UNDO_MS, STALL_MS, SMOOTH_MS = 1000, 300, 300, 50, 16
_WAIT_S = 60.0
_JUMPS = 60
_SHAPES = {"1,000 × 10": (1_000, 10), "10,000 × 1": (10_000, 1)}

Figures = dict[str, float]


def figures(path: str) -> Figures:
    """Milliseconds of everything measured, by name; in a fresh process.

    Args:
        path: Project file with a million lanes; it is edited.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.setswitchinterval(0.0005)
    from PySide6.QtWidgets import QApplication

    from desktop.theme.theme import Theme

    application = QApplication([])
    Theme(application)
    bench = _Bench(application, Path(path))
    found = bench.opened() | bench.scrolled()
    for name, (rows, columns) in _SHAPES.items():
        found |= bench.pasted(name, rows, columns)
    found |= bench.stalls()
    bench.close()
    return found


class _Bench:
    """One page on one project."""

    def __init__(self, application: Any, path: Path) -> None:
        from PySide6.QtCore import QObject, QTimer

        from benchmarks.measures.idle_context import context_of
        from desktop.collecting import settle
        from desktop.session import Session
        from desktop.views.data import DataPage

        self._application = application
        self._gaps: list[float] = []
        self._last = self._waited = 0.0
        self._root = QObject()
        self._session = Session(path, "bench", self._root)
        self._session.start()
        self._wait(lambda: self._session.is_open)
        self._context = context_of(self._session, self._root)
        self._page = DataPage(self._context)
        self._page.resize(1440, 860)
        self._page.show()
        self._model = self._page.model
        self._wait(lambda: not self._model.is_loading)
        settle()
        self._timer = QTimer(self._root, interval=1)
        self._timer.timeout.connect(self._on_turned)
        self._last, self._waited = time.perf_counter(), _waited_s()
        self._timer.start()

    def opened(self) -> Figures:
        """From the click on the table to its first rows."""
        took = self._timed(
            lambda: self._page.show_table("lanes"),
            lambda: self._model.table.name == "lanes" and self._is_shown(0),
        )
        return {"open": took}

    def scrolled(self) -> Figures:
        """Jumps to rows that are not held, until they are there."""
        bar = self._page.grid.verticalScrollBar()
        self._wait(lambda: bar.maximum() > self._model.draft_row // 2)
        rows = [(number * 37_987 + 500_000) % self._model.draft_row for number in range(_JUMPS)]
        took = [self._timed(partial(bar.setValue, row), partial(self._is_shown, row)) for row in rows]
        return {"page": sorted(took)[_JUMPS // 2], "page_worst": max(took)}

    def pasted(self, name: str, rows: int, columns: int) -> Figures:
        """A block pasted over rows until the store has it and the grid shows it, and undone."""
        from PySide6.QtGui import QGuiApplication

        first = self._model.table.column_names.index("unit_cost")
        QGuiApplication.clipboard().setText(("\t".join(["1.5"] * columns) + "\n") * rows)
        self._page.grid.choose([1000], first)
        before = self._cell(1000, first)
        paste = self._timed(self._page.actions_of_page.paste, lambda: self._cell(1000, first) == 1.5)
        undo = self._timed(self._session.undo, lambda: self._cell(1000, first) == before)
        return {f"paste {name}": paste, f"undo {name}": undo}

    def stalls(self) -> Figures:
        """How long the event loop stood still through all of it."""
        gaps = sorted(self._gaps)
        return {"stall": gaps[-1], "stall_p99": gaps[int(0.99 * len(gaps))]}

    def close(self) -> None:
        """Ends everything in order."""
        self._timer.stop()
        self._page.close()
        self._page.deleteLater()
        self._session.close()
        self._session.wait_closed()
        self._application.processEvents()

    def _is_shown(self, row: int) -> bool:
        return row < self._model.draft_row and self._model.shown(row, 0) != ""

    def _cell(self, row: int, column: int) -> object:
        self._wait(lambda: self._model.row(row) is not None)
        cells = self._model.row(row)
        return cells[column] if cells is not None else None

    def _timed(self, begin: Callable[[], object], is_done: Callable[[], bool]) -> float:
        start = time.perf_counter()
        begin()
        self._wait(is_done)
        return 1000 * (time.perf_counter() - start)

    def _wait(self, is_done: Callable[[], bool]) -> None:
        limit = time.perf_counter() + _WAIT_S
        while not is_done():
            self._application.processEvents()
            time.sleep(0.0005)
            if time.perf_counter() > limit:
                raise TimeoutError("the page did not come to rest")

    def _on_turned(self) -> None:
        now, waited = time.perf_counter(), _waited_s()
        self._gaps.append(1000 * (now - self._last - (waited - self._waited)))
        self._last, self._waited = now, waited


def _waited_s() -> float:
    """Seconds in which this thread wanted the processor and others had it; 0 where the system does not tell."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


@cache
def _taken() -> Figures:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "lanes.networx")
        store(generate.capacitated(sites=SITES, customers=CUSTOMERS).network(), path)
        found, _ = isolated(figures, str(path), limit_s=600.0)
        return found


def _opening(_: Options) -> Reading:
    found = _taken()
    text = f"first rows after {found['open']:.0f} ms; "
    text += f"a page not held {found['page']:.0f} ms, worst {found['page_worst']:.0f} ms"
    return Reading(text, found["open"] <= OPEN_MS)


def _pasting(_: Options) -> Reading:
    found = _taken()
    parts = [f"{name}: {found[f'paste {name}']:.0f} ms, undone {found[f'undo {name}']:.0f} ms" for name in _SHAPES]
    met = all(found[f"paste {name}"] <= PASTE_MS and found[f"undo {name}"] <= UNDO_MS for name in _SHAPES)
    return Reading("; ".join(parts), met)


def _standing(_: Options) -> Reading:
    found = _taken()
    text = f"longest {found['stall']:.0f} ms, 99 % within {found['stall_p99']:.1f} ms"
    return Reading(text, found["stall"] <= STALL_MS and found["stall_p99"] <= SMOOTH_MS)


MEASURES = (
    Measure("tables", "a table of 1,000,000 lanes opened", f"≤ {OPEN_MS} ms", _opening),
    Measure("tables", "10,000 cells pasted and undone there", f"each ≤ {PASTE_MS} ms", _pasting),
    Measure("tables", "event loop meanwhile", f"≤ {STALL_MS} ms, 99 % ≤ {SMOOTH_MS} ms", _standing),
)
