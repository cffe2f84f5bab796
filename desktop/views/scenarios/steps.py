"""Steps that a user takes with scenarios and overrides: asked for here, each one undo, shown when they have come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject

from desktop.context import Context
from desktop.views.scenarios import edits
from desktop.views.scenarios.outline import scenario_tables
from engine.changes import ChangeSet
from engine.errors import KnownError
from engine.network import Network


class ScenarioSteps(QObject):
    """Asks the session for edits of the two tables of scenarios.

    Args:
        context: The session, and the selection that follows a new name.
        refused: Hears of a step that could not be taken, before the window tells of it.
    """

    def __init__(self, context: Context, refused: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._refused = refused

    def new(self, name: str, parent: str) -> None:
        """A scenario on a parent."""
        self._edit(partial(edits.new_scenario, name=name, parent=parent), self.tr("New scenario {name}"), name)

    def duplicate(self, name: str, copy: str) -> None:
        """A copy of a scenario with its overrides."""
        self._edit(partial(edits.duplicate_scenario, name=name, copy=copy), self.tr("Duplicate {name}"), name)

    def rename(self, old: str, new: str) -> None:
        """Another name, everywhere; whoever looks at the scenario goes on looking at it."""
        label = self.tr("Rename {name} to {new}").replace("{new}", new)

        def done(_version: int) -> None:
            if self._context.selection.scenario == old:
                self._context.selection.choose_scenario(new)

        self._edit(partial(edits.rename_scenario, old=old, new=new), label, old, done)

    def delete(self, names: Sequence[str]) -> None:
        """Scenarios deleted with their overrides."""
        label = self.tr("Delete {name}") if len(names) == 1 else self.tr("Delete {name} and others")
        self._edit(partial(edits.delete_scenarios, names=names), label, names[0])

    def describe(self, name: str, column: str, text: str) -> None:
        """Another description, parent or tags."""
        self._edit(
            partial(edits.describe_scenario, name=name, column=column, text=text), self.tr("Describe {name}"), name
        )

    def add_overrides(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Overrides behind those that a scenario has."""
        label = self.tr("Add an override to {name}") if len(rows) == 1 else self.tr("Add overrides to {name}")
        self._edit(partial(edits.add_overrides, scenario=name, rows=rows), label, name)

    def change_override(self, name: str, order: float, cells: Mapping[str, str]) -> None:
        """Other cells for an override."""
        make = partial(edits.change_override, scenario=name, order=order, cells=cells)
        self._edit(make, self.tr("Change an override of {name}"), name)

    def delete_overrides(self, name: str, orders: Collection[float]) -> None:
        """Overrides taken away."""
        make = partial(edits.delete_overrides, scenario=name, orders=list(orders))
        self._edit(make, self.tr("Delete overrides of {name}"), name)

    def order_overrides(self, name: str, orders: Sequence[float]) -> None:
        """The overrides of a scenario in another order."""
        make = partial(edits.order_overrides, scenario=name, orders=orders)
        self._edit(make, self.tr("Order the overrides of {name}"), name)

    def _edit(
        self,
        make: Callable[[Network], ChangeSet],
        label: str,
        name: str,
        done: Callable[[int], None] | None = None,
    ) -> None:
        self._context.session.edit(
            lambda project: make(scenario_tables(project)),
            label.replace("{name}", name),
            done=done,
            failed=self._on_refused,
        )

    def _on_refused(self, error: KnownError) -> None:
        self._refused()
        self._context.session.failed.emit(error)
