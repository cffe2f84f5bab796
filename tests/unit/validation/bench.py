"""A bench that breaks a network in small ways and tells which rules speak."""

from collections.abc import Callable, Iterable

import pandas as pd

from engine.issues import Issue
from engine.network import Network
from engine.validation import validate

Edit = Callable[[Network], Network]


def setting_cell(table: str, row: int, column: str, value: object) -> Edit:
    """Put a value into one cell."""

    def edit(network: Network) -> Network:
        frame = network[table].astype({column: "object"})
        frame.loc[row, column] = value
        return network.with_tables({table: frame})

    return edit


def adding(table: str, /, **cells: object) -> Edit:
    """Add a row at the end of a table."""

    def edit(network: Network) -> Network:
        row = pd.DataFrame([cells])
        return network.with_tables({table: pd.concat([network[table].astype("object"), row], ignore_index=True)})

    return edit


def dropping(table: str, *rows: int) -> Edit:
    """Delete rows of a table; all of them where none is given."""

    def edit(network: Network) -> Network:
        frame = network[table]
        gone = list(rows) or list(frame.index)
        return network.with_tables({table: frame.drop(index=gone)})

    return edit


class Bench:
    """Breaks the clean network and tells which rules speak."""

    cell = staticmethod(setting_cell)
    add = staticmethod(adding)
    drop = staticmethod(dropping)

    def __init__(self, network: Network) -> None:
        self.network = network

    def issues(self, *edits: Edit) -> list[Issue]:
        """Issues after the edits, without the note that later checks wait."""
        network = self.network
        for edit in edits:
            network = edit(network)
        return [issue for issue in validate(network) if issue.rule != "checks-postponed"]

    def only(self, code: str, *edits: Edit) -> Issue:
        """The one issue after the edits; fails where there is another one or none."""
        issues = self.issues(*edits)
        assert [issue.rule for issue in issues] == [code], [(issue.rule, issue.message) for issue in issues]
        return issues[0]

    def all_of(self, code: str, *edits: Edit) -> list[Issue]:
        """The issues after the edits; fails where any is of another rule or there is none."""
        issues = self.issues(*edits)
        assert {issue.rule for issue in issues} == {code}, [(issue.rule, issue.message) for issue in issues]
        return issues

    @staticmethod
    def codes(issues: Iterable[Issue]) -> set[str]:
        """The rules of some issues."""
        return {issue.rule for issue in issues}
