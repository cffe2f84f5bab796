"""What the tests of the window share: a project made from a sample, a context, a watchdog, pictures."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.calls import CallPool
from desktop.collecting import Collector
from desktop.context import Context
from desktop.preferences import Preferences
from desktop.session import Findings, Selection, Session
from desktop.shell.actions import Actions
from desktop.shell.navigation import Navigation
from desktop.theme.theme import Scheme, Theme
from engine.errors import KnownError
from engine.io.samples import load_sample
from engine.runs.batch import SolveBatch, ask_for
from engine.runs.events import Event
from engine.runs.record import RunRecord, RunStatus, SolveOptions, new_run_id, utc_now
from sync.store import Project
from tests.patience import PATIENCE_MS
from tests.watchdog import Watchdog

SERVE = [sys.executable, "-m", "desktop", "--serve"]
WAIT_MS = 20_000


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The theme of the one application of all tests."""
    found = qapp.findChild(Theme)
    return found if isinstance(found, Theme) else Theme(qapp)


@pytest.fixture(scope="session", autouse=True)
def _collected_here(qapp: QApplication) -> None:
    """Garbage of windows is collected on their thread, as in the application."""
    Collector(qapp)


@pytest.fixture(scope="session", autouse=True)
def _in_english(qapp: QApplication) -> None:
    """Figures are written in one way, whatever this computer writes them like."""
    QLocale.setDefault(QLocale(QLocale.Language.English))


@pytest.fixture(autouse=True)
def _themed(theme: Theme) -> None:
    """Every widget finds its theme; each test begins with the light one."""
    theme.set_scheme(Scheme.LIGHT)
    while not theme.is_settled:
        QTest.qWait(1)


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A project file of a sample, made once; copy it before you change it."""
    folder = tmp_path_factory.mktemp("samples")

    def made(name: str) -> Path:
        path = folder / f"{name}.networx"
        if not path.exists():
            Project.create(path, load_sample(name)).close()
        return path

    return made


@pytest.fixture(scope="session")
def solved_sample(sample_files: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A project file of a sample with a run of each scenario asked for, solved once; copy it before you change it."""
    folder = tmp_path_factory.mktemp("solved")

    def made(name: str, scenarios: Sequence[str] = ("Baseline",), gap: float = 0.01) -> Path:
        path = folder / f"{name}-{'-'.join(scenarios)}.networx"
        if not path.exists():
            shutil.copy(sample_files(name), path)
            with Project.open(path) as project:
                network = project.network()
                asks = [ask_for(network, scenario) for scenario in scenarios]
                for _ in SolveBatch(asks, SolveOptions(gap=gap), project.runs).run():
                    pass
        return path

    return made


@pytest.fixture
def sample() -> str:
    """The sample of `project_file`; a test asks for another one by ``@pytest.mark.parametrize("sample", [...])``."""
    return "us-distribution"


@pytest.fixture
def project_file(sample: str, sample_files: Callable[[str], Path], tmp_path: Path) -> Path:
    """A project file of the test's own, made from a sample."""
    return Path(shutil.copy(sample_files(sample), tmp_path / f"{sample}.networx"))


@pytest.fixture
def session(project_file: Path, qtbot: QtBot) -> Iterator[Session]:
    """The open project; closed at the end."""
    opened = Session(project_file, author="Tester")
    with qtbot.waitSignal(opened.opened, timeout=WAIT_MS):
        opened.start()
    yield opened
    opened.close()
    assert opened.wait_closed(PATIENCE_MS)


class CallHere:
    """A call of `CallsHere`."""

    cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class CallsHere(QObject):
    """Calls carried out in this process, with answers that come later, as they do from another one."""

    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[str, Mapping[str, Any]]] = []

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        answer: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> CallHere:
        call = CallHere()
        self.made.append((function, arguments))

        def carry_out() -> None:
            if call.cancelled:
                return
            module, name = function.split(":")
            try:
                value = getattr(importlib.import_module(f"desktop.compute.{module}"), name)(**arguments)
            except KnownError as error:
                (failed or self.failed.emit)(error)
            else:
                answer(value)

        QTimer.singleShot(0, self, carry_out)
        return call


