"""`networx compare`: two scenarios, cost by cost, and whether their gaps allow a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.arguments import Json, ProjectFile
from desktop.cli.output import note, out, print_json

if TYPE_CHECKING:
    from engine.runs.comparison import Comparison, Pair

NAME = "compare"
EXAMPLES = (
    "networx compare coffee.networx Baseline Growth",
    "networx compare coffee.networx Baseline Growth --json",
)


def command(
    file: ProjectFile,
    first: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario to compare with.", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="SCENARIO", help="The other scenario.", show_default=False)],
    *,
    as_json: Json = False,
) -> int:
    """Compare the latest results of two scenarios: figures, costs, open facilities."""
    from desktop.cli.stored import chosen_run, is_stale
    from engine.runs.comparison import compare
    from engine.scenarios import lineage
    from sync.store import OpenMode, Project

    with Project.open(file, OpenMode.READ) as project:
        network = project.network()
        for name in (first, second):
            lineage(network, name)
        records = [chosen_run(project.runs, None, name) for name in (first, second)]
        stale = [is_stale(record, network) for record in records]
    found = compare(*records)
    if as_json:
        print_json(_document(found, stale))
    else:
        _print(found)
    for record in (record for record, old in zip(records, stale, strict=True) if old):
        note(f"Stale: the input of {record.scenario} has been edited since it was solved.")
    return 0


def _document(found: Comparison, stale: list[bool]) -> dict[str, Any]:
    runs = [
        {"scenario": r.scenario, "run": r.id, "status": r.status.value, "gap": r.gap, "stale": old}
        for r, old in zip((found.first, found.second), stale, strict=True)
    ]
    verdict = {"certain": found.verdict.is_certain, "least": found.verdict.least, "most": found.verdict.most}
    return {
        "runs": runs,
        "verdict": {**verdict, "text": _verdict(found)},
        "figures": {name: _values(pair) for name, pair in found.figures.items()},
        "costs": {name: _values(pair) for name, pair in found.costs.items()},
        "facilities": [
            {"period": change.period, "only_first": change.only_first, "only_second": change.only_second}
            for change in found.facilities
        ],
    }


def _values(pair: Pair) -> dict[str, float | None]:
    return {"first": pair.first, "second": pair.second, "difference": pair.difference}


def _print(found: Comparison) -> None:
    from desktop.cli.tables import figure, percent, table

    first, second = found.first, found.second
    names = (first.scenario, second.scenario if second.scenario != first.scenario else f"{second.scenario} (again)")
    headers = ("", *names, "difference")
    console = out()
    costs = {name: pair for name, pair in found.costs.items() if pair.first or pair.second}
    rows = [
        (name, figure(pair.first), figure(pair.second), figure(pair.difference))
        for name, pair in (*found.figures.items(), *costs.items())
    ]
    rows.insert(2, ("gap", percent(first.gap), percent(second.gap), ""))
    console.print(table(headers, rows, numbers=headers[1:]))
    for change in found.facilities:
        for name, sites in zip(names, (change.only_first, change.only_second), strict=True):
            if sites:
                console.print(f"open in {change.period} in {name} only: {', '.join(sites)}", soft_wrap=True)
    console.print(_verdict(found), soft_wrap=True)


def _verdict(found: Comparison) -> str:
    """What may be said, in one sentence."""
    from desktop.cli.tables import figure

    first, second, verdict = found.first.scenario, found.second.scenario, found.verdict
    if verdict.least is None or verdict.most is None:
        return "No verdict: at least one of both has no bound, so that its distance from the best value is not known."
    span = f"{figure(verdict.least)} to {figure(verdict.most)}"
    if not verdict.is_certain:
        return f"No verdict: the difference is within the gaps. The best values differ by {span}."
    higher = verdict.least > 0
    better = second if higher == (found.first.sense == "max") else first
    return f"{better} is better: whatever the gaps hide, the best values differ by {span} ({second} − {first})."
