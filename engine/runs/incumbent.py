"""The latest incumbent on disk, so that a killed child leaves what it had found."""

from __future__ import annotations

import os
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

_LEAST_PAUSE_S = 0.2
_PAUSE_PER_WRITE = 10.0  # at most a tenth of the time goes into writing


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A solution found on the way.

    Attributes:
        objective: Its value.
        bound: Proven limit when it was found; None where none was known.
        values: Value of each column of the program.
        lanes: Lane entries that the program has, where it leaves some out; None where it has all.
    """

    objective: float
    bound: float | None
    values: npt.NDArray[np.float64]
    lanes: npt.NDArray[np.bool_] | None = None


def write_incumbent(incumbent: Incumbent, path: Path) -> None:
    """Write the incumbent, whole or not at all; it replaces the one before."""
    part = path.with_name(path.name + ".part")
    bound = np.nan if incumbent.bound is None else incumbent.bound
    lanes = np.empty(0, dtype=bool) if incumbent.lanes is None else incumbent.lanes
    with part.open("wb") as file:
        np.savez(
            file,
            objective=incumbent.objective,
            bound=bound,
            values=incumbent.values,
            lanes=np.packbits(lanes),
            count=-1 if incumbent.lanes is None else len(lanes),
        )
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_incumbent(path: Path) -> Incumbent | None:
    """The incumbent on disk; None where there is none that can be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            bound = None if np.isnan(data["bound"]) else float(data["bound"])
            count = int(data["count"])
            lanes = np.unpackbits(data["lanes"], count=count).astype(bool) if count >= 0 else None
            return Incumbent(float(data["objective"]), bound, data["values"], lanes)
    except (FileNotFoundError, EOFError, zipfile.BadZipFile, KeyError, ValueError):
        return None


class IncumbentWriter:
    """Writes the latest of the incumbents it is offered in a thread, so that the solver never waits for the disk.

    Use it in a `with`; the last one offered is on disk when the block ends.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._latest: Incumbent | None = None
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._write_on, name="incumbent", daemon=True)

    def offer(self, incumbent: Incumbent) -> None:
        """Take a better incumbent; its values must not change afterwards."""
        with self._changed:
            self._latest = incumbent
            self._changed.notify()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _write_on(self) -> None:
        pause = 0.0
        while (incumbent := self._next(pause)) is not None:
            before = time.perf_counter()
            write_incumbent(incumbent, self._path)
            pause = max(_LEAST_PAUSE_S, _PAUSE_PER_WRITE * (time.perf_counter() - before))

    def _next(self, pause: float) -> Incumbent | None:
        """The next incumbent to write after the pause; None when all is written and nothing more comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing, timeout=pause)
            self._changed.wait_for(lambda: self._closing or self._latest is not None)
            latest, self._latest = self._latest, None
            return latest