class FakeRuns(QObject):
    """Runs that are only noted; a test moves them on with `put` and `tell`."""

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)
    deleted = Signal(object)
    slots_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.slots = 1
        self.told: dict[str, list[Event]] = {}
        self.started: list[tuple[tuple[str, ...], SolveOptions]] = []
        self.anew: list[bool] = []
        self.cancelled: list[str] = []
        self._records: dict[str, RunRecord] = {}

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:
        self.started.append((tuple(scenarios), options))
        self.anew.append(anew)
        for scenario in scenarios:
            now = utc_now()
            self.put(
                RunRecord(id=new_run_id(), scenario=scenario, status=RunStatus.QUEUED, options=options, created=now)
            )

    def cancel(self, run: str) -> None:
        self.cancelled.append(run)

    def delete(self, run: str) -> None:
        self.deleted.emit(self._records.pop(run))

    def records(self) -> Sequence[RunRecord]:
        return sorted(self._records.values(), key=lambda record: record.created, reverse=True)

    def put(self, record: RunRecord) -> None:
        """A run is as the record says."""
        self._records[record.id] = record
        self.changed.emit(record)

    def events(self, run: str) -> Sequence[Event]:
        return tuple(self.told.get(run, ()))

    def tell(self, run: str, event: Event) -> None:
        """A run told of an event."""
        self.told.setdefault(run, []).append(event)
        self.progressed.emit(run, event)


@pytest.fixture
def runs() -> FakeRuns:
    return FakeRuns()


@pytest.fixture
def calls() -> Iterator[CallsHere]:
    """Calls in this process; tests that measure stalls override it with `other_process_calls`."""
    made = CallsHere()
    yield made
    made.deleteLater()  # with it go the calls that were not carried out yet


@pytest.fixture
def other_process_calls(qapp: QApplication) -> Iterator[CallPool]:
    """Calls in another process, as in the application."""
    pool = CallPool(SERVE, 1)
    yield pool
    pool.stop()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Preferences in a file of the test's own."""
    return Preferences(tmp_path / "preferences" / "settings.ini")


@pytest.fixture
def context(session: Session, calls: CallsHere, runs: FakeRuns, preferences: Preferences) -> Iterator[Context]:
    """All that a page is given, with a real session on `project_file`."""
    root = QObject()
    selection = Selection(root)
    yield Context(
        session=session,
        selection=selection,
        actions=Actions(root),
        calls=calls,
        runs=runs,
        findings=Findings(session, selection, calls, root),
        navigation=Navigation(root),
        preferences=preferences,
    )
    root.deleteLater()


@pytest.fixture
def watchdog(qapp: QApplication) -> Iterator[Watchdog]:
    """Call ``start()`` when everything stands; the test fails where the loop then stood still for more than 50 ms."""
    watching = Watchdog()
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield watching
    watching.stop()
    sys.setswitchinterval(before)
    assert watching.worst_ms <= watching.stall_ms, f"the event loop stood still for {watching.worst_ms:.0f} ms"


Shot = Callable[[QWidget, str], None]


@pytest.fixture
def shot(theme: Theme, qtbot: QtBot) -> Shot:
    """Writes ``NAME-light.png`` and ``NAME-dark.png`` of a widget where NETWORX_SHOTS names a folder.

    A widget that has no size of its own yet is shown as large as the window.
    """
    folder = os.environ.get("NETWORX_SHOTS", "")

    def take(widget: QWidget, name: str) -> None:
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        if not widget.isVisible():
            widget.resize(1440, 900)
            widget.show()
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            theme.set_scheme(scheme)
            qtbot.waitUntil(lambda: theme.is_settled, timeout=WAIT_MS)
            qtbot.wait(80)
            assert widget.grab().save(str(Path(folder) / f"{name}-{scheme.value}.png"))

    return take
