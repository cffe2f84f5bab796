"""Any sequence of commits, undos, redos, rollbacks and restarts, against a list of networks in memory."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.changes import apply, diff, invert, same_rows
from engine.network import Network
from sync.store import OpenMode, Project
from tests.unit.changes.networks import any_network


class ProjectMachine(RuleBasedStateMachine):
    """The project beside what it should hold: the network of each version, and what can be undone and redone."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "machine.networx"
        self.project = Project.create(self.path)
        self.versions = [Network.of()]
        self.undo_steps: list[int] = []
        self.redo_steps: list[int] = []

    @rule(goal=any_network())
    def commit(self, goal: Network) -> None:
        change = diff(self.versions[-1], Network(goal.tables, self.versions[-1].sources))
        if not change.is_empty():
            self.keep(self.project.commit(change), goal)
            self.undo_steps.append(self.newest)
            self.redo_steps.clear()

    @precondition(lambda self: self.undo_steps)
    @rule()
    def undo(self) -> None:
        version = self.undo_steps.pop()
        self.redo_steps.append(version)
        back = invert(diff(self.versions[version - 1], self.versions[version]))
        self.keep(self.project.undo(), apply(self.versions[-1], back))

    @precondition(lambda self: self.redo_steps)
    @rule()
    def redo(self) -> None:
        version = self.redo_steps.pop()
        self.undo_steps.append(version)
        self.keep(
            self.project.redo(), apply(self.versions[-1], diff(self.versions[version - 1], self.versions[version]))
        )

    @rule(data=st.data())
    def rollback(self, data: st.DataObject) -> None:
        version = data.draw(st.integers(0, self.newest))
        if not same_rows(self.versions[version], self.versions[-1]):
            self.keep(self.project.rollback(version), self.versions[version])
            self.undo_steps.append(self.newest)
            self.redo_steps.clear()

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = Project.open(self.path)

    @invariant()
    def the_rows_are_those_of_the_newest_version(self) -> None:
        if hasattr(self, "project"):
            with Project.open(self.path, OpenMode.READ) as reader:
                assert reader.version == self.newest
                assert same_rows(reader.network(), self.versions[-1])
                assert reader.steps() == (self.undo_steps, self.redo_steps)

    def teardown(self) -> None:
        if hasattr(self, "project"):
            replayed = apply(Network.of(), self.project.change_since(0))
            assert same_rows(replayed, self.versions[-1])
            self.project.verify()
            self.project.close()
            self.folder.cleanup()

    @property
    def newest(self) -> int:
        return len(self.versions) - 1

    def keep(self, version: int, network: Network) -> None:
        self.versions.append(network)
        assert version == self.newest


# Not shrunk: each step stores a file, so that shrinking takes minutes and says little more than the steps do.
ProjectMachine.TestCase.settings = settings(
    max_examples=4, stateful_step_count=8, deadline=None, phases=[Phase.generate]
)
TestProjectMachine = ProjectMachine.TestCase
