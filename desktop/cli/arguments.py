"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# What cannot be read is told by whoever opens it, with what to do.
ProjectFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Project file (*.networx).", show_default=False, readable=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, and nothing else.")]
Scenario = Annotated[str, typer.Option("--scenario", metavar="S", help="Name of the scenario.")]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", metavar="S", help="Scenario to solve; may be given several times.", show_default="Baseline"
    ),
]
Gap = Annotated[float, typer.Option("--gap", min=0.0, max=1.0, help="Largest gap that counts as optimal, as a share.")]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", min=0.0, help="Seconds for each run.", show_default="none"),
]
Threads = Annotated[
    int, typer.Option("--threads", metavar="N", min=0, help="Threads of each run; 0: share the cores among the runs.")
]
Solver = Annotated[str, typer.Option("--solver", help="Name of the solver.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of every random choice of the solver.")]
OnServer = Annotated[bool, typer.Option("--server", help="Solve on the server that is signed in to.")]
Anew = Annotated[
    bool, typer.Option("--anew", help="Compute on the server even where it knows the answer from an earlier run.")
]
Detach = Annotated[
    bool, typer.Option("--detach", help="Hand the runs to the server and leave; `networx runs FILE` collects them.")
]
