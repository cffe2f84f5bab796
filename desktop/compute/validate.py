"""Validation of a project's scenario, for the window."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.issues import Issue, Severity
from engine.runs.findings import findings
from engine.validation.registry import POSTPONED, RULES
from engine.validation.rule import Rule
from sync.store import OpenMode, Project

_SHOWN = 200  # of each rule: who has more mends the cause, not the rows
_WEIGHT = {severity: place for place, severity in enumerate(Severity)}


def findings_of(path: str, scenario: str) -> dict[str, Any]:
    """Issues of a scenario by rule, and their number by table.

    Args:
        path: The project file.
        scenario: Name of the scenario.

    Raises:
        KnownError: The file cannot be read; there is no such scenario.
    """
    with Project.open(Path(path), OpenMode.READ) as project:
        network = project.network()
    issues = findings(network, scenario)
    return {"groups": _groups(issues), "tables": _tables(issues)}


def _groups(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    by_rule: defaultdict[tuple[Severity, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        by_rule[issue.severity, issue.rule].append(issue)
    rules = {rule.code: rule for rule in (*RULES, POSTPONED)}
    ordered = sorted(by_rule.items(), key=lambda item: (_WEIGHT[item[0][0]], -len(item[1]), item[0][1]))
    return [
        {
            "rule": code,
            "severity": severity.value,
            "title": _title(rules.get(code), code),
            "advice": _advice(rules.get(code)),
            "count": len(members),
            "issues": [issue.to_dict() for issue in members[:_SHOWN]],
        }
        for (severity, code), members in ordered
    ]


def _title(rule: Rule | None, code: str) -> str:
    return rule.title if rule else code.replace("-", " ").capitalize()


def _advice(rule: Rule | None) -> str:
    return f"{rule.why} {rule.fix}" if rule else ""


def _tables(issues: Iterable[Issue]) -> dict[str, dict[str, int]]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for issue in issues:
        counted[issue.table][issue.severity.value] += 1
    return {table: dict(counts) for table, counts in counted.items()}
