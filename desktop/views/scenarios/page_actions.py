"""The actions of the page of scenarios."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from desktop.shell.actions import Actions


class Doer(Protocol):
    """What the page can do with scenarios and overrides."""

    def new_beside(self) -> None:
        """Adds a scenario on Baseline."""

    def new_child(self) -> None:
        """Adds a scenario on the one that is looked at."""

    def duplicate_scenario(self) -> None:
        """Copies the scenario that is looked at."""

    def rename_scenario(self) -> None:
        """Lets the user type another name."""

    def delete_scenarios(self) -> None:
        """Deletes the selected scenarios."""

    def sweep(self) -> None:
        """Opens the editor of sweeps."""

    def add_override(self) -> None:
        """Begins a new override."""

    def duplicate_override(self) -> None:
        """Copies the selected overrides."""

    def delete_overrides(self) -> None:
        """Deletes the selected overrides."""

    def move_up(self) -> None:
        """Moves the selected override up."""

    def move_down(self) -> None:
        """Moves the selected override down."""


class PageActions:
    """Actions by the place where the page shows them."""

    def __init__(self, actions: Actions, doer: Doer) -> None:
        add = actions.add
        self.new = add("scenario.new", _tr("New scenario on Baseline"), doer.new_beside, symbol="plus")
        self.child = add(
            "scenario.child",
            _tr("New scenario on the selected one"),
            doer.new_child,
            shortcut="Ctrl+Shift+N",
            symbol="split",
        )
        self.duplicate = add("scenario.duplicate", _tr("Duplicate scenario"), doer.duplicate_scenario, symbol="copy")
        self.rename = add("scenario.rename", _tr("Rename scenario"), doer.rename_scenario, symbol="pencil")
        self.delete = add("scenario.delete", _tr("Delete scenarios"), doer.delete_scenarios, symbol="trash-2")
        self.sweep = add("scenario.sweep", _tr("Sweep…"), doer.sweep, symbol="sliders-horizontal")
        self.add = add("override.add", _tr("Add override"), doer.add_override, shortcut="Ctrl+Shift+O", symbol="plus")
        self.copy = add("override.duplicate", _tr("Duplicate overrides"), doer.duplicate_override, symbol="copy")
        self.up = add("override.up", _tr("Move override up"), doer.move_up, shortcut="Alt+Up", symbol="arrow-up")
        self.down = add(
            "override.down", _tr("Move override down"), doer.move_down, shortcut="Alt+Down", symbol="arrow-down"
        )
        self.remove = add("override.delete", _tr("Delete overrides"), doer.delete_overrides, symbol="trash-2")

    @property
    def of_tree(self) -> tuple[QAction, ...]:
        """Actions above the tree."""
        return (self.new, self.child, self.duplicate, self.rename, self.delete)

    @property
    def of_overrides(self) -> tuple[QAction, ...]:
        """Actions above the overrides, after the one that adds."""
        return (self.copy, self.up, self.down, self.remove)

    def show_enabled(self, *, baseline: bool, lines: int, own: int, scenarios: int) -> None:
        """Enables what makes sense.

        Args:
            baseline: Whether Baseline is looked at.
            lines: Overrides selected.
            own: Those of them that belong to the scenario itself.
            scenarios: Scenarios selected.
        """
        self.rename.setEnabled(not baseline and scenarios <= 1)
        self.delete.setEnabled(not baseline or scenarios > 1)
        self.add.setEnabled(not baseline)
        self.copy.setEnabled(not baseline and lines > 0)
        self.up.setEnabled(own == 1 and lines == 1)
        self.down.setEnabled(own == 1 and lines == 1)
        self.remove.setEnabled(own > 0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("scenarios", text)
