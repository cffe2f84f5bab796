"""Validation: every rule over a network, every broken place as an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from engine.issues import Issue, has_errors
from engine.network import Network
from engine.network.network import key_text
from engine.schema import input_table
from engine.validation.facts import Facts
from engine.validation.registry import POSTPONED, RULES
from engine.validation.rule import Finding, Rule, Stage


def validate(network: Network) -> list[Issue]:
    """Every issue of a network, in the order of the rules; no sample, no limit.

    Rules on flows are checked once cells, references and lanes can be read; until then one note says that they wait.

    Args:
        network: An effective network, with the overrides of its scenario applied; of a project's own network, the
            scenarios are checked as well.
    """
    facts = Facts(network)
    issues = _checked(facts, Stage.CELLS)
    unsound = has_errors(issues)
    issues += _checked(facts, Stage.ROWS)
    if not unsound:
        reading = _checked(facts, Stage.READING)
        issues, unsound = issues + reading, has_errors(reading)
    last = _issues(facts, POSTPONED, POSTPONED.check(facts)) if unsound else _checked(facts, Stage.FLOWS)
    return [*issues, *last]


def _checked(facts: Facts, stage: Stage) -> list[Issue]:
    rules = (rule for rule in RULES if rule.stage is stage)
    return [issue for rule in rules for issue in _issues(facts, rule, rule.check(facts))]


def _issues(facts: Facts, rule: Rule, findings: Iterable[Finding]) -> Iterator[Issue]:
    for (table, column), group in groupby(findings, key=lambda finding: (finding.table, finding.column)):
        yield from _of_column(facts.network, rule, table, column, list(group))


def _of_column(network: Network, rule: Rule, table: str, column: str, findings: Sequence[Finding]) -> Iterator[Issue]:
    rows = [finding.row for finding in findings if finding.row >= 0]
    keys = iter(_keys(network, table, rows))
    sources = iter(network.cell_sources(table, rows, column) if rows and network.sources else [""] * len(rows))
    values = iter(_texts(network, table, column, rows) if column else [""] * len(rows))
    for finding in findings:
        placed = finding.row >= 0
        value = next(values) if placed else ""
        words = {"table": table, "column": column, "value": value, **finding.said}
        yield Issue(
            severity=rule.severity,
            rule=rule.code,
            message=finding.told or rule.message.format_map(words),
            table=table,
            key=next(keys) if placed else {},
            column=column,
            value=value,
            source=next(sources) if placed else "",
        )


def _keys(network: Network, table: str, rows: Sequence[int]) -> list[dict[str, str]]:
    """As ``Network.row_key`` for many rows at once."""
    if not rows:
        return []
    names = input_table(table).key
    columns = [_texts(network, table, name, rows) for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _texts(network: Network, table: str, column: str, rows: Sequence[int]) -> list[str]:
    return [key_text(cell) for cell in network[table][column].iloc[list(rows)].tolist()]
