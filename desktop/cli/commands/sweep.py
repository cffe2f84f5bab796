"""`networx sweep`: a scenario for every combination of some values, all of them solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.arguments import Detach, Gap, Json, OnServer, ProjectFile, Seed, Solver, Threads, TimeLimit
from desktop.cli.output import note, out, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.runs.record import RunRecord
    from engine.scenarios.sweep import Sweep

NAME = "sweep"
EXAMPLES = (
    "networx sweep coffee.networx settings.co2_price=0,50,100",
    'networx sweep coffee.networx "demand.quantity[customer.region = West]=*0.9,*1.1" --parent Growth',
    'networx sweep coffee.networx "demand.quantity=*1,*1.2" "facility_limits.max_open=4,6,8" --add-only',
    "networx sweep coffee.networx settings.co2_price=0,50,100 --server",
)


def command(
    file: ProjectFile,
    axes: Annotated[
        list[str],
        typer.Argument(
            metavar="AXIS...", help="TABLE.COLUMN[condition]=value,value: *1.1 multiplies, +100 adds, 100 sets."
        ),
    ],
    *,
    parent: Annotated[str, typer.Option("--parent", metavar="S", help="Scenario to build on.")] = "Baseline",
    add_only: Annotated[bool, typer.Option("--add-only", help="Add the scenarios without solving them.")] = False,
    gap: Gap = 1e-4,
    time_limit: TimeLimit = None,
    threads: Threads = 0,
    solver: Solver = "highs",
    seed: Seed = 0,
    server: OnServer = False,
    detach: Detach = False,
    as_json: Json = False,
) -> int:
    """Add a scenario for every combination of the values of some axes, and solve them all."""
    from desktop.cli.connecting import signed_in_server
    from desktop.cli.running import solve_options
    from desktop.cli.solving import solved
    from engine.runs.batch import ask_for
    from engine.scenarios.sweep import sweep
    from sync.store import OpenMode, Project

    options = solve_options(gap=gap, time_limit=time_limit, threads=threads, solver=solver, seed=seed)
    if server or detach:
        signed_in_server().whoami()  # else the scenarios would be added in vain
    with Project.open(file, OpenMode.WRITE) as project:
        network = project.network()
        made = sweep(network, axes, parent)
        project.commit(made.change_set(network), label=f"Sweep {', '.join(axes)}")
    note(f"Added {len(made.names):,} scenarios.")
    if add_only:
        _print(made, None, as_json=as_json)
        return 0
    with Project.open(file, OpenMode.RUN) as project:
        network = project.network()
        asks = [ask_for(network, name) for name in made.names]
        found = solved(project, asks, options, file, server=server, detach=detach)
    _print(made, found.records, as_json=as_json)
    return found.code


def _print(made: Sweep, records: Sequence[RunRecord] | None, *, as_json: bool) -> None:
    points: list[dict[str, str]] = [
        {str(name): str(cell) for name, cell in row.items()} for row in made.grid.to_dict("records")
    ]
    if as_json:
        known = dict(enumerate(records or ()))
        print_json([_point(point, known.get(number)) for number, point in enumerate(points)])
        return
    from desktop.cli.tables import figure, percent, table

    headers = list(made.grid.columns.astype(str))
    if records is None:
        out().print(table(headers, [list(point.values()) for point in points]))
        return
    numbers = ["objective", "bound", "gap", "unmet"]
    rows = [
        [*point.values(), r.status.value, figure(r.objective), figure(r.bound), percent(r.gap), figure(r.unmet)]
        for point, r in zip(points, records, strict=True)
    ]
    out().print(table([*headers, "status", *numbers], rows, numbers=numbers))


def _point(point: dict[str, str], record: RunRecord | None) -> dict[str, Any]:
    from desktop.cli.answers import document_of

    values = {name: value for name, value in point.items() if name != "scenario"}
    return {"scenario": point["scenario"], "values": values, **(document_of(record) if record else {})}
