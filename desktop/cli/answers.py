"""What came of runs, for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.cli.output import out
from desktop.cli.tables import duration, figure, percent, table
from engine.runs.record import RunRecord

_NOTABLE = 1e-6


def document_of(record: RunRecord) -> dict[str, Any]:
    """A run as the command line's contract has it."""
    data = record.to_dict()
    first = {"scenario": data.pop("scenario"), "run": data.pop("id"), "status": data.pop("status")}
    del data["lease"]
    return {**first, **data}


def print_answers(records: Sequence[RunRecord]) -> None:
    """Status and figures of each run, its costs, its open facilities, and what the check found."""
    console = out()
    console.print(_overview(records))
    if any(record.costs for record in records):
        console.print(_costs(records))
    for record in records:
        for line in _remarks(record):
            console.print(line, soft_wrap=True)


def _overview(records: Sequence[RunRecord]) -> Any:
    figures = ("objective", "bound", "gap", "unmet", "time")
    rows = [
        (
            record.scenario,
            record.status.value,
            figure(record.objective),
            figure(record.bound),
            percent(record.gap),
            figure(record.unmet),
            duration(record.seconds.get("total")),
            record.id,
        )
        for record in records
    ]
    return table(("scenario", "status", *figures, "run"), rows, numbers=figures)


def _costs(records: Sequence[RunRecord]) -> Any:
    buckets = dict.fromkeys(bucket for record in records for bucket, money in record.costs.items() if money)
    names = tuple(record.scenario for record in records)
    rows = [(bucket, *(figure(record.costs.get(bucket)) for record in records)) for bucket in buckets]
    rows.append(("total", *(figure(sum(record.costs.values()) if record.costs else None) for record in records)))
    return table(("cost", *names), rows, numbers=names)


def _remarks(record: RunRecord) -> list[str]:
    lines = []
    if record.objective is None or not record.status.is_answer:
        lines.append(f"{record.scenario}: {record.status.value}. {record.message}")
    for period, names in record.open_facilities.items():
        shown = ", ".join(names) or "none"
        lines.append(f"{record.scenario}: open in {period}: {shown}")
    if record.checked is not None:
        worst = max(record.checked.max_violation, record.checked.cost_difference)
        verdict = "every constraint and every cost holds" if worst <= _NOTABLE else "NOT PASSED"
        lines.append(
            f"{record.scenario}: checked against the tables: {verdict} (largest violation "
            f"{record.checked.max_violation:.1e}, largest difference of a cost {record.checked.cost_difference:.1e})"
        )
    lines += [f"{record.scenario}: {note}" for note in record.notes]
    return lines
