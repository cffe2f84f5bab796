"""Preferences: what this user wishes on this computer, kept in a file of the user's own folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from desktop.theme.theme import Scheme
from engine.solvers.options import SolveOptions

_RECENT = 12


class Preferences(QObject):
    """Wishes of the user, read and written at once.

    Signals:
        changed(): A wish has changed.
    """

    changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._kept = QSettings(str(path), QSettings.Format.IniFormat, self)

    @property
    def scheme(self) -> Scheme:
        """Light, dark, or as the system."""
        text = self._text("look/scheme")
        return Scheme(text) if text in set(Scheme) else Scheme.SYSTEM

    def set_scheme(self, scheme: Scheme) -> None:
        """Keeps the wish for light or dark."""
        self._set("look/scheme", scheme.value)

    @property
    def author(self) -> str:
        """Name written into the history; empty for the login name."""
        return self._text("user/name")

    def set_author(self, name: str) -> None:
        """Keeps the name written into the history."""
        self._set("user/name", name.strip())

    @property
    def workers(self) -> int:
        """Runs computed at the same time."""
        return self._whole("runs/workers") or max(1, (os.cpu_count() or 2) - 1)

    def set_workers(self, count: int) -> None:
        """Keeps the number of runs computed at the same time."""
        self._set("runs/workers", count)

    @property
    def memory_share(self) -> float:
        """Share of the computer's memory that all runs together may take."""
        return self._number("runs/memory_share") or 0.8

    def set_memory_share(self, share: float) -> None:
        """Keeps the share of memory of runs."""
        self._set("runs/memory_share", share)

    @property
    def solve_options(self) -> SolveOptions:
        """What is asked of the solver unless a run says otherwise."""
        usual, gap = SolveOptions(), self._number("solver/gap")
        return SolveOptions(
            gap=usual.gap if gap is None else gap,
            time_limit_s=self._number("solver/time_limit_s"),
            threads=self._whole("solver/threads") or usual.threads,
            seed=self._whole("solver/seed") or usual.seed,
            solver=self._text("solver/name") or usual.solver,
        )

    def set_solve_options(self, options: SolveOptions) -> None:
        """Keeps what is asked of the solver."""
        self._kept.setValue("solver/gap", options.gap)
        self._kept.setValue("solver/time_limit_s", "" if options.time_limit_s is None else options.time_limit_s)
        self._kept.setValue("solver/threads", options.threads)
        self._kept.setValue("solver/seed", options.seed)
        self._set("solver/name", options.solver)

    @property
    def runs_on_server(self) -> bool:
        """Whether the next runs are handed to the shared server; else this computer computes them."""
        return self._text("runs/place") == "server"

    def set_runs_on_server(self, is_wished: bool) -> None:
        """Keeps where the next runs are computed."""
        self._set("runs/place", "server" if is_wished else "here")

    @property
    def recent(self) -> tuple[Path, ...]:
        """Project files opened lately, the latest first."""
        kept = self._kept.value("files/recent", [])
        paths = kept if isinstance(kept, list) else [kept]  # a list of one comes back from the file as a text
        return tuple(Path(path) for path in paths if isinstance(path, str) and path)

    def remember(self, path: Path) -> None:
        """Puts a project file in front of those opened lately."""
        self._keep_recent([path, *(other for other in self.recent if other != path)])

    def forget(self, path: Path) -> None:
        """Takes a project file off the list of those opened lately; the file stays."""
        self._keep_recent([other for other in self.recent if other != path])

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window; empty at first."""
        kept = self._kept.value("window/geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        """Keeps place and size of the window."""
        self._kept.setValue("window/geometry", geometry)

    def _keep_recent(self, paths: list[Path]) -> None:
        self._set("files/recent", [str(path) for path in paths[:_RECENT]])

    def _set(self, name: str, value: object) -> None:
        self._kept.setValue(name, value)
        self.changed.emit()

    def _text(self, name: str) -> str:
        value = self._kept.value(name, "")
        return value if isinstance(value, str) else ""

    def _number(self, name: str) -> float | None:
        # Read back from the file a number is text; somebody may have written anything there.
        try:
            return float(str(self._kept.value(name, "")))
        except ValueError:
            return None

    def _whole(self, name: str) -> int:
        return int(self._number(name) or 0)
